"""Where a source begins and ends, where the tagger cut it short or took too much."""

import re
from collections.abc import Sequence
from dataclasses import replace

from app.extraction.attribution.adjuncts import before_circumstances
from app.extraction.attribution.classification import Attribution
from app.extraction.coreference.source_types import Form, read_source
from app.extraction.document import Span
from app.extraction.entities.clustering import Mention, People
from app.extraction.lang.lexicon import words
from app.extraction.structure.segmentation import Layout, Word

_ARTICLES = words("common", "articles", "words")
_PREPOSITIONS = words("common", "prepositions", "words")
_LEADING = _PREPOSITIONS | {"and", "or", "than"}
_NOBODY = _PREPOSITIONS | words("common", "clause_starts", "words") | words("common", "auxiliaries", "words")
_A = frozenset(["a", "an"])
_POSSESSIVES = frozenset(["his", "her", "its", "their"])
_BEFORE_SUBJECTS = words("common", "clause_starts", "words") | {"when", "if", "even", "only"}
_RELATIVE = frozenset(["who", "which"])
_SUBJECTS = _RELATIVE | {"he", "she", "it", "they", "we", "i"}
_THEMSELVES = frozenset(["himself", "herself", "itself", "themselves"])
# After a pronoun, what may still be part of a source: "he and his wife", "they who".
_JOINED = _THEMSELVES | {"and", "or", "who", "of", "with", "alone"}
# No source ends in one of these: the tagger stopped within it.
_OPEN_ENDS = words("common", "determiners", "words") | _PREPOSITIONS | _RELATIVE | {"and", "or", "whom", "whose"}
# Where and when an article was filed, before its first words: "GENEVA, March 3 (Agency) --".
_DATELINE = re.compile(r"[A-Z][A-Z]++[^\n“”\"]{0,40}?\s(?:--|\u2014|\u2013)\s++")
# A phrase that the tagger missed has no more words.
_MISSED = 6
_BE = frozenset(["is", "are", "was", "were", "been", "being"])
_PLACED = frozenset(["behind", "above", "below", "beside", "near", "over", "under", "around", "before", "opposite"])
_OF_THEM = frozenset(["whom", "which", "them"])
_PARTING = frozenset(',;:.\n\u201c\u201d"()')


def with_whole_source(layout: Layout, people: People, attribution: Attribution) -> Attribution:
    """The attribution with its source as the sentence has it.

    A source gets what it misses: the subject of its cue, the head of an apposition, the end of a phrase that breaks
    off. A pronoun loses what follows it, a name when or while doing what it spoke, and a preposition alone is no
    source.
    """
    attribution = _regained(layout, _after_aside(layout, attribution))
    attribution = _related(layout, _opened(layout, people, attribution))
    attribution = _alone(layout, people, _closed(layout, _shorn(layout, attribution)))
    attribution = _nearest_name(layout, people, _quoted(layout, people, attribution))
    attribution = _led(layout, people, _with_last_name(people, attribution))
    if not attribution.source:
        return attribution
    if subject := _subject(layout, people, attribution):
        return replace(attribution, source=(subject,))
    if (head := _head(layout, people, attribution)) is not None:
        return replace(attribution, source=(Span(head, attribution.source[0].end), *attribution.source[1:]))
    return attribution


def _after_aside(layout: Layout, attribution: Attribution) -> Attribution:
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
    if layout.sentence(first.start) != layout.sentence(after[0].start):
        return attribution
    return replace(attribution, content=tuple(first if span is after[0] else span for span in attribution.content))


def _regained(layout: Layout, attribution: Attribution) -> Attribution:
    """A cue that begins with its subject gives it to the source: "I cannot see", "the bank | itself said"."""
    lead, *rest = (layout.words_in(attribution.cue[0]) if attribution.cue else ()) or (None,)
    if lead is None or not rest:
        return attribution
    cue = (Span(rest[0].start, attribution.cue[0].end), *attribution.cue[1:])
    if not attribution.source:
        whole = Span(lead.start, lead.end) if lead.lower in _SUBJECTS else None
    else:
        last = attribution.source[-1]
        beside = layout.between(last.end, lead.start) in (" ", "")
        whole = Span(last.start, lead.end) if beside and lead.lower in _THEMSELVES | {"all"} else None
    return replace(attribution, source=(*attribution.source[:-1], whole), cue=cue) if whole else attribution


def _opened(layout: Layout, people: People, attribution: Attribution) -> Attribution:
    """A source begins after the dateline, and with the whole of the name that it breaks into, and its title."""
    if len(attribution.source) != 1:
        return attribution
    source = attribution.source[0]
    start = source.start
    if start == layout.paragraphs[layout.paragraph(start)].start:
        dateline = _DATELINE.match(layout.text, start, source.end)
        start = dateline.end() if dateline else start
    for mention in (*people.before(start, 1), *people.within(Span(start, start + 1))):
        if mention.opening < start < mention.name.span.end:
            start = mention.opening
    return replace(attribution, source=(Span(start, source.end),))


def _related(layout: Layout, attribution: Attribution) -> Attribution:
    """The relative pronoun right before its cue is the source, as printed: "who", "two of whom", "each"."""
    pronoun = layout.word_before(attribution.cue[0].start) if attribution.source and attribution.cue else None
    if pronoun is None or layout.between(pronoun.end, attribution.cue[0].start) != " ":
        return attribution
    start, index = pronoun.start, layout.word_index(pronoun.start)
    part = layout.words[index - 2] if index > 1 else pronoun
    if pronoun.lower in _OF_THEM and layout.between(part.end, start) == " of ":
        start = part.start
    elif pronoun.lower not in _RELATIVE and not (pronoun.lower == "each" and layout.text.endswith(", ", 0, start)):
        return attribution
    if any(span.start <= start and pronoun.end <= span.end for span in attribution.source):
        return attribution
    return replace(attribution, source=(Span(start, pronoun.end),))


def _shorn(layout: Layout, attribution: Attribution) -> Attribution:
    if len(attribution.source) != 1:
        return attribution
    first, *rest = layout.words_in(attribution.source[0]) or (None,)
    if first is None or (not rest and first.lower in _NOBODY):
        return replace(attribution, source=())
    if first.lower in _SUBJECTS and rest and rest[0].lower not in _JOINED and layout.text[first.end] == " ":
        return replace(attribution, source=(Span(first.start, first.end),))
    return attribution


def _closed(layout: Layout, attribution: Attribution) -> Attribution:
    """A source ends with its paragraph. One that breaks off goes on to its cue, or loses its loose end."""
    if len(attribution.source) != 1 or not attribution.cue:
        return attribution
    source = attribution.source[0]
    source = Span(source.start, min(source.end, layout.paragraphs[layout.paragraph(source.start)].end))
    *whole, last = layout.words_in(source) or (None,)
    possessive = layout.text[source.end : source.end + 1] in ("'", "\u2019")
    open_ended = last is not None and last.end == source.end and _breaks_off(whole, last)
    if possessive or open_ended:
        missed = layout.text[source.end : max(source.end, attribution.cue[0].start)].rstrip()
        if missed and len(missed.split()) <= _MISSED and _PARTING.isdisjoint(missed):
            source = Span(source.start, source.end + len(missed))
        elif open_ended and whole:
            source = Span(source.start, whole[-1].end)
    return replace(attribution, source=(source,))


def _breaks_off(words_before: Sequence[Word], last: Word) -> bool:
    """Whether no source ends so: "somebody in the", "all I"; one may be "who", and end in "of whom" or "and I"."""
    if not words_before:
        return last.lower in _OPEN_ENDS and last.lower not in _RELATIVE
    if last.lower in _SUBJECTS:
        return words_before[-1].lower not in _LEADING
    return last.lower in _OPEN_ENDS and not (words_before[-1].lower == "of" and last.lower in _OF_THEM)


def _alone(layout: Layout, people: People, attribution: Attribution) -> Attribution:
    """A name without when it spoke, and what it did meanwhile: X in "X last week said", "X, touring the camp, said"."""
    if len(attribution.source) != 1:
        return attribution
    end = before_circumstances(layout, people, attribution.source[0])
    return replace(attribution, source=(Span(attribution.source[0].start, end),)) if end else attribution


def _with_last_name(people: People, attribution: Attribution) -> Attribution:
    """A name that the source breaks off is followed to its end; one that leads away from the cue is no source."""
    last = attribution.source[-1] if attribution.source else None
    broken = [m.name.span for m in people.within(last) if m.name.span.end > last.end] if last else []
    if not last or not broken:
        return attribution
    end = broken[0].end
    if any(span.end <= last.start or 0 <= span.start - end <= 1 for span in attribution.cue):
        return replace(attribution, source=(*attribution.source[:-1], Span(last.start, end)))
    return replace(attribution, source=())


def _quoted(layout: Layout, people: People, attribution: Attribution) -> Attribution:
    """In "X was quoted by Y as saying" the words are X's."""
    cue = [word.lower for span in attribution.cue for word in layout.words_in(span)]
    if not attribution.source or "quoted" not in cue or _BE.isdisjoint(cue):
        return attribution
    by = layout.word_before(attribution.source[0].start)
    start = attribution.cue[0].start
    if by is None or by.lower != "by" or by.start < start:
        return attribution
    quoted = [m for m in people.before(start, 1) if layout.between(m.name.span.end, start) == " "]
    source = tuple(Span(mention.opening, mention.name.span.end) for mention in quoted)
    content = tuple(span for span in attribution.content if not any(span.meets(own) for own in source))
    return replace(attribution, source=source, content=content or attribution.content)


def _nearest_name(layout: Layout, people: People, attribution: Attribution) -> Attribution:
    """Of two persons with but a comma between them, the one right before the cue: Y in "read by X, Y said"."""
    if len(attribution.source) != 1 or not attribution.cue:
        return attribution
    source, cue = attribution.source[0], attribution.cue[0]
    named = people.within(source)[-2:]
    if len(named) < 2 or source.end > cue.start or layout.between(source.end, cue.start) != " ":
        return attribution
    first, last = named
    persons = first.figure.is_person and last.figure.is_person and first.figure is not last.figure
    if not persons or last.name.span.end != source.end or first.name.possessive:
        return attribution
    if layout.between(first.name.span.end, last.opening) != ", ":
        return attribution
    return replace(attribution, source=(Span(last.opening, source.end),))


def _led(layout: Layout, people: People, attribution: Attribution) -> Attribution:
    """A name that only tells where something is does not speak: "A banner behind X read ..."."""
    if len(attribution.source) != 1 or not attribution.cue:
        return attribution
    source = attribution.source[0]
    named = people.within(source)
    before = layout.word_before(source.start)
    if not named or named[0].opening != source.start or source.end > attribution.cue[0].start or before is None:
        return attribution
    start = layout.sentences[layout.sentence(source.start)].start
    opening = [word for word in layout.words_from(start, _MISSED + 1) if word.start < source.start]
    phrase = 1 < len(opening) <= _MISSED and opening[0].lower in _ARTICLES
    led = before.lower in _PLACED and layout.between(before.end, source.start) == " "
    beside = layout.between(source.end, attribution.cue[0].start) == " "
    return replace(attribution, source=(Span(start, source.end),)) if led and phrase and beside else attribution


def _subject(layout: Layout, people: People, attribution: Attribution) -> Span | None:
    """The person right before the cue, where the source stands further off: X in "For the envoys X had one word"."""
    if not attribution.cue or attribution.source[-1].end > attribution.cue[0].start:
        return None
    for mention in people.before(attribution.cue[0].start, 1):
        before = layout.word_before(mention.opening)
        led = before is not None and before.lower in _LEADING
        between = mention.opening >= attribution.source[-1].end and not led and mention.figure.is_person
        if between and layout.between(mention.name.span.end, attribution.cue[0].start) == " ":
            return Span(mention.opening, mention.name.span.end)
    return None


def _head(layout: Layout, people: People, attribution: Attribution) -> int | None:
    """Where that begins whose apposition the source is: X in "X, an adviser to Y," or "X, Y's only ally,"."""
    first = attribution.source[0]
    opening = layout.words_in(first)[:1]
    if not opening or not _ends_in_comma(layout, attribution.source[-1]):
        return None
    is_office = read_source(layout, people, attribution.source).form is Form.ROLE and opening[0].lower in _ARTICLES
    for mention in people.before(first.start, 1):
        beside = layout.between(mention.name.span.end, first.start) == ", "
        if (
            beside
            and (is_office or _describes(people, first, opening[0]))
            and _opens_clause(layout, mention, attribution)
        ):
            return mention.opening
    return _phrase_before(layout, first) if opening[0].lower in _A else None


def _opens_clause(layout: Layout, mention: Mention, attribution: Attribution) -> bool:
    """Whether a clause or its subject begins with a mention; in "asked about X, an aide said" it does not."""
    before = layout.word_before(mention.opening)
    if before is None or layout.between(before.end, mention.opening) != " " or before.lower in _BEFORE_SUBJECTS:
        return True
    return any(span.start <= before.start < span.end for span in attribution.cue)


def _describes(people: People, source: Span, opening: Word) -> bool:
    """Whether a phrase that begins so says who somebody is: "a friend", "her opponent", "Y's only ally"."""
    owner = next((mention for mention in people.within(source) if mention.start == source.start), None)
    possessive = owner.name.possessive if owner else opening.text.endswith(("'s", "\u2019s"))
    return possessive or opening.lower in _A or opening.lower in _POSSESSIVES


def _phrase_before(layout: Layout, apposition: Span) -> int | None:
    """Where the sentence begins, if all before the apposition is one phrase: "The clerk of the court, a friend,"."""
    start = layout.sentences[layout.sentence(apposition.start)].start
    before = layout.text[start : apposition.start].rstrip()
    lead = before.split()
    whole = 1 < len(lead) <= _MISSED and lead[0].lower() in _A | {"the"} and before.find(",") == len(before) - 1
    return start if whole else None


def _ends_in_comma(layout: Layout, span: Span) -> bool:
    return layout.text[span.end - 1] == "," or layout.text[span.end : span.end + 1] == ","
