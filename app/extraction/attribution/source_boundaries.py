"""Where a source begins and ends, where the tagger cut it short or took too much."""

import re
from collections.abc import Sequence
from dataclasses import replace

from app.extraction.attribution.adjuncts import end_before_adjuncts
from app.extraction.attribution.classification import Attribution
from app.extraction.coreference.source_types import SourceType, parse_source
from app.extraction.document import Span
from app.extraction.entities.clustering import EntityIndex, Mention
from app.extraction.lang.lexicon import word_list
from app.extraction.structure.segmentation import TextIndex, Word

_ARTICLES = word_list("common", "articles", "words")
_PREPOSITIONS = word_list("common", "prepositions", "words")
_LEADING_WORDS = _PREPOSITIONS | {"and", "or", "than"}
_NON_SOURCE_WORDS = (
    _PREPOSITIONS | word_list("common", "clause_starts", "words") | word_list("common", "auxiliaries", "words")
)
_INDEFINITE_ARTICLES = frozenset(["a", "an"])
_POSSESSIVES = frozenset(["his", "her", "its", "their"])
_CLAUSE_OPENERS = word_list("common", "clause_starts", "words") | {"when", "if", "even", "only"}
_RELATIVE_PRONOUNS = frozenset(["who", "which"])
_SUBJECT_PRONOUNS = _RELATIVE_PRONOUNS | {"he", "she", "it", "they", "we", "i"}
_REFLEXIVE_PRONOUNS = frozenset(["himself", "herself", "itself", "themselves"])
# After a pronoun, what may still be part of a source: "he and his wife", "they who".
_WORDS_AFTER_PRONOUN = _REFLEXIVE_PRONOUNS | {"and", "or", "who", "of", "with", "alone"}
# No source ends in one of these: the tagger stopped within it.
_UNFINISHED_ENDS = (
    word_list("common", "determiners", "words") | _PREPOSITIONS | _RELATIVE_PRONOUNS | {"and", "or", "whom", "whose"}
)
# Where and when an article was filed, before its first words: "GENEVA, March 3 (Agency) --".
_DATELINE = re.compile(r"[A-Z][A-Z]++[^\n“”\"]{0,40}?\s(?:--|\u2014|\u2013)\s++")
# A phrase that the tagger missed has no more words.
_MAX_MISSED_WORDS = 6
_PASSIVE_AUXILIARIES = frozenset(["is", "are", "was", "were", "been", "being"])
_LOCATION_PREPOSITIONS = frozenset(
    ["behind", "above", "below", "beside", "near", "over", "under", "around", "before", "opposite"]
)
_PARTITIVE_PRONOUNS = frozenset(["whom", "which", "them"])
_PHRASE_BARRIERS = frozenset(',;:.\n\u201c\u201d"()')


def repair_source(layout: TextIndex, people: EntityIndex, attribution: Attribution) -> Attribution:
    """The attribution with its source as the sentence has it.

    A source gets what it misses: the subject of its cue, the head of an apposition, the end of a phrase that breaks
    off. A pronoun loses what follows it, a name when or while doing what it spoke, and a preposition alone is no
    source.
    """
    attribution = _take_subject_from_cue(layout, _extend_content_to_aside(layout, attribution))
    attribution = _prefer_relative_pronoun(layout, _repair_start(layout, people, attribution))
    attribution = _drop_adjuncts(layout, people, _repair_end(layout, _cut_after_pronoun(layout, attribution)))
    attribution = _prefer_nearest_name(layout, people, _prefer_quoted_person(layout, people, attribution))
    attribution = _extend_location_phrase(layout, people, _complete_last_name(people, attribution))
    if not attribution.source:
        return attribution
    if subject := _subject_beside_cue(layout, people, attribution):
        return replace(attribution, source=(subject,))
    if (head := _apposition_head(layout, people, attribution)) is not None:
        return replace(attribution, source=(Span(head, attribution.source[0].end), *attribution.source[1:]))
    return attribution


def _extend_content_to_aside(layout: TextIndex, attribution: Attribution) -> Attribution:
    """In "Yet, as X observed, in the early days ..." all that follows the aside is reported, from its comma on."""
    before = layout.word_before(attribution.source[0].start) if attribution.source else None
    if before is None or before.lower != "as" or not attribution.cue:
        return attribution
    end = attribution.cue[-1].end
    following = layout.words_from(end, 1)
    after = [span for span in attribution.content if span.start > end]
    if layout.text[end : end + 1] != "," or not after or not following:
        return attribution
    first = Span(min(following[0].start, after[0].start), after[0].end)
    if layout.sentence_index(first.start) != layout.sentence_index(after[0].start):
        return attribution
    return replace(attribution, content=tuple(first if span is after[0] else span for span in attribution.content))


def _take_subject_from_cue(layout: TextIndex, attribution: Attribution) -> Attribution:
    """A cue that begins with its subject gives it to the source: "I cannot see", "the bank | itself said"."""
    lead, *rest = (layout.words_in(attribution.cue[0]) if attribution.cue else ()) or (None,)
    if lead is None or not rest:
        return attribution
    cue = (Span(rest[0].start, attribution.cue[0].end), *attribution.cue[1:])
    if not attribution.source:
        whole = Span(lead.start, lead.end) if lead.lower in _SUBJECT_PRONOUNS else None
    else:
        last = attribution.source[-1]
        beside = layout.text_between(last.end, lead.start) in (" ", "")
        whole = Span(last.start, lead.end) if beside and lead.lower in _REFLEXIVE_PRONOUNS | {"all"} else None
    return replace(attribution, source=(*attribution.source[:-1], whole), cue=cue) if whole else attribution


def _repair_start(layout: TextIndex, people: EntityIndex, attribution: Attribution) -> Attribution:
    """A source begins after the dateline, and with the whole of the name that it breaks into, and its title."""
    if len(attribution.source) != 1:
        return attribution
    source = attribution.source[0]
    start = source.start
    if start == layout.paragraphs[layout.paragraph_index(start)].start:
        dateline = _DATELINE.match(layout.text, start, source.end)
        start = dateline.end() if dateline else start
    for mention in (*people.mentions_before(start, 1), *people.mentions_in(Span(start, start + 1))):
        if mention.title_start < start < mention.name.span.end:
            start = mention.title_start
    return replace(attribution, source=(Span(start, source.end),))


def _prefer_relative_pronoun(layout: TextIndex, attribution: Attribution) -> Attribution:
    """The relative pronoun right before its cue is the source, as printed: "who", "two of whom", "each"."""
    pronoun = layout.word_before(attribution.cue[0].start) if attribution.source and attribution.cue else None
    if pronoun is None or layout.text_between(pronoun.end, attribution.cue[0].start) != " ":
        return attribution
    start, index = pronoun.start, layout.word_index(pronoun.start)
    part = layout.words[index - 2] if index > 1 else pronoun
    if pronoun.lower in _PARTITIVE_PRONOUNS and layout.text_between(part.end, start) == " of ":
        start = part.start
    elif pronoun.lower not in _RELATIVE_PRONOUNS and not (
        pronoun.lower == "each" and layout.text.endswith(", ", 0, start)
    ):
        return attribution
    if any(span.start <= start and pronoun.end <= span.end for span in attribution.source):
        return attribution
    return replace(attribution, source=(Span(start, pronoun.end),))


def _cut_after_pronoun(layout: TextIndex, attribution: Attribution) -> Attribution:
    if len(attribution.source) != 1:
        return attribution
    first, *rest = layout.words_in(attribution.source[0]) or (None,)
    if first is None or (not rest and first.lower in _NON_SOURCE_WORDS):
        return replace(attribution, source=())
    if (
        first.lower in _SUBJECT_PRONOUNS
        and rest
        and rest[0].lower not in _WORDS_AFTER_PRONOUN
        and layout.text[first.end] == " "
    ):
        return replace(attribution, source=(Span(first.start, first.end),))
    return attribution


def _repair_end(layout: TextIndex, attribution: Attribution) -> Attribution:
    """A source ends with its paragraph. One that breaks off goes on to its cue, or loses its loose end."""
    if len(attribution.source) != 1 or not attribution.cue:
        return attribution
    source = attribution.source[0]
    source = Span(source.start, min(source.end, layout.paragraphs[layout.paragraph_index(source.start)].end))
    *whole, last = layout.words_in(source) or (None,)
    possessive = layout.text[source.end : source.end + 1] in ("'", "\u2019")
    open_ended = last is not None and last.end == source.end and _is_broken_off(whole, last)
    if possessive or open_ended:
        missed = layout.text[source.end : max(source.end, attribution.cue[0].start)].rstrip()
        if missed and len(missed.split()) <= _MAX_MISSED_WORDS and _PHRASE_BARRIERS.isdisjoint(missed):
            source = Span(source.start, source.end + len(missed))
        elif open_ended and whole:
            source = Span(source.start, whole[-1].end)
    return replace(attribution, source=(source,))


def _is_broken_off(words_before: Sequence[Word], last: Word) -> bool:
    """Whether no source ends so: "somebody in the", "all I"; one may be "who", and end in "of whom" or "and I"."""
    if not words_before:
        return last.lower in _UNFINISHED_ENDS and last.lower not in _RELATIVE_PRONOUNS
    if last.lower in _SUBJECT_PRONOUNS:
        return words_before[-1].lower not in _LEADING_WORDS
    return last.lower in _UNFINISHED_ENDS and not (words_before[-1].lower == "of" and last.lower in _PARTITIVE_PRONOUNS)


def _drop_adjuncts(layout: TextIndex, people: EntityIndex, attribution: Attribution) -> Attribution:
    """A name without when it spoke, and what it did meanwhile: X in "X last week said", "X, touring the camp, said"."""
    if len(attribution.source) != 1:
        return attribution
    end = end_before_adjuncts(layout, people, attribution.source[0])
    return replace(attribution, source=(Span(attribution.source[0].start, end),)) if end else attribution


def _complete_last_name(people: EntityIndex, attribution: Attribution) -> Attribution:
    """A name that the source breaks off is followed to its end; one that leads away from the cue is no source."""
    last = attribution.source[-1] if attribution.source else None
    broken = [m.name.span for m in people.mentions_in(last) if m.name.span.end > last.end] if last else []
    if not last or not broken:
        return attribution
    end = broken[0].end
    if any(span.end <= last.start or 0 <= span.start - end <= 1 for span in attribution.cue):
        return replace(attribution, source=(*attribution.source[:-1], Span(last.start, end)))
    return replace(attribution, source=())


def _prefer_quoted_person(layout: TextIndex, people: EntityIndex, attribution: Attribution) -> Attribution:
    """In "X was quoted by Y as saying" the words are X's."""
    cue = [word.lower for span in attribution.cue for word in layout.words_in(span)]
    if not attribution.source or "quoted" not in cue or _PASSIVE_AUXILIARIES.isdisjoint(cue):
        return attribution
    by = layout.word_before(attribution.source[0].start)
    start = attribution.cue[0].start
    if by is None or by.lower != "by" or by.start < start:
        return attribution
    quoted = [m for m in people.mentions_before(start, 1) if layout.text_between(m.name.span.end, start) == " "]
    source = tuple(Span(mention.title_start, mention.name.span.end) for mention in quoted)
    content = tuple(span for span in attribution.content if not any(span.overlaps(own) for own in source))
    return replace(attribution, source=source, content=content or attribution.content)


def _prefer_nearest_name(layout: TextIndex, people: EntityIndex, attribution: Attribution) -> Attribution:
    """Of two persons with but a comma between them, the one right before the cue: Y in "read by X, Y said"."""
    if len(attribution.source) != 1 or not attribution.cue:
        return attribution
    source, cue = attribution.source[0], attribution.cue[0]
    named = people.mentions_in(source)[-2:]
    if len(named) < 2 or source.end > cue.start or layout.text_between(source.end, cue.start) != " ":
        return attribution
    first, last = named
    persons = first.entity.is_person and last.entity.is_person and first.entity is not last.entity
    if not persons or last.name.span.end != source.end or first.name.has_possessive:
        return attribution
    if layout.text_between(first.name.span.end, last.title_start) != ", ":
        return attribution
    return replace(attribution, source=(Span(last.title_start, source.end),))


def _extend_location_phrase(layout: TextIndex, people: EntityIndex, attribution: Attribution) -> Attribution:
    """A name that only tells where something is does not speak: "A banner behind X read ..."."""
    if len(attribution.source) != 1 or not attribution.cue:
        return attribution
    source = attribution.source[0]
    named = people.mentions_in(source)
    before = layout.word_before(source.start)
    if not named or named[0].title_start != source.start or source.end > attribution.cue[0].start or before is None:
        return attribution
    start = layout.sentences[layout.sentence_index(source.start)].start
    opening = [word for word in layout.words_from(start, _MAX_MISSED_WORDS + 1) if word.start < source.start]
    phrase = 1 < len(opening) <= _MAX_MISSED_WORDS and opening[0].lower in _ARTICLES
    led = before.lower in _LOCATION_PREPOSITIONS and layout.text_between(before.end, source.start) == " "
    beside = layout.text_between(source.end, attribution.cue[0].start) == " "
    return replace(attribution, source=(Span(start, source.end),)) if led and phrase and beside else attribution


def _subject_beside_cue(layout: TextIndex, people: EntityIndex, attribution: Attribution) -> Span | None:
    """The person right before the cue, where the source stands further off: X in "For the envoys X had one word"."""
    if not attribution.cue or attribution.source[-1].end > attribution.cue[0].start:
        return None
    for mention in people.mentions_before(attribution.cue[0].start, 1):
        before = layout.word_before(mention.title_start)
        led = before is not None and before.lower in _LEADING_WORDS
        between = mention.title_start >= attribution.source[-1].end and not led and mention.entity.is_person
        if between and layout.text_between(mention.name.span.end, attribution.cue[0].start) == " ":
            return Span(mention.title_start, mention.name.span.end)
    return None


def _apposition_head(layout: TextIndex, people: EntityIndex, attribution: Attribution) -> int | None:
    """Where that begins whose apposition the source is: X in "X, an adviser to Y," or "X, Y's only ally,"."""
    first = attribution.source[0]
    opening = layout.words_in(first)[:1]
    if not opening or not _has_final_comma(layout, attribution.source[-1]):
        return None
    is_office = (
        parse_source(layout, people, attribution.source).source_type is SourceType.ROLE
        and opening[0].lower in _ARTICLES
    )
    for mention in people.mentions_before(first.start, 1):
        beside = layout.text_between(mention.name.span.end, first.start) == ", "
        if (
            beside
            and (is_office or _is_description(people, first, opening[0]))
            and _is_clause_opening(layout, mention, attribution)
        ):
            return mention.title_start
    return _leading_phrase_start(layout, first) if opening[0].lower in _INDEFINITE_ARTICLES else None


def _is_clause_opening(layout: TextIndex, mention: Mention, attribution: Attribution) -> bool:
    """Whether a clause or its subject begins with a mention; in "asked about X, an aide said" it does not."""
    before = layout.word_before(mention.title_start)
    if before is None or layout.text_between(before.end, mention.title_start) != " " or before.lower in _CLAUSE_OPENERS:
        return True
    return any(span.start <= before.start < span.end for span in attribution.cue)


def _is_description(people: EntityIndex, source: Span, opening: Word) -> bool:
    """Whether a phrase that begins so says who somebody is: "a friend", "her opponent", "Y's only ally"."""
    owner = next((mention for mention in people.mentions_in(source) if mention.start == source.start), None)
    possessive = owner.name.has_possessive if owner else opening.text.endswith(("'s", "\u2019s"))
    return possessive or opening.lower in _INDEFINITE_ARTICLES or opening.lower in _POSSESSIVES


def _leading_phrase_start(layout: TextIndex, apposition: Span) -> int | None:
    """Where the sentence begins, if all before the apposition is one phrase: "The clerk of the court, a friend,"."""
    start = layout.sentences[layout.sentence_index(apposition.start)].start
    before = layout.text[start : apposition.start].rstrip()
    lead = before.split()
    whole = (
        1 < len(lead) <= _MAX_MISSED_WORDS
        and lead[0].lower() in _INDEFINITE_ARTICLES | {"the"}
        and before.find(",") == len(before) - 1
    )
    return start if whole else None


def _has_final_comma(layout: TextIndex, span: Span) -> bool:
    return layout.text[span.end - 1] == "," or layout.text[span.end : span.end + 1] == ","
