"""Writing: saving extractions, identifying speakers, review, merge and undo."""
