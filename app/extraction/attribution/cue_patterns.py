"""A sentence -> its attributions, by rules: quotation marks, cue words, and the noun phrase beside the cue."""

from itertools import islice, pairwise

from app.extraction.attribution.classification import Attribution
from app.extraction.attribution.subject_np import (
    is_part_of_cue,
    phrase_from,
    source_after,
    source_before,
    source_quoted_as_saying,
)
from app.extraction.lang.lexicon import word_list
from app.extraction.lang.words import DETERMINERS, REPORTING_VERBS
from app.extraction.rules import patterns as rules
from app.extraction.structure.quotation_marks import QuotedSpan
from app.extraction.structure.segmentation import Word
from app.extraction.structure.sentences import Sentence
from app.extraction.types import Span

_PLAIN_REPORTING_VERBS = word_list("cues", "clauses", "bare")
_VERBS_WITHOUT_THAT = word_list("cues", "clauses", "bare", "object")
# "Reuters reported" after "she said" tells who passed the words on, not whose they are.
_RELAY_VERBS = word_list("cues", "relays", "active")
_SPEECH_END_MARKS = frozenset(",.!?\u2026\u2014-:;")
_CLOSING_CHARACTERS = " \n'\"\u2019\u201d"
# Among so many words after a cue a "that" begins what is said.
_MAX_WORDS_TO_THAT = 9
# How many cues of one sentence are tried.
_MAX_CUES_TRIED = 40


def match_reporting_clause(text: str, unit: Sentence) -> Attribution | None:
    """What the first cue of a sentence that has a source and a content reports."""
    return next(
        filter(None, (_match_clause_at(text, unit, cue) for cue in _cue_positions(unit, REPORTING_VERBS))), None
    )


def match_postposed_clause(text: str, unit: Sentence) -> Attribution | None:
    """The first tag that stands behind its words."""
    return next(
        filter(None, (_match_postposed_at(text, unit, cue) for cue in _cue_positions(unit, REPORTING_VERBS))), None
    )


def match_plain_report(text: str, unit: Sentence) -> Attribution | None:
    """What a plain verb of saying reports: "X said of the plan that ..."."""
    return next(
        filter(None, (_match_clause_at(text, unit, cue) for cue in _cue_positions(unit, _PLAIN_REPORTING_VERBS))), None
    )


def _cue_positions(unit: Sentence, cues: frozenset[str]) -> list[int]:
    verbs = (
        i for i, word in enumerate(unit.words) if _is_cue(word, i, cues) and not (i and _is_noun_or_aside(unit, i))
    )
    return list(islice(verbs, _MAX_CUES_TRIED))


def _is_cue(word: Word, position: int, cues: frozenset[str]) -> bool:
    """Whether a verb of saying stands there, with a capital only where it opens the sentence: "Said Mr Pedersen:"."""
    return word.text in cues or (position == 0 and word.lower in cues)


def _is_noun_or_aside(unit: Sentence, position: int) -> bool:
    """Whether the word before makes a noun of a verb's form ("the post"), or an aside ("as announced")."""
    word, before = unit.words[position], unit.words[position - 1].lower
    aside = before == "as" and word.lower != "saying"
    owned = any(word.lower.endswith(("'s", "\u2019s")) for word in unit.words[max(0, position - 2) : position])
    return rules.VERB_IN_ASIDE.holds(aside, word) or rules.NOUN_NOT_VERB.holds(before in DETERMINERS or owned, word)


def match_quoted_speech(text: str, unit: Sentence) -> Attribution | None:
    """Words in marks with "X said" or "said X" right after them, or "X said:" right before them."""
    whole = [passage for passage in unit.quoted_spans if is_utterance(text, passage, unit)]
    readings = [
        (
            rules.RELAY_AFTER_SPEAKER.holds(unit.words[cue].lower in _RELAY_VERBS, unit.words[cue]),
            _distance_to_marks(unit.words[cue], whole),
            cue,
            source,
        )
        for cue in (_cue_positions(unit, REPORTING_VERBS) if whole else ())
        if (source := _source_beside(text, unit, cue, whole[0])) or _is_passive(unit, cue)
    ]
    if not readings:
        return None
    *_, cue, source = min(readings)
    content = tuple(passage.inner for passage in whole)
    return rules.QUOTED_SPEECH.change(None, Attribution((_cue_span(unit, cue),), source, content), content)


def nearest_cue(unit: Sentence, passage: QuotedSpan) -> Span | None:
    """The verb of saying that stands nearest to a passage, whether it has a source or not."""
    cues = _cue_positions(unit, REPORTING_VERBS)
    return _cue_span(unit, min(cues, key=lambda cue: _distance_to_marks(unit.words[cue], [passage]))) if cues else None


def _distance_to_marks(word: Word, passages: list[QuotedSpan]) -> int:
    return min(passage.distance_to(word.start, word.end) for passage in passages[:_MAX_CUES_TRIED])


def _source_beside(text: str, unit: Sentence, cue: int, first: QuotedSpan) -> tuple[Span, ...]:
    source = source_quoted_as_saying(unit, cue) or _subject_of_cue(text, unit, cue)
    leads = cue == 0 or unit.words[cue].start > first.outer.end
    return source or rules.QUOTATIVE_INVERSION.change(
        (), source_after(text, unit, cue) if leads else (), unit.words[cue]
    )


def is_utterance(text: str, passage: QuotedSpan, unit: Sentence) -> bool:
    """Whether the marks hold a sentence of their own rather than a few words of the writer's, or a title."""
    before = text[max(unit.span.start, passage.outer.start - 5) : passage.outer.start].rstrip()
    inside = text[max(passage.inner.start, passage.inner.end - 5) : passage.inner.end].rstrip(_CLOSING_CHARACTERS)
    fragment = before.endswith(",") and text[passage.inner.start].islower() and passage == unit.quoted_spans[0]
    if rules.FRAGMENT_AFTER_COMMA.holds(fragment, passage.inner):
        return False
    if not before or before[-1] in ":,":
        return inside[-1:] in _SPEECH_END_MARKS or text[passage.outer.end : passage.outer.end + 1] in _SPEECH_END_MARKS
    if before[-1] in ".!?;\u2014":
        return True
    whole = inside[-1:] in ("!", "?", ".") and text[passage.inner.start].isupper() and not _is_title_case(text, passage)
    return rules.UTTERANCE_BY_CAPITAL.holds(whole, passage.inner)


def _is_title_case(text: str, passage: QuotedSpan) -> bool:
    """Whether all longer words have capitals: "Fox and Friends"."""
    inner = text[passage.inner.start : min(passage.inner.end, passage.inner.start + 200)]
    return all(word[0].isupper() for word in inner.split() if len(word) > 3)


def _match_clause_at(text: str, unit: Sentence, cue: int) -> Attribution | None:
    """Reported words without marks of their own: "X said that ...", "..., X said"."""
    if found := _match_postposed_at(text, unit, cue):
        return found
    word, source = unit.words[cue], _subject_of_cue(text, unit, cue)
    following = [later.lower for later in unit.words[cue + 1 : cue + 3]]
    if not source or not (
        word.lower in _VERBS_WITHOUT_THAT or "that" in following or _has_quoted_span_after(unit, word)
    ):
        return None
    # "told the council on Friday that ...": whom and when are no part of what.
    told = next(
        (later.start for later in unit.words[cue + 1 : cue + _MAX_WORDS_TO_THAT] if later.text == "that"), word.end
    )
    told = rules.THAT_OPENS_REPORT.change(word.end, told, word)
    content = _trim_content(text, told, unit.span.end)
    found = Attribution((_cue_span(unit, cue),), source, content) if content else None
    return rules.REPORTING_CLAUSE.change(None, found, word)


def _match_postposed_at(text: str, unit: Sentence, cue: int) -> Attribution | None:
    """A tag behind the words that it reports: "..., X said", with more after a comma or nothing."""
    word, source = unit.words[cue], _subject_of_cue(text, unit, cue)
    aside = rules.AS_CLAUSE.change((), _content_after_as_clause(text, unit, cue, source[0]), word) if source else ()
    if aside:
        return Attribution((_cue_span(unit, cue),), source, aside)
    if not source or text[max(0, source[0].start - 2) : source[0].start].strip() not in (",", '"', "\u201d"):
        return None
    at_the_end = cue + 1 == len(unit.words) and not _has_quoted_span_after(unit, word)
    content = _trim_content(text, unit.span.start, source[0].start)
    if not content or not (at_the_end or text[word.end : word.end + 1] == ","):
        return None
    return rules.POSTPOSED_CLAUSE.change(None, Attribution((_cue_span(unit, cue),), source, content), word)


def _content_after_as_clause(text: str, unit: Sentence, cue: int, source: Span) -> tuple[Span, ...]:
    """What follows "Yet, as X observed, ..."."""
    before = next((word for word in reversed(unit.words[:cue]) if word.end <= source.start), None)
    end = unit.words[cue].end
    if before is None or before.lower != "as" or text[end : end + 1] != ",":
        return ()
    return _trim_content(text, end + 1, unit.span.end)


def _subject_of_cue(text: str, unit: Sentence, cue: int) -> tuple[Span, ...]:
    """Who says it; the subject of a passive only where it is quoted."""
    passive = _is_passive(unit, cue) and unit.words[cue].lower != "quoted"
    return () if rules.PASSIVE_SUBJECT.holds(passive, unit.words[cue]) else source_before(text, unit, cue)


def _has_quoted_span_after(unit: Sentence, word: Word) -> bool:
    return bool(unit.quoted_spans) and unit.quoted_spans[-1].outer.start > word.end


def match_verbless_phrase(text: str, unit: Sentence) -> Attribution | None:
    """An attribution without a verb: "according to X", "in X's words"."""
    for position, (first, second) in enumerate(pairwise(unit.words)):
        third = unit.words[position + 2] if position + 2 < len(unit.words) else None
        if (first.lower, second.lower) == ("according", "to") and third:
            return rules.ACCORDING_TO.change(None, _match_according_to(text, unit, position), first)
        owned = second.lower.endswith(("'s", "\u2019s")) and third and third.lower in ("words", "phrase")
        if first.lower in ("in", "with") and owned and third and unit.quoted_spans:
            content = tuple(passage.inner for passage in unit.quoted_spans)
            cue = Span(first.start, third.end)
            return rules.IN_THE_WORDS_OF.change(
                None, Attribution((cue,), (Span(second.start, second.end),), content), cue
            )
    return None


def _match_according_to(text: str, unit: Sentence, position: int) -> Attribution | None:
    cue = Span(unit.words[position].start, unit.words[position + 1].end)
    source = phrase_from(text, unit, position + 2)
    if cue.start == unit.span.start and source:
        content = _trim_content(text, source[0].end, unit.span.end)
    else:
        content = _trim_content(text, unit.span.start, cue.start)
    return Attribution((cue,), source, content) if content else None


def _is_passive(unit: Sentence, cue: int) -> bool:
    return cue > 0 and unit.words[cue - 1].lower in ("was", "were", "been")


def _cue_span(unit: Sentence, cue: int) -> Span:
    """The cue verb with its auxiliaries and adverbs: "was quoted as saying"."""
    first = cue
    while first > max(0, cue - _MAX_CUES_TRIED) and _is_adjacent_cue_word(unit.words[first - 1], unit.words[first]):
        first -= 1
    return Span(unit.words[first].start, unit.words[cue].end)


def _is_adjacent_cue_word(word: Word, following: Word) -> bool:
    return is_part_of_cue(word) and following.start - word.end == 1


def _trim_content(text: str, start: int, end: int) -> tuple[Span, ...]:
    while start < end and (text[start].isspace() or text[start] in ",:;\u2014"):
        start += 1
    while end > start and (text[end - 1].isspace() or text[end - 1] in ",:;.\u2014"):
        end -= 1
    return (Span(start, end),) if start < end else ()
