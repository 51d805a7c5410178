"""The word lists of a language, the TOML files in `en/`, read once. All come in lower case."""

import tomllib
from collections.abc import Callable, Collection
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


def trie_pattern(phrases: Collection[str], character_pattern: Callable[[str], str]) -> str:
    """A pattern for any of the phrases, the longest that fits first, from the pattern of each character.

    Beginnings that phrases share are written once, so matching takes time by the length of a phrase, not by how many
    there are.
    """
    tails: dict[str, list[str]] = {}
    for phrase in filter(None, phrases):
        tails.setdefault(phrase[0], []).append(phrase[1:])
    branches = [character_pattern(first) + trie_pattern(rest, character_pattern) for first, rest in tails.items()]
    if len(branches) == 1 and "" not in phrases:
        return branches[0]
    return f"(?:{'|'.join(branches)}){'?' if '' in phrases else ''}" if branches else ""
