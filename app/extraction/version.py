"""Which engine this is: two that read one text differently have different versions."""

import hashlib
from functools import cache
from importlib.resources import files

# Counts the changes of rules and lexicons that change what is found; add one with each such change.
RULES_VERSION = 7


@cache
def engine_version() -> str:
    """The rules' number and the beginning of the hash of what the learned parts are made of."""
    manifest = files("app.extraction.attribution.model") / "manifest.json"
    return f"{RULES_VERSION}-{hashlib.sha256(manifest.read_bytes()).hexdigest()[:12]}"
