"""Search over everything, suggestions, and matching of names."""
