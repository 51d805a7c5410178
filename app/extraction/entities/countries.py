"""Which countries a text names, after the lexicon `countries.toml`: for documents, quotes and role phrases alike."""

import re
from collections.abc import Iterator
from functools import cache

from app.extraction.document import Span
from app.extraction.lang.lexicon import table
from app.extraction.lang.trie_regex import any_of
from app.extraction.pacing import Check, find_all, unhurried
from app.extraction.types import ExtractedCountry

# "ambassador to Cambodia", "special envoy for Syria": tells where somebody serves, not whose he is.
_POSTED = re.compile(
    r"\b(?:ambassador|consul|consulate|coordinator|delegat\w+|embassy|emissary|envoy|high commissioner|mission|nuncio"
    r"|rapporteur|representative)\s+(?:to|in|for|on)\b",
    re.IGNORECASE,
)


def find_countries(text: str, check: Check = unhurried) -> tuple[ExtractedCountry, ...]:
    """The countries that a text names, in the order of their first mention."""
    mentions: dict[str, list[Span]] = {}
    for code, span in _mentions(text, check):
        mentions.setdefault(code, []).append(span)
    return tuple(ExtractedCountry(code, tuple(spans)) for code, spans in mentions.items())


def country_of(phrase: str) -> str | None:
    """The country that a short phrase belongs to: the first that it names, unless that is where somebody is posted."""
    for code, span in _mentions(phrase, unhurried):
        return None if _POSTED.search(phrase, 0, span.start) else code
    return None


def _mentions(text: str, check: Check) -> Iterator[tuple[str, Span]]:
    pattern, codes = _lexicon()
    for match in find_all(pattern, text, check):
        code = codes[" ".join(match[0].split()).replace("\u2019", "'")]
        if code is not None:
            yield code, Span(*match.span())


@cache
def _lexicon() -> tuple[re.Pattern[str], dict[str, str | None]]:
    """One pattern for all the forms, and the code of each; None for what only looks like a country."""
    entries = dict(table("countries"))
    codes: dict[str, str | None] = dict.fromkeys(entries.pop("not_a_country"))
    codes |= {form: code for code, lists in entries.items() for forms in lists.values() for form in forms}
    codes = {form.upper(): code for form, code in codes.items()} | codes
    # No currency either: "US$".
    return re.compile(rf"(?<!\w){any_of(codes, _spell)}(?![\w$])"), codes


def _spell(character: str) -> str:
    return {" ": r"\s", "'": "['\u2019]"}.get(character) or re.escape(character)
