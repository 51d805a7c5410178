"""Which figures a bare office or institution may mean: "the prime minister", "the Vermont senator", "the ministry"."""

from functools import cache

from app.extraction.coreference.source_types import Source
from app.extraction.entities.clustering import initials
from app.extraction.entities.countries import country_of
from app.extraction.entities.entity import Figure
from app.extraction.entities.mentions import fold, key_of
from app.extraction.lang.lexicon import words
from app.extraction.structure.segmentation import Layout
from app.extraction.types import Role

_PAST = frozenset(("former", "ex", "late", "then", "onetime", "sometime"))
_LESSER = frozenset(("vice", "deputy", "assistant", "under", "associate"))
_EMPTY = frozenset(
    ("the", "a", "an", "this", "that", "new", "top", "veteran", "visiting", "country's", "country\u2019s")
)


@cache
def _groups() -> tuple[frozenset[str], ...]:
    return tuple(frozenset(group.split()) for group in words("roles", "synonyms", "groups"))


def same_office(one: str, other: str) -> bool:
    one, other = one.rstrip("."), other.rstrip(".")
    return one == other or any(one in group and other in group for group in _groups())


def holds_office(layout: Layout, source: Source, figure: Figure, literally: bool) -> bool:
    """Whether one of the figure's printed roles is the office that the source names, whatever else the source says.

    `literally`: under that very word, and not under another for the same ("leader" for a president).
    """
    return any(_is_office(layout, source, role, literally) for role in figure.roles)


def _is_office(layout: Layout, source: Source, role: Role, literally: bool) -> bool:
    assert source.span
    if not source.head or not role.title:
        return False
    held = [word.lower().rstrip(".") for word in [*role.title.split(), *role.title.replace("-", " ").split()]]
    if source.word not in held and (literally or not any(same_office(source.word, word) for word in held)):
        return False
    asked = {word.text for word in layout.words_in(source.span) if word.end <= source.head.start}
    lowered = {word.lower() for word in asked}
    if (_LESSER & set(held)) != (_LESSER & lowered) or (_PAST & set(held) and not _PAST & lowered):
        return False
    return all(_told(word, role, held) for word in asked if word.lower() not in _EMPTY | _PAST | _LESSER)


def _told(word: str, role: Role, held: list[str]) -> bool:
    """Whether a word beside the office agrees with what the text prints about the role."""
    printed = word.removesuffix("'s").removesuffix("\u2019s")
    bare = printed.lower()
    if bare in held or any(same_office(bare, other) for other in held):
        return True
    body = key_of(tuple((role.organisation or "").split()))
    if set(key_of((printed,))) <= set(body) or fold(printed) == initials(body):
        return True
    country = country_of(printed)
    return country is not None and country == role.country


def names_institution(source: Source, figure: Figure) -> bool:
    """Whether a body's name holds the institution's word: "the embassy" for "US embassy in Cambodia"."""
    return figure.is_body and fold(source.word) in figure.key
