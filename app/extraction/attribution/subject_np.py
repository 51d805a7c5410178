"""The noun phrase beside a cue: whom a sentence names as the source of its words.

Every look to the left or right is short, so that a sentence of a megabyte costs no more than its words.
"""

from app.extraction.lang.lexicon import word_list
from app.extraction.lang.words import (
    AUXILIARIES,
    CLAUSE_STARTS,
    PREPOSITIONS,
    RELATIVE_PRONOUNS,
    REPORTING_VERBS,
    SENTENCE_ADVERBS,
    THIRD_PERSON_PRONOUNS,
    WE_PRONOUNS,
)
from app.extraction.rules import patterns as rules
from app.extraction.structure.segmentation import Word
from app.extraction.structure.sentences import Sentence
from app.extraction.types import Span

_LEADING_WORDS = word_list("common", "leads", "words")
_PHRASE_ENDS = word_list("common", "phrase_ends", "words")
_PRONOUNS = THIRD_PERSON_PRONOUNS | WE_PRONOUNS | RELATIVE_PRONOUNS
_OBJECT_PRONOUNS = word_list("people", "pronouns", "objects")
_NON_SOURCE_WORDS = _OBJECT_PRONOUNS | PREPOSITIONS
# Marks that no noun phrase goes across.
_PHRASE_BARRIERS = frozenset(';:\u201c\u201d\u2018"\u2014')
_PHRASE_END_MARKS = _PHRASE_BARRIERS | frozenset(".,")
# A source phrase of more words is a misread clause.
_MAX_PHRASE_WORDS = 30


def source_before(text: str, unit: Sentence, position: int) -> tuple[Span, ...]:
    """The noun phrase that ends right before the cue, or the subject that the cue shares with a verb before it."""
    last = _skip_auxiliaries(unit, position)
    if last < 0:
        return ()
    if unit.words[last].lower == "and":
        return rules.SHARED_SUBJECT.change((), _shared_subject(text, unit, last), unit.words[position])
    return _phrase_ending_at(text, unit, last)


def _phrase_ending_at(text: str, unit: Sentence, last: int) -> tuple[Span, ...]:
    if text[unit.words[last].end : unit.words[last].end + 1] == ",":
        return rules.SUBJECT_WITH_APPOSITION.change((), _phrase_with_apposition(text, unit, last), unit.words[last])
    first = last + 1
    while first > max(0, last - _MAX_PHRASE_WORDS) and _is_part_of_phrase(text, unit, first - 1, last):
        first -= 1
        if unit.words[first].lower in _PRONOUNS:
            break
    while first <= last and rules.SENTENCE_ADVERB.holds(unit.words[first].lower in SENTENCE_ADVERBS, unit.words[first]):
        first += 1
    led = first <= last and unit.words[first].lower in (_NON_SOURCE_WORDS if first == last else PREPOSITIONS)
    if led and rules.PREPOSITION_BEFORE_PHRASE.holds(led, unit.words[first]):
        return ()
    return (Span(unit.words[first].start, unit.words[last].end),) if first <= last else ()


def _skip_auxiliaries(unit: Sentence, position: int) -> int:
    last = position - 1
    while last >= max(0, position - _MAX_PHRASE_WORDS) and is_part_of_cue(unit.words[last]):
        last -= 1
    return last


def is_part_of_cue(word: Word) -> bool:
    """Whether a word before a cue verb belongs to it: "has", "repeatedly", "was quoted as"."""
    return word.lower in AUXILIARIES or word.lower.endswith("ly") or word.lower == "quoted"


def _is_part_of_phrase(text: str, unit: Sentence, index: int, last: int) -> bool:
    """Whether a word belongs to the noun phrase that ends at `last`."""
    word = unit.words[index]
    following = unit.words[index + 1] if index < last else None
    if word.lower == "and" and following and index > 0:
        return following.is_capitalised and unit.words[index - 1].is_capitalised
    if word.lower in CLAUSE_STARTS or (word.text in REPORTING_VERBS and following):
        return False
    return following is None or _PHRASE_END_MARKS.isdisjoint(text[word.end : following.start].replace(". ", ""))


def _phrase_with_apposition(text: str, unit: Sentence, last: int) -> tuple[Span, ...]:
    """In "X, a lecturer at Y, said": back to the piece between commas that holds the name itself."""
    first = last
    while first > max(0, last - 2 * _MAX_PHRASE_WORDS) and _PHRASE_BARRIERS.isdisjoint(
        _text_after_word(text, unit, first - 1)
    ):
        first -= 1
    while first <= last and unit.words[first].lower in _LEADING_WORDS:
        comma = next((i for i in range(first, last) if text[unit.words[i].end] == ","), last)
        named = next((i for i in range(first + 2, comma) if _is_full_name(unit, i)), None)
        if named is not None and unit.words[named - 1].lower not in _LEADING_WORDS:
            return (Span(unit.words[named].start, unit.words[last].end),)
        first = comma + 1
    return (Span(unit.words[first].start, unit.words[last].end),) if first <= last else ()


def _text_after_word(text: str, unit: Sentence, index: int) -> str:
    return text[unit.words[index].end : unit.words[index + 1].start]


def _is_full_name(unit: Sentence, index: int) -> bool:
    return unit.words[index].is_capitalised and unit.words[index + 1].is_capitalised


def _shared_subject(text: str, unit: Sentence, position: int) -> tuple[Span, ...]:
    """The subject of the verb before "and": "He appealed for calm and said ..."."""
    for earlier in range(position - 1, max(-1, position - _MAX_PHRASE_WORDS), -1):
        if unit.words[earlier].text in REPORTING_VERBS:
            last = _skip_auxiliaries(unit, earlier)
            if last >= 0 and unit.words[last].lower != "and" and (found := _phrase_ending_at(text, unit, last)):
                return found
    return ()


def source_after(text: str, unit: Sentence, position: int) -> tuple[Span, ...]:
    """The noun phrase that follows the cue: "said X"."""
    if position + 1 == len(unit.words) or _text_after_word(text, unit, position).strip():
        return ()
    if unit.words[position + 1].lower in _OBJECT_PRONOUNS:
        return ()
    return phrase_from(text, unit, position + 1)


def phrase_from(text: str, unit: Sentence, position: int) -> tuple[Span, ...]:
    """The noun phrase that begins at a word, up to the end of the clause."""
    last = position - 1
    for index in range(position, min(len(unit.words), position + _MAX_PHRASE_WORDS)):
        if unit.words[index].lower in _PHRASE_ENDS:
            break
        last = index
        if index + 1 == len(unit.words) or not _PHRASE_END_MARKS.isdisjoint(_text_after_word(text, unit, index)):
            break
    return (Span(unit.words[position].start, unit.words[last].end),) if last >= position else ()


def source_quoted_as_saying(unit: Sentence, position: int) -> tuple[Span, ...]:
    """Whom somebody "quoted ... as saying" it."""
    if unit.words[position].lower != "quoted":
        return ()
    for index in range(position + 2, min(len(unit.words) - 1, position + _MAX_PHRASE_WORDS)):
        if unit.words[index].lower == "as" and unit.words[index + 1].lower in ("saying", "telling"):
            quoted = Span(unit.words[position + 1].start, unit.words[index - 1].end)
            return rules.QUOTED_AS_SAYING.change((), (quoted,), quoted)
    return ()
