"""How the tagger's weights are made. Needs torch; nothing here is imported at run time."""
