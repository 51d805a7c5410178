"""Matching names to speakers, for OpenRefine and others."""
