"""Caring for the database as a whole: backing it up, restoring it, checking that all of it is as it should be."""
