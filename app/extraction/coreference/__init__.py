"""Whom a printed source means: from attributions to speakers."""
