"""The word lists in `lexicons/`, read once."""

import tomllib
from functools import cache
from importlib import resources
from typing import Any


@cache
def table(name: str) -> dict[str, Any]:
    """A whole lexicon file, as its TOML says."""
    return tomllib.loads(resources.files("app.extraction.lexicons").joinpath(f"{name}.toml").read_text("utf-8"))


@cache
def words(name: str, *path: str) -> frozenset[str]:
    """One word list of a lexicon, in lower case: a TOML array, or words between blanks."""
    found: Any = table(name)
    for key in path:
        found = found[key]
    return frozenset(word.lower() for word in (found.split() if isinstance(found, str) else found))


@cache
def forms(name: str, *path: str) -> frozenset[str]:
    """Every form of the verbs of a list whose lines hold one verb each."""
    return frozenset(form for line in words(name, *path) for form in line.split())


@cache
def country_forms(*kinds: str) -> frozenset[str]:
    """All countries' names, demonyms, capitals or other forms, in lower case."""
    entries = [entry for entry in table("countries").values() if isinstance(entry, dict)]
    return frozenset(form.lower() for entry in entries for kind in kinds for form in entry.get(kind, ()))
