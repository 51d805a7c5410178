"""Ingestion: bytes become a document, a document an extraction, an extraction rows."""
