"""Identifiers, similarity of texts, matching of quotes, alignment of spans: no database, no web."""
