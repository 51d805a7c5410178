"""Writing: what an extraction found becomes rows, each with an identity that lasts."""
