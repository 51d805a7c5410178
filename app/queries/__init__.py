"""Reading: build a select, load what the answer needs in a fixed number of statements, return it."""
