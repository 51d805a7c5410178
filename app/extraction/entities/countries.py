"""Which countries a text names, after the lexicon `countries.toml`: for documents, quotes and role phrases alike."""

import re
from collections.abc import Iterator
from functools import cache

from app.extraction.cancellation import CancellationCheck, iter_matches, never_cancel
from app.extraction.lang.lexicon import load_lexicon, trie_pattern
from app.extraction.rules import roles as rules
from app.extraction.types import ExtractedCountry, Span

# "ambassador to Cambodia", "special envoy for Syria": tells where somebody serves, not whose he is.
_POSTING = re.compile(
    r"\b(?:ambassador|consul|consulate|coordinator|delegat\w+|embassy|emissary|envoy|high commissioner|mission|nuncio"
    r"|rapporteur|representative)\s+(?:to|in|for|on)\b",
    re.IGNORECASE,
)


def find_countries(text: str, check: CancellationCheck = never_cancel) -> tuple[ExtractedCountry, ...]:
    """The countries that a text names, in the order of their first mention."""
    mentions: dict[str, list[Span]] = {}
    for code, span in _find_mentions(text, check):
        mentions.setdefault(code, []).append(span)
    return tuple(ExtractedCountry(code, tuple(spans)) for code, spans in mentions.items())


def country_of(phrase: str) -> str | None:
    """The country that a short phrase belongs to: the first that it names, unless that is where somebody is posted."""
    for code, span in _find_mentions(phrase, never_cancel):
        posting = _POSTING.search(phrase, 0, span.start) is not None
        return None if rules.POSTING.holds(posting, span) else code
    return None


def _find_mentions(text: str, check: CancellationCheck) -> Iterator[tuple[str, Span]]:
    pattern, codes = _country_pattern()
    for match in iter_matches(pattern, text, check):
        code = codes[" ".join(match[0].split()).replace("\u2019", "'")]
        if code is not None:
            yield code, Span(*match.span())


@cache
def _country_pattern() -> tuple[re.Pattern[str], dict[str, str | None]]:
    """One pattern for all the forms, and the code of each; None for what only looks like a country."""
    entries = dict(load_lexicon("countries"))
    codes: dict[str, str | None] = dict.fromkeys(entries.pop("not_a_country"))
    codes |= {form: code for code, lists in entries.items() for forms in lists.values() for form in forms}
    codes = {form.upper(): code for form, code in codes.items()} | codes
    # No currency either: "US$".
    return re.compile(rf"(?<!\w){trie_pattern(codes, _character_pattern)}(?![\w$])"), codes


def _character_pattern(character: str) -> str:
    return {" ": r"\s", "'": "['\u2019]"}.get(character) or re.escape(character)
