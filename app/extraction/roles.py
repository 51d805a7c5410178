"""Roles as printed: "Prime Minister X", "X, a lecturer at the Academy", "the envoy, X", "Y of Japan"."""

from collections.abc import Iterator
from dataclasses import replace

from app.extraction.countries import country_of
from app.extraction.document import Span
from app.extraction.layout import Layout, Word
from app.extraction.lexicon import forms, words
from app.extraction.names import TITLES
from app.extraction.people import Mention, People
from app.extraction.records import Role

_HEADS = words("roles", "heads", "words")
_MODIFIERS = words("roles", "portfolios", "qualifiers") | words("roles", "portfolios", "words")
_ROLE_WORDS = _HEADS | TITLES | _MODIFIERS
_ARTICLES = words("common", "articles", "words")
_PREPOSITIONS = words("common", "prepositions", "words") | {"and"}
_OPENERS = words("common", "openers", "words")
_STOPS = forms("cues", "speech", "verbs") - words("roles", "nouns", "words") | words("common", "auxiliaries", "words")
# An office with more words than this is a misread clause.
_LONGEST = 14


def find_roles(layout: Layout, people: People) -> None:
    """Gives each figure the roles that the text prints beside its names, each once."""
    for mention in people.mentions:
        figure = mention.figure
        if len(mention.figures) > 1 or not (figure.is_person or len(figure.parts) > 1) or figure.is_no_person:
            continue
        for role in _beside(layout, people, mention):
            figure.person += 2
            if all((role.title, role.organisation) != (known.title, known.organisation) for known in figure.roles):
                figure.roles.append(role)


def _beside(layout: Layout, people: People, mention: Mention) -> Iterator[Role]:
    home = _home(layout, people, mention)
    for phrase in (_before(layout, mention), _before_comma(layout, mention), _after_comma(layout, people, mention)):
        if phrase and (role := read_role(layout, people, phrase)):
            yield replace(role, country=role.country or home)


def _home(layout: Layout, people: People, mention: Mention) -> str | None:
    """The country that follows a name: "Prime Minister Yoshida of Japan"."""
    following = layout.words_from(mention.name.span.end, 3)
    if not following or following[0].lower != "of" or layout.text[mention.name.span.end : following[0].start] != " ":
        return None
    return country_of(layout.text[following[0].end : following[-1].end])


def _before(layout: Layout, mention: Mention) -> Span | None:
    """The words of an office that lead up to a name without a comma."""
    end = mention.name.title.start if mention.name.title else mention.start
    start = end
    for word in reversed(_left(layout, end)):
        gap = layout.text[word.end : start]
        if gap not in (" ", ". ") or not _belongs(word):
            break
        start = word.start
    end = mention.name.title.end if mention.name.title else mention.start
    return _stripped(layout, start, end)


def _left(layout: Layout, offset: int) -> tuple[Word, ...]:
    sentence = layout.sentences[layout.sentence(offset)]
    start = max(sentence.start, offset - 120)
    return layout.words_in(Span(start, offset))[-_LONGEST:] if start < offset else ()


def _belongs(word: Word) -> bool:
    return word.lower in _ROLE_WORDS or (word.capital and word.lower not in _OPENERS) or word.lower == "of"


def _before_comma(layout: Layout, mention: Mention) -> Span | None:
    """ "the country's envoy, X": from the article to the comma."""
    if layout.text[mention.start - 2 : mention.start] != ", " or mention.name.title:
        return None
    for word in reversed(_left(layout, mention.start - 2)):
        if "," in layout.text[word.end : mention.start - 2] or word.lower in _STOPS:
            return None
        if word.lower in _ARTICLES or word.text.endswith(("'s", "\u2019s")):
            return _stripped(layout, word.start, mention.start - 2)
    return None


def _after_comma(layout: Layout, people: People, mention: Mention) -> Span | None:
    """ ", a lecturer at the Academy" up to the next comma, full stop or verb."""
    text, start = layout.text, mention.name.span.end
    if text[start : start + 2] != ", ":
        return None
    end = start + 2
    for word in layout.words_from(end, _LONGEST):
        gap = text[end : word.start]
        if (end > start + 2 and gap not in (" ", ". ", " (")) or word.lower in _STOPS:
            break
        end = word.end
    phrase = _stripped(layout, start + 2, end)
    named = [m for m in people.within(phrase) if m.figure.is_person] if phrase else []
    return None if any(_stands_alone(layout, m, phrase) for m in named) else phrase


def _stands_alone(layout: Layout, mention: Mention, phrase: Span | None) -> bool:
    """Whether a name in an apposition is another item of a list rather than part of an office."""
    before = layout.word_before(mention.name.title.start if mention.name.title else mention.start)
    inside = before is not None and phrase is not None and before.start >= phrase.start
    return not (mention.name.possessive or (inside and before is not None and before.lower in _PREPOSITIONS))


def _stripped(layout: Layout, start: int, end: int) -> Span | None:
    """The phrase without its article, small words and blanks at the ends."""
    found = [word for word in layout.words_in(Span(start, end))] if start < end else []
    while found and (found[0].lower in _ARTICLES | _PREPOSITIONS):
        found = found[1:]
    while found and found[-1].lower in _PREPOSITIONS | _ARTICLES:
        found = found[:-1]
    return Span(found[0].start, found[-1].end) if found else None


def read_role(layout: Layout, people: People, phrase: Span) -> Role | None:
    """An office, the body it is held in and the country, where the phrase is headed by an office at all."""
    found = layout.words_in(phrase)
    head = next((i for i, word in enumerate(found) if i and word.text in _PREPOSITIONS), len(found))
    if head > 7 or found[head - 1].lower not in _HEADS | TITLES:
        return None
    first = next(i for i, word in enumerate(found) if word.lower in _ROLE_WORDS or not word.capital)
    lead = layout.text[found[0].start : found[first].start].strip() if first else ""
    body = _body(people, phrase, found, head)
    title_end = found[head - 1].end if body and found[head].start < body.start else phrase.end
    if body and body.start > title_end:
        last = [word for word in found if word.end < body.start and word.lower not in _PREPOSITIONS | _ARTICLES]
        title_end = last[-1].end if last else title_end
    country = country_of(layout.text[phrase.start : phrase.end])
    organisation = body.of(layout.text) if body else None
    title_start = phrase.start
    if lead and (country_of(lead) or lead.endswith(("'s", "\u2019s"))):
        title_start = found[first].start
    elif lead and any(m.figure.body > 2 for m in people.within(Span(phrase.start, found[first].start))):
        organisation, title_start = organisation or lead, found[first].start
    if title_start >= title_end:
        return None
    return Role(layout.text[title_start:title_end], organisation, country, phrase)


def _body(people: People, phrase: Span, found: tuple[Word, ...], head: int) -> Span | None:
    """The organisation that follows the office: "at the Royal Academy of Cambodia"."""
    start = found[head].start if head < len(found) else phrase.end
    bodies = [m for m in people.within(phrase) if m.figure.is_body and m.start > start]
    return bodies[-1].name.span if bodies else None
