"""Who is printed as having said what: cues, sources and contents, found and put in order."""
