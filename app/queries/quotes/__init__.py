"""Reading quotes: which, in which order, counted by what."""
