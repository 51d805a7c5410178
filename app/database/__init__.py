"""The only room that knows which database engine holds the records."""
