"""Records in other forms than JSON: wire shapes in, text out. No database, no web."""
