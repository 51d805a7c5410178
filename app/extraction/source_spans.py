"""Where a source begins and ends, where the tagger cut it short or took too much."""

from dataclasses import replace

from app.extraction.attributions import Attribution
from app.extraction.document import Span
from app.extraction.layout import Layout
from app.extraction.lexicon import words
from app.extraction.people import People
from app.extraction.sources import Form, read_source

_ARTICLES = words("common", "articles", "words")
_PREPOSITIONS = words("common", "prepositions", "words")
_LEADING = _PREPOSITIONS | {"and", "or", "than"}
_NOBODY = _PREPOSITIONS | words("common", "clause_starts", "words") | words("common", "auxiliaries", "words")
_ADVERBS = words("common", "sentence_adverbs", "words") | words("common", "auxiliaries", "words")
_SUBJECTS = frozenset(["he", "she", "it", "they", "we", "i"])


def with_whole_source(layout: Layout, people: People, attribution: Attribution) -> Attribution:
    """The attribution with its source as the sentence has it.

    A source gets the name that it misses: the subject of its cue, or the head of an apposition. A pronoun loses the
    adverbs after it, and a preposition alone is no source.
    """
    attribution = _with_last_name(people, _shorn(layout, _after_aside(layout, attribution)))
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


def _shorn(layout: Layout, attribution: Attribution) -> Attribution:
    if len(attribution.source) != 1:
        return attribution
    first, *rest = layout.words_in(attribution.source[0]) or (None,)
    if first is None or (not rest and first.lower in _NOBODY):
        return replace(attribution, source=())
    if first.lower in _SUBJECTS and rest and all(word.lower in _ADVERBS for word in rest):
        return replace(attribution, source=(Span(first.start, first.end),))
    return attribution


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


def _subject(layout: Layout, people: People, attribution: Attribution) -> Span | None:
    """The person right before the cue, where the source stands further off: X in "For the envoys X had one word"."""
    if not attribution.cue or attribution.source[-1].end > attribution.cue[0].start:
        return None
    for mention in people.before(attribution.cue[0].start, 1):
        before = layout.word_before(mention.opening)
        led = before is not None and before.lower in _LEADING
        between = mention.opening >= attribution.source[-1].end and not led and mention.figure.is_person
        if between and layout.between(mention.name.span.end, attribution.cue[0].start) == " ":
            return mention.name.span
    return None


def _head(layout: Layout, people: People, attribution: Attribution) -> int | None:
    """Where the name begins whose apposition the source is: X in "X, an adviser to Y,"."""
    first = attribution.source[0]
    opening = layout.words_in(first)[:1]
    if not opening or opening[0].lower not in _ARTICLES or not _ends_in_comma(layout, attribution.source[-1]):
        return None
    for mention in people.before(first.start, 1):
        is_office = read_source(layout, people, attribution.source).form is Form.ROLE
        if is_office and mention.figure.is_person and layout.between(mention.name.span.end, first.start) == ", ":
            return mention.opening
    return None


def _ends_in_comma(layout: Layout, span: Span) -> bool:
    return layout.text[span.end - 1] == "," or layout.text[span.end : span.end + 1] == ","
