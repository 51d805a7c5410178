"""How well extractions agree with annotated texts."""
