"""Roles as printed: "Prime Minister X", "X, a lecturer at the Academy", "the envoy, X", "Y of Japan"."""

from dataclasses import replace

from app.extraction.document import Span
from app.extraction.entities.clustering import Mention, People
from app.extraction.entities.countries import country_of
from app.extraction.entities.entity import Figure, names_body
from app.extraction.entities.role_phrases import HEADS, PREPOSITIONS, ROLE_WORDS, phrases_beside
from app.extraction.lang.lexicon import table, words
from app.extraction.structure.segmentation import Layout, Word
from app.extraction.types import Role

# Where an office is held; "envoy to the United Nations" holds none there.
_HELD_IN = words("roles", "held_in", "words")
_NATIONAL: dict[str, list[str]] = table("roles")["national"]
# Without those that only tell how somebody stands to another.
_OFFICES = HEADS - {"counterpart", "predecessor", "successor", "rival", "ally", "guest", "host"}
_ARTICLES = words("common", "articles", "words")
# Nobody holds more offices in one text.
_MOST = 30
# The words before "of" or "at": more of them are a misread clause.
_LONGEST = 7


def find_roles(layout: Layout, people: People) -> None:
    """Gives each figure the roles that the text prints beside its names, each once."""
    for mention in layout.paced(people.mentions):
        if len(mention.figures) > 1 or not _may_hold_office(mention.figure):
            continue
        home = _home(layout, mention)
        for phrase in phrases_beside(layout, people, mention):
            if role := read_role(layout, people, phrase):
                _give(mention.figure, replace(role, country=role.country or home))


def _may_hold_office(figure: Figure) -> bool:
    return (figure.is_person or len(figure.parts) > 1) and not figure.is_no_person


def _give(figure: Figure, role: Role) -> None:
    figure.person += 2
    known = ((other.title, other.organisation) for other in figure.roles)
    if len(figure.roles) < _MOST and (role.title, role.organisation) not in known:
        figure.roles.append(role)


def _home(layout: Layout, mention: Mention) -> str | None:
    """The country that follows a name: "Prime Minister Yoshida of Japan"."""
    following = layout.words_from(mention.name.span.end, 3)
    if not following or layout.text[mention.name.span.end : following[0].end].split() != ["of"]:
        return None
    return country_of(layout.text[following[0].end : following[-1].end])


def read_role(layout: Layout, people: People, phrase: Span) -> Role | None:
    """An office, the body it is held in and the country, where the phrase is headed by an office at all."""
    found = layout.words_in(phrase)
    head = next((i for i, word in enumerate(found) if i and word.text in PREPOSITIONS), len(found))
    if head > _LONGEST or found[head - 1].lower not in _OFFICES:
        return None
    # A phrase has its article at its beginning: in "X, hosted the president, Y" the president is not X.
    if any(word.lower in _ARTICLES for word in found[1:head]):
        return None
    first, organisation = _lead(layout, found[:head])
    last, body = _seat(layout, people, found, head)
    title = Span(found[first].start, found[last - 1].end)
    printed = " ".join(title.of(layout.text).split())
    country = country_of(layout.text[phrase.start : phrase.end]) or _only_country(printed.lower())
    return Role(printed, body or organisation, country, phrase)


def _only_country(office: str) -> str | None:
    """The country of an office that no other has: "assistant secretary of state for ..."."""
    return next((country for country, offices in _NATIONAL.items() if any(name in office for name in offices)), None)


def _lead(layout: Layout, found: tuple[Word, ...]) -> tuple[int, str | None]:
    """Where the title begins, and the body before it: "White House" in "White House press secretary"."""
    first = next(i for i, word in enumerate(found) if word.lower in ROLE_WORDS or not word.capital)
    lead = layout.text[found[0].start : found[first - 1].end] if first else ""
    lead = lead.removesuffix("'s").removesuffix("\u2019s")
    if names_body(tuple(lead.split())):
        return first, lead
    return (first if country_of(lead) else 0), None


def _seat(layout: Layout, people: People, found: tuple[Word, ...], head: int) -> tuple[int, str | None]:
    """Where the title ends, and the body behind it: "Royal Academy" in "lecturer of law at the Royal Academy"."""
    for index in range(head, len(found)):
        following = index + 1
        while following < len(found) and found[following].lower in _ARTICLES:
            following += 1
        if found[index].lower not in _HELD_IN or following == len(found):
            continue
        for mention in people.within(Span(found[following].start, found[-1].end)):
            if mention.opening == found[following].start and (mention.figure.is_body or mention.figure.place):
                return index, None if mention.figure.place else mention.name.printed
        if country_of(layout.text[found[following].start : found[-1].end]) and following == len(found) - 1:
            return index, None
    return len(found), None
