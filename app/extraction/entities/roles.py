"""Roles as printed: "Prime Minister X", "X, a lecturer at the Academy", "the envoy, X", "Y of Japan"."""

from dataclasses import replace

from app.extraction.entities.clustering import EntityIndex, Mention
from app.extraction.entities.countries import country_of
from app.extraction.entities.entity import Entity, is_organisation_name
from app.extraction.entities.role_phrases import ROLE_HEADS, ROLE_WORDS, find_role_phrases
from app.extraction.lang.lexicon import load_lexicon, word_list
from app.extraction.lang.words import ARTICLES, PREPOSITIONS
from app.extraction.rules import roles as rules
from app.extraction.structure.segmentation import TextIndex, Word
from app.extraction.types import Role, Span

# Where an office is held; "envoy to the United Nations" holds none there.
_HELD_IN_PREPOSITIONS = word_list("roles", "held_in", "words")
_NATIONAL_OFFICES: dict[str, list[str]] = load_lexicon("roles")["national"]
# Without those that only tell how somebody stands to another.
_OFFICE_HEADS = ROLE_HEADS - word_list("roles", "relational", "words")
# Nobody holds more offices in one text.
_MAX_ROLES = 30
# The words before "of" or "at": more of them are a misread clause.
_MAX_TITLE_WORDS = 7


def attach_roles(layout: TextIndex, people: EntityIndex) -> None:
    """Gives each figure the roles that the text prints beside its names, each once."""
    for mention in layout.with_cancellation(people.mentions):
        if len(mention.candidates) > 1 or not _can_hold_office(mention.entity):
            continue
        home = _country_after_name(layout, mention)
        for phrase in find_role_phrases(layout, people, mention):
            if role := parse_role(layout, people, phrase):
                _add_role(mention.entity, replace(role, country=role.country or home))


def _can_hold_office(figure: Entity) -> bool:
    return (figure.is_person or len(figure.parts) > 1) and not figure.is_nonperson


def _add_role(figure: Entity, role: Role) -> None:
    figure.person_score += 2
    known = ((other.title, other.organisation) for other in figure.roles)
    if len(figure.roles) < _MAX_ROLES and (role.title, role.organisation) not in known:
        figure.roles.append(role)


def _country_after_name(layout: TextIndex, mention: Mention) -> str | None:
    """The country that follows a name: "Prime Minister Yoshida of Japan"."""
    following = layout.words_from(mention.name.span.end, 3)
    if not following or layout.text[mention.name.span.end : following[0].end].split() != ["of"]:
        return None
    country = country_of(layout.text[following[0].end : following[-1].end])
    return rules.COUNTRY_AFTER_NAME.change(None, country, mention.name.span)


def parse_role(layout: TextIndex, people: EntityIndex, phrase: Span) -> Role | None:
    """An office, the body it is held in and the country, where the phrase is headed by an office at all."""
    found = layout.words_in(phrase)
    head = next((i for i, word in enumerate(found) if i and word.text in PREPOSITIONS), len(found))
    if head > _MAX_TITLE_WORDS or found[head - 1].lower not in _OFFICE_HEADS:
        return None
    # A phrase has its article at its beginning: in "X, hosted the president, Y" the president is not X.
    if rules.ARTICLE_WITHIN_OFFICE.holds(any(word.lower in ARTICLES for word in found[1:head]), phrase):
        return None
    first, organisation = _title_start(layout, found[:head])
    last, body = _title_end(layout, people, found, head)
    title = Span(found[first].start, found[last - 1].end)
    printed = " ".join(title.text_in(layout.text).split())
    country = country_of(layout.text[phrase.start : phrase.end]) or rules.NATIONAL_OFFICE.change(
        None, _country_of_unique_office(printed.lower()), phrase
    )
    return Role(printed, body or organisation, country, phrase)


def _country_of_unique_office(office: str) -> str | None:
    """The country of an office that no other has: "assistant secretary of state for ..."."""
    return next(
        (country for country, offices in _NATIONAL_OFFICES.items() if any(name in office for name in offices)), None
    )


def _title_start(layout: TextIndex, found: tuple[Word, ...]) -> tuple[int, str | None]:
    """Where the title begins, and the body before it: "White House" in "White House press secretary"."""
    first = next(i for i, word in enumerate(found) if word.lower in ROLE_WORDS or not word.is_capitalised)
    lead = layout.text[found[0].start : found[first - 1].end] if first else ""
    lead = lead.removesuffix("'s").removesuffix("\u2019s")
    place = found[0]
    if rules.BODY_BEFORE_OFFICE.holds(is_organisation_name(tuple(lead.split())), place):
        return first, lead
    return (first if rules.COUNTRY_BEFORE_OFFICE.holds(country_of(lead) is not None, place) else 0), None


def _title_end(layout: TextIndex, people: EntityIndex, found: tuple[Word, ...], head: int) -> tuple[int, str | None]:
    """Where the title ends, and the body behind it: "Royal Academy" in "lecturer of law at the Royal Academy"."""
    for index in range(head, len(found)):
        following = index + 1
        while following < len(found) and found[following].lower in ARTICLES:
            following += 1
        if found[index].lower not in _HELD_IN_PREPOSITIONS or following == len(found):
            continue
        for mention in people.mentions_in(Span(found[following].start, found[-1].end)):
            held_there = mention.title_start == found[following].start and (
                mention.entity.is_organisation or mention.entity.place_score > 0
            )
            if rules.BODY_AFTER_OFFICE.holds(held_there, mention.name.span):
                return index, None if mention.entity.place_score else mention.name.printed
        last = found[-1]
        country = following == len(found) - 1 and country_of(layout.text[found[following].start : last.end]) is not None
        if rules.COUNTRY_AFTER_OFFICE.holds(country, last):
            return index, None
    return len(found), None
