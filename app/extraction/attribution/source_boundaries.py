"""Where a source begins and ends, where the tagger cut it short or took too much."""

import re
from collections.abc import Sequence
from dataclasses import replace

from app.extraction.attribution.adjuncts import end_before_adjuncts
from app.extraction.attribution.apposition import apposition_start, subject_beside_cue
from app.extraction.attribution.classification import Attribution
from app.extraction.entities.clustering import EntityIndex
from app.extraction.lang.lexicon import word_list
from app.extraction.lang.words import (
    ARTICLES,
    AUXILIARIES,
    CLAUSE_STARTS,
    DETERMINERS,
    PHRASE_LEADS,
    PREPOSITIONS,
    RELATIVE_PRONOUNS,
    SUBJECT_PRONOUNS,
)
from app.extraction.rules import sources as rules
from app.extraction.structure.segmentation import TextIndex, Word
from app.extraction.types import Span

_NON_SOURCE_WORDS = PREPOSITIONS | CLAUSE_STARTS | AUXILIARIES
_RELATIVE_SUBJECTS = word_list("people", "pronouns", "relative_subjects")
_SUBJECT_PRONOUNS = _RELATIVE_SUBJECTS | SUBJECT_PRONOUNS
_REFLEXIVE_PRONOUNS = word_list("people", "pronouns", "reflexive")
# After a pronoun, what may still be part of a source: "he and his wife", "they who".
_WORDS_AFTER_PRONOUN = _REFLEXIVE_PRONOUNS | word_list("common", "after_pronouns", "words")
# No source ends in one of these: the tagger stopped within it.
_UNFINISHED_ENDS = DETERMINERS | PREPOSITIONS | RELATIVE_PRONOUNS | word_list("common", "conjunctions", "phrase_links")
# Where and when an article was filed, before its first words: "GENEVA, March 3 (Agency) --".
_DATELINE = re.compile(r"[A-Z][A-Z]++[^\n“”\"]{0,40}?\s(?:--|\u2014|\u2013)\s++")
# A phrase that the tagger missed has no more words.
_MAX_MISSED_WORDS = 6
_PASSIVE_AUXILIARIES = word_list("common", "auxiliaries", "passive", "progressive")
_LOCATION_PREPOSITIONS = word_list("common", "place_prepositions", "beside")
_PARTITIVE_PRONOUNS = word_list("people", "pronouns", "partitive")
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
    if subject := subject_beside_cue(layout, people, attribution):
        return replace(attribution, source=(subject,))
    if (start := apposition_start(layout, people, attribution)) is not None:
        return replace(attribution, source=(Span(start, attribution.source[0].end), *attribution.source[1:]))
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
    content = tuple(first if span is after[0] else span for span in attribution.content)
    return rules.CONTENT_AFTER_AS_CLAUSE.change(attribution, replace(attribution, content=content), attribution.cue)


def _take_subject_from_cue(layout: TextIndex, attribution: Attribution) -> Attribution:
    """A cue that begins with its subject gives it to the source: "I cannot see", "the bank | itself said"."""
    lead, *rest = (layout.words_in(attribution.cue[0]) if attribution.cue else ()) or (None,)
    if lead is None or not rest:
        return attribution
    cue = (Span(rest[0].start, attribution.cue[0].end), *attribution.cue[1:])
    if not attribution.source:
        rule = rules.SUBJECT_WITHIN_CUE
        whole = Span(lead.start, lead.end) if lead.lower in _SUBJECT_PRONOUNS else None
    else:
        rule = rules.EMPHATIC_REFLEXIVE
        last = attribution.source[-1]
        beside = layout.text_between(last.end, lead.start) in (" ", "")
        whole = Span(last.start, lead.end) if beside and lead.lower in _REFLEXIVE_PRONOUNS | {"all"} else None
    if whole is None:
        return attribution
    moved = replace(attribution, source=(*attribution.source[:-1], whole), cue=cue)
    return rule.change(attribution, moved, attribution.cue)


def _repair_start(layout: TextIndex, people: EntityIndex, attribution: Attribution) -> Attribution:
    """A source begins after the dateline, and with the whole of the name that it breaks into, and its title."""
    if len(attribution.source) != 1:
        return attribution
    source = attribution.source[0]
    start = source.start
    if start == layout.paragraphs[layout.paragraph_index(start)].start:
        dateline = _DATELINE.match(layout.text, start, source.end)
        start = rules.DATELINE.change(start, dateline.end() if dateline else start, source)
    for mention in (*people.mentions_before(start, 1), *people.mentions_in(Span(start, start + 1))):
        if mention.title_start < start < mention.name.span.end:
            start = rules.WHOLE_NAME_AT_START.change(start, mention.title_start, source)
    return replace(attribution, source=(Span(start, source.end),))


def _prefer_relative_pronoun(layout: TextIndex, attribution: Attribution) -> Attribution:
    """The relative pronoun right before its cue is the source, as printed: "who", "two of whom", "each"."""
    pronoun = layout.word_before(attribution.cue[0].start) if attribution.source and attribution.cue else None
    if pronoun is None or layout.text_between(pronoun.end, attribution.cue[0].start) != " ":
        return attribution
    start, index = pronoun.start, layout.word_index(pronoun.start)
    part = layout.words[index - 2] if index > 1 else pronoun
    if pronoun.lower in _PARTITIVE_PRONOUNS and layout.text_between(part.end, start) == " of ":
        rule, start = rules.PARTITIVE_SOURCE, part.start
    elif pronoun.lower in _RELATIVE_SUBJECTS:
        rule = rules.RELATIVE_PRONOUN_SOURCE
    elif pronoun.lower == "each" and layout.text.endswith(", ", 0, start):
        rule = rules.DISTRIBUTIVE_SOURCE
    else:
        return attribution
    if any(span.start <= start and pronoun.end <= span.end for span in attribution.source):
        return attribution
    return rule.change(attribution, replace(attribution, source=(Span(start, pronoun.end),)), pronoun)


def _cut_after_pronoun(layout: TextIndex, attribution: Attribution) -> Attribution:
    if len(attribution.source) != 1:
        return attribution
    first, *rest = layout.words_in(attribution.source[0]) or (None,)
    if first is None or (not rest and first.lower in _NON_SOURCE_WORDS):
        return rules.FUNCTION_WORD_IS_NO_SOURCE.change(attribution, replace(attribution, source=()), attribution.source)
    if (
        first.lower in _SUBJECT_PRONOUNS
        and rest
        and rest[0].lower not in _WORDS_AFTER_PRONOUN
        and layout.text[first.end] == " "
    ):
        pronoun = replace(attribution, source=(Span(first.start, first.end),))
        return rules.PRONOUN_STANDS_ALONE.change(attribution, pronoun, attribution.source)
    return attribution


def _repair_end(layout: TextIndex, attribution: Attribution) -> Attribution:
    """A source ends with its paragraph. One that breaks off goes on to its cue, or loses its loose end."""
    if len(attribution.source) != 1 or not attribution.cue:
        return attribution
    source = attribution.source[0]
    paragraph = layout.paragraphs[layout.paragraph_index(source.start)]
    source = rules.SOURCE_WITHIN_PARAGRAPH.change(source, Span(source.start, min(source.end, paragraph.end)), source)
    *whole, last = layout.words_in(source) or (None,)
    possessive = layout.text[source.end : source.end + 1] in ("'", "\u2019")
    open_ended = last is not None and last.end == source.end and _is_broken_off(whole, last)
    if possessive or open_ended:
        missed = layout.text[source.end : max(source.end, attribution.cue[0].start)].rstrip()
        if missed and len(missed.split()) <= _MAX_MISSED_WORDS and _PHRASE_BARRIERS.isdisjoint(missed):
            source = rules.PHRASE_GOES_ON_TO_CUE.change(source, Span(source.start, source.end + len(missed)), source)
        elif open_ended and whole:
            source = rules.LOOSE_END.change(source, Span(source.start, whole[-1].end), source)
    return replace(attribution, source=(source,))


def _is_broken_off(words_before: Sequence[Word], last: Word) -> bool:
    """Whether no source ends so: "somebody in the", "all I"; one may be "who", and end in "of whom" or "and I"."""
    if not words_before:
        return last.lower in _UNFINISHED_ENDS and last.lower not in _RELATIVE_SUBJECTS
    if last.lower in _SUBJECT_PRONOUNS:
        return words_before[-1].lower not in PHRASE_LEADS
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
        completed = replace(attribution, source=(*attribution.source[:-1], Span(last.start, end)))
        return rules.WHOLE_NAME_AT_END.change(attribution, completed, last)
    return rules.NAME_LEADS_AWAY.change(attribution, replace(attribution, source=()), last)


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
    corrected = replace(attribution, source=source, content=content or attribution.content)
    return rules.QUOTED_PERSON.change(attribution, corrected, attribution.cue)


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
    nearest = replace(attribution, source=(Span(last.title_start, source.end),))
    return rules.NEAREST_NAME.change(attribution, nearest, source)


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
    phrase = 1 < len(opening) <= _MAX_MISSED_WORDS and opening[0].lower in ARTICLES
    led = before.lower in _LOCATION_PREPOSITIONS and layout.text_between(before.end, source.start) == " "
    beside = layout.text_between(source.end, attribution.cue[0].start) == " "
    if not (led and phrase and beside):
        return attribution
    whole = replace(attribution, source=(Span(start, source.end),))
    return rules.LOCATIVE_MODIFIER.change(attribution, whole, source)
