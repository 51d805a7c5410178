"""Where an office stands beside a name: before it, before it with a comma, or after it with one."""

from collections.abc import Iterator

from app.extraction.document import Span
from app.extraction.entities.clustering import Mention, People
from app.extraction.entities.mentions import TITLES
from app.extraction.lang.lexicon import forms, words
from app.extraction.structure.segmentation import Layout, Word

HEADS = words("roles", "heads", "words") | TITLES
ROLE_WORDS = HEADS | words("roles", "portfolios", "qualifiers", "words")
PREPOSITIONS = words("common", "prepositions", "words")
_ARTICLES = words("common", "articles", "words")
_AT_THE_ENDS = _ARTICLES | PREPOSITIONS | {"and"}
_OPENERS = words("common", "openers", "words")
_VERBS = forms("cues", "speech", "verbs") | words("common", "auxiliaries", "words")
_STOPS = _VERBS - words("roles", "nouns", "words") - PREPOSITIONS
# An office with more words, or more characters, than this is a misread clause.
_LONGEST, _WIDEST = 16, 160


def phrases_beside(layout: Layout, people: People, mention: Mention) -> Iterator[Span]:
    """The phrases next to a mention that may name an office of its figure."""
    for phrase in (_before(layout, mention), _before_comma(layout, mention), *_after_comma(layout, people, mention)):
        if phrase:
            yield phrase


def _before(layout: Layout, mention: Mention) -> Span | None:
    """The words that lead up to a name without a comma: "US Foreign Minister X"."""
    start = mention.opening
    for word in reversed(_left(layout, start)):
        if layout.between(word.end, start) not in (" ", ". ") or not _belongs(word):
            break
        start = word.start
    return _stripped(layout, start, mention.name.title.end if mention.name.title else mention.start)


def _belongs(word: Word) -> bool:
    return word.lower in ROLE_WORDS or (word.capital and word.lower not in _OPENERS) or word.lower == "of"


def _before_comma(layout: Layout, mention: Mention) -> Span | None:
    """As in "the country's envoy, X": from the article to the comma."""
    left = _left(layout, mention.start)
    if mention.name.title or not left or layout.between(left[-1].end, mention.start) != ", ":
        return None
    for word in reversed(left):
        if "," in layout.text[word.end : left[-1].end] or word.lower in _STOPS:
            return None
        if word.lower in _ARTICLES or word.text.endswith(("'s", "\u2019s")):
            return _stripped(layout, word.start, left[-1].end)
    return None


def _left(layout: Layout, offset: int) -> tuple[Word, ...]:
    sentence = layout.sentences[layout.sentence(offset)]
    start = max(sentence.start, offset - _WIDEST)
    return layout.words_in(Span(start, offset))[-_LONGEST:] if start < offset else ()


def _after_comma(layout: Layout, people: People, mention: Mention) -> Iterator[Span]:
    """As in "X, a lecturer at the Academy and adviser to Y," up to the next comma, full stop or verb."""
    found: list[Word] = []
    for word in layout.words_from(mention.name.span.end, _LONGEST):
        gap = layout.between(found[-1].end if found else mention.name.span.end, word.start)
        if gap not in ((" ", ". ") if found else (", ",)) or word.lower in _STOPS:
            break
        found.append(word)
    for start, end in _conjuncts(found):
        phrase = _stripped(layout, start, end)
        if phrase and not any(_stands_alone(layout, other, phrase) for other in people.within(phrase)):
            yield phrase


def _conjuncts(found: list[Word]) -> Iterator[tuple[int, int]]:
    """The two offices in "foreign minister and president of the conference"."""
    first = 0
    for index, word in enumerate(found):
        if (
            word.lower == "and"
            and index > first
            and any(later.lower in HEADS for later in found[index + 1 : index + 4])
        ):
            yield found[first].start, found[index - 1].end
            first = index + 1
    if first < len(found):
        yield found[first].start, found[-1].end


def _stands_alone(layout: Layout, mention: Mention, phrase: Span) -> bool:
    """Whether a person's name in an apposition is another item of a list rather than part of the office."""
    before = layout.word_before(mention.opening)
    led = before is not None and before.start >= phrase.start and before.lower in PREPOSITIONS
    return mention.figure.is_person and not mention.name.possessive and not led


def _stripped(layout: Layout, start: int, end: int) -> Span | None:
    """The phrase without articles and small words at its ends."""
    found = list(layout.words_in(Span(start, end))) if start < end else []
    while found and found[0].lower in _AT_THE_ENDS:
        found = found[1:]
    while found and found[-1].lower in _AT_THE_ENDS:
        found = found[:-1]
    return Span(found[0].start, found[-1].end) if found else None
