"""Which figures a bare office or institution may mean: "the prime minister", "the Vermont senator", "the ministry"."""

from functools import cache

from app.extraction.coreference.source_types import SourcePhrase
from app.extraction.entities.clustering import acronym_of
from app.extraction.entities.countries import country_of
from app.extraction.entities.entity import Entity
from app.extraction.entities.mentions import fold_name, fold_word
from app.extraction.lang.lexicon import word_list
from app.extraction.rules import speakers as rules
from app.extraction.structure.segmentation import TextIndex
from app.extraction.types import Role

_FORMER_WORDS = word_list("roles", "qualities", "former")
_DEPUTY_WORDS = word_list("roles", "qualities", "deputy")
_NEUTRAL_WORDS = word_list("roles", "qualities", "neutral")


@cache
def _synonym_groups() -> tuple[frozenset[str], ...]:
    return tuple(frozenset(group.split()) for group in word_list("roles", "synonyms", "groups"))


def is_same_office(one: str, other: str) -> bool:
    one, other = one.rstrip("."), other.rstrip(".")
    return one == other or any(one in group and other in group for group in _synonym_groups())


def has_matching_role(layout: TextIndex, source: SourcePhrase, figure: Entity, is_literal: bool) -> bool:
    """Whether one of the figure's printed roles is the office that the source names, whatever else the source says.

    `is_literal`: under that very word, and not under another for the same ("leader" for a president).
    """
    return any(_is_matching_role(layout, source, role, is_literal) for role in figure.roles)


def _is_matching_role(layout: TextIndex, source: SourcePhrase, role: Role, is_literal: bool) -> bool:
    assert source.span
    if not source.head or not role.title:
        return False
    held = [word.lower().rstrip(".") for word in [*role.title.split(), *role.title.replace("-", " ").split()]]
    if source.head_word not in held:
        synonym = not is_literal and any(is_same_office(source.head_word, word) for word in held)
        if not rules.OFFICE_SYNONYM.holds(synonym, source.span):
            return False
    asked = {word.text for word in layout.words_in(source.span) if word.end <= source.head.start}
    lowered = {word.lower() for word in asked}
    if rules.DEPUTY.holds((_DEPUTY_WORDS & set(held)) != (_DEPUTY_WORDS & lowered), source.span):
        return False
    if rules.FORMER_OFFICE.holds(bool(_FORMER_WORDS & set(held)) and not _FORMER_WORDS & lowered, source.span):
        return False
    contradicted = any(
        not _is_supported_by_role(word, role, held)
        for word in asked
        if word.lower() not in _NEUTRAL_WORDS | _FORMER_WORDS | _DEPUTY_WORDS
    )
    return not rules.WORDS_BESIDE_OFFICE.holds(contradicted, source.span)


def _is_supported_by_role(word: str, role: Role, held: list[str]) -> bool:
    """Whether a word beside the office agrees with what the text prints about the role."""
    printed = word.removesuffix("'s").removesuffix("\u2019s")
    bare = printed.lower()
    if bare in held or any(is_same_office(bare, other) for other in held):
        return True
    body = fold_name(tuple((role.organisation or "").split()))
    if set(fold_name((printed,))) <= set(body) or fold_word(printed) == acronym_of(body):
        return True
    country = country_of(printed)
    return country is not None and country == role.country


def is_named_by_institution(source: SourcePhrase, figure: Entity) -> bool:
    """Whether a body's name holds the institution's word: "the embassy" for "US embassy in Cambodia"."""
    return figure.is_organisation and fold_word(source.head_word) in figure.key
