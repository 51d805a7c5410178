"""The word lists of a language, the TOML files in `en/`, read once. All come in lower case."""

import tomllib
from functools import cache
from importlib import resources
from typing import Any


@cache
def load_lexicon(name: str) -> dict[str, Any]:
    """A whole lexicon file, as its TOML says."""
    return tomllib.loads(resources.files("app.extraction.lang.en").joinpath(f"{name}.toml").read_text("utf-8"))


@cache
def word_list(name: str, section: str, *keys: str) -> frozenset[str]:
    """The words of one or more lists in a lexicon: TOML arrays, or words between blanks."""
    part = load_lexicon(name)[section]
    lists = [part[key] for key in keys] if keys else [part]
    return frozenset(word.lower() for found in lists for word in (found.split() if isinstance(found, str) else found))


@cache
def verb_forms(name: str, section: str, key: str) -> frozenset[str]:
    """Every form of the verbs of a list whose lines hold one verb each."""
    return frozenset(form for line in word_list(name, section, key) for form in line.split())


@cache
def country_forms(*kinds: str) -> frozenset[str]:
    """All countries' names, demonyms, capitals or other forms."""
    entries = [entry for entry in load_lexicon("countries").values() if isinstance(entry, dict)]
    return frozenset(form.lower() for entry in entries for kind in kinds for form in entry.get(kind, ()))
