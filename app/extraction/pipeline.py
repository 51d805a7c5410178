"""Puts what the stages found into the records that `extract` returns."""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import replace

from app.extraction.attribution.classification import Saying
from app.extraction.context.quote_context import ContextReader
from app.extraction.coreference.calibration import calibrated
from app.extraction.coreference.resolver import Resolution
from app.extraction.document import Document, Span, words_at
from app.extraction.entities.countries import country_of, find_countries
from app.extraction.entities.entity import Figure
from app.extraction.entities.topics import Vocabulary, find_topics
from app.extraction.types import (
    ExtractedCountry,
    ExtractedMeeting,
    ExtractedQuote,
    ExtractedSpeaker,
    ExtractedTopic,
    Extraction,
)


def assemble(
    document: Document,
    vocabulary: Vocabulary,
    contexts: ContextReader,
    sayings: Sequence[tuple[Saying, Resolution]],
    countries: tuple[ExtractedCountry, ...],
    meetings: tuple[ExtractedMeeting, ...],
) -> Extraction:
    """The records of one document; its figures become speakers only where they speak."""
    figures = list(dict.fromkeys(resolution.figure for _, resolution in sayings if resolution.figure))
    index = {figure: number for number, figure in enumerate(figures)}
    layout = contexts.layout
    topics = find_topics(document.text, vocabulary, layout.check)
    quotes = [_quote(saying, resolution, contexts, index) for saying, resolution in layout.paced(sayings)]
    return Extraction(
        quotes=tuple(
            _with_subjects(quote, document.text, vocabulary, topics, countries) for quote in layout.paced(quotes)
        ),
        speakers=tuple(_speaker(figure) for figure in layout.paced(figures)),
        topics=topics,
        countries=countries,
        meetings=meetings,
    )


def _quote(saying: Saying, resolution: Resolution, contexts: ContextReader, index: dict[Figure, int]) -> ExtractedQuote:
    attribution = saying.attribution
    context = contexts.read(attribution, resolution)
    return ExtractedQuote(
        kind=saying.kind,
        act=saying.act,
        content=attribution.content,
        cue=attribution.cue,
        source=attribution.source,
        speaker=index[resolution.figure] if resolution.figure else None,
        method=resolution.method,
        confidence=round(calibrated(resolution.confidence) if resolution.figure else resolution.confidence, 3),
        role=context.role,
        addressee=context.addressee,
        medium=context.medium,
        relayed_by=context.relayed_by,
        said_on=context.dated.on if context.dated else None,
        said_on_precision=context.dated.precision if context.dated else None,
        place=context.place,
    )


def _with_subjects(
    quote: ExtractedQuote,
    text: str,
    vocabulary: Vocabulary,
    topics: tuple[ExtractedTopic, ...],
    countries: tuple[ExtractedCountry, ...],
) -> ExtractedQuote:
    """What a quote is about: what its own words signal, proved by the document's evidence that lies within them."""
    scores = {topic.slug: topic.score for topic in find_topics(words_at(text, quote.content), vocabulary)}
    told = (
        replace(topic, score=scores[topic.slug], evidence=evidence)
        for topic in topics
        if topic.slug in scores and (evidence := _inside(topic.evidence, quote.content))
    )
    named = (
        replace(country, mentions=mentions)
        for country in countries
        if (mentions := _inside(country.mentions, quote.content))
    )
    return replace(quote, topics=tuple(told), countries=tuple(named))


def _inside(spans: Sequence[Span], content: Sequence[Span]) -> tuple[Span, ...]:
    """The spans, which are in order, that lie within a piece of the content."""
    near = (
        span
        for piece in content
        for span in spans[bisect_left(spans, piece.start, key=_start) : bisect_left(spans, piece.end, key=_start)]
        if piece.holds(span)
    )
    return tuple(near)


def _start(span: Span) -> int:
    return span.start


def _seat_of(name: str) -> str | None:
    """The country of a body; two that speak together are of none."""
    return country_of(name) if len(find_countries(name)) == 1 else None


def _speaker(figure: Figure) -> ExtractedSpeaker:
    aliases = dict.fromkeys(name.printed for name in figure.mentions)
    aliases.pop(figure.name, None)
    return ExtractedSpeaker(
        name=figure.name,
        kind=figure.kind,
        aliases=tuple(aliases),
        roles=tuple(figure.roles),
        country=_seat_of(figure.name) if figure.is_no_person else figure.country,
        mentions=tuple(name.span for name in figure.mentions),
    )
