"""Where an office stands beside a name: before it, before it with a comma, or after it with one."""

from collections.abc import Iterator

from app.extraction.entities.clustering import EntityIndex, Mention
from app.extraction.entities.mentions import TITLES
from app.extraction.entities.name_chunks import is_possessive
from app.extraction.lang.lexicon import word_list
from app.extraction.lang.words import (
    ARTICLES,
    AUXILIARIES,
    PORTFOLIOS,
    PREPOSITIONS,
    ROLE_NOUNS,
    SENTENCE_OPENERS,
    SPEECH_VERBS,
    TITLE_QUALIFIERS,
)
from app.extraction.rules import roles as rules
from app.extraction.structure.segmentation import TextIndex, Word
from app.extraction.types import Span

ROLE_HEADS = ROLE_NOUNS | TITLES
ROLE_WORDS = ROLE_HEADS | TITLE_QUALIFIERS | PORTFOLIOS
_EDGE_WORDS = ARTICLES | PREPOSITIONS | {"and"}
_STOP_VERBS = SPEECH_VERBS | AUXILIARIES
_STOP_WORDS = _STOP_VERBS - word_list("roles", "nouns", "words") - PREPOSITIONS
# An office with more words, or more characters, than this is a misread clause.
_MAX_PHRASE_WORDS, _MAX_PHRASE_CHARACTERS = 16, 160


def find_role_phrases(layout: TextIndex, people: EntityIndex, mention: Mention) -> Iterator[Span]:
    """The phrases next to a mention that may name an office of its figure."""
    span = mention.name.span
    for phrase in (
        rules.OFFICE_BEFORE_NAME.change(None, _phrase_before_name(layout, mention), span),
        rules.OFFICE_BEFORE_COMMA.change(None, _phrase_before_comma(layout, mention), span),
        *rules.OFFICE_AFTER_COMMA.change([], list(_phrases_after_comma(layout, people, mention)), span),
    ):
        if phrase:
            yield phrase


def _phrase_before_name(layout: TextIndex, mention: Mention) -> Span | None:
    """The words that lead up to a name without a comma: "US Foreign Minister X"."""
    start = mention.title_start
    for word in reversed(_preceding_words(layout, start)):
        if layout.text_between(word.end, start) not in (" ", ". ") or not _is_role_word(word):
            break
        start = word.start
    return _strip_edge_words(layout, start, mention.name.title.end if mention.name.title else mention.start)


def _is_role_word(word: Word) -> bool:
    is_name_like = word.is_capitalised and word.lower not in SENTENCE_OPENERS
    return is_name_like or word.lower in ROLE_WORDS or word.lower == "of"


def _phrase_before_comma(layout: TextIndex, mention: Mention) -> Span | None:
    """As in "the country's envoy, X": from the article to the comma."""
    left = _preceding_words(layout, mention.start)
    if mention.name.title or not left or layout.text_between(left[-1].end, mention.start) != ", ":
        return None
    for word in reversed(left):
        if "," in layout.text[word.end : left[-1].end] or word.lower in _STOP_WORDS:
            return None
        if word.lower in ARTICLES or is_possessive(word):
            return _strip_edge_words(layout, word.start, left[-1].end)
    return None


def _preceding_words(layout: TextIndex, offset: int) -> tuple[Word, ...]:
    sentence = layout.sentences[layout.sentence_index(offset)]
    start = max(sentence.start, offset - _MAX_PHRASE_CHARACTERS)
    return layout.words_in(Span(start, offset))[-_MAX_PHRASE_WORDS:] if start < offset else ()


def _phrases_after_comma(layout: TextIndex, people: EntityIndex, mention: Mention) -> Iterator[Span]:
    """As in "X, a lecturer at the Academy and adviser to Y," up to the next comma, full stop or verb."""
    found: list[Word] = []
    for word in layout.words_from(mention.name.span.end, _MAX_PHRASE_WORDS):
        gap = layout.text_between(found[-1].end if found else mention.name.span.end, word.start)
        if gap not in ((" ", ". ") if found else (", ",)) or word.lower in _STOP_WORDS:
            break
        found.append(word)
    for start, end in _split_conjuncts(found):
        phrase = _strip_edge_words(layout, start, end)
        if not phrase:
            continue
        listed = any(_is_list_item(layout, other, phrase) for other in people.mentions_in(phrase))
        if not rules.ITEM_OF_LIST.holds(listed, phrase):
            yield phrase


def _split_conjuncts(found: list[Word]) -> Iterator[tuple[int, int]]:
    """The two offices in "foreign minister and president of the conference"."""
    first = 0
    for index, word in enumerate(found):
        second = word.lower == "and" and index > first
        second = second and any(later.lower in ROLE_HEADS for later in found[index + 1 : index + 4])
        if rules.TWO_OFFICES.holds(second, word):
            yield found[first].start, found[index - 1].end
            first = index + 1
    if first < len(found):
        yield found[first].start, found[-1].end


def _is_list_item(layout: TextIndex, mention: Mention, phrase: Span) -> bool:
    """Whether a person's name in an apposition is another item of a list rather than part of the office."""
    before = layout.word_before(mention.title_start)
    led = before is not None and before.start >= phrase.start and before.lower in PREPOSITIONS
    return mention.entity.is_person and not mention.name.has_possessive and not led


def _strip_edge_words(layout: TextIndex, start: int, end: int) -> Span | None:
    """The phrase without articles and small words at its ends."""
    found = list(layout.words_in(Span(start, end))) if start < end else []
    while found and found[0].lower in _EDGE_WORDS:
        found = found[1:]
    while found and found[-1].lower in _EDGE_WORDS:
        found = found[:-1]
    return Span(found[0].start, found[-1].end) if found else None
