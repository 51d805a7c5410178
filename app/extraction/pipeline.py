"""The stages in order, and the records that they make."""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import replace

from app.extraction.attribution.classification import (
    Attribution,
    ClassifiedAttribution,
    classify_attributions,
    is_requested,
)
from app.extraction.attribution.continuations import complete_attributions
from app.extraction.attribution.tagger import tag
from app.extraction.cancellation import CancellationCheck, never_cancel
from app.extraction.context.meetings import find_meetings
from app.extraction.context.quote_context import ContextReader
from app.extraction.coreference.calibration import calibrate_confidence
from app.extraction.coreference.discourse_pass import resolve_speakers
from app.extraction.coreference.media_owners import MediaIndex
from app.extraction.coreference.resolver import Resolution
from app.extraction.entities.clustering import find_entities
from app.extraction.entities.countries import country_of, find_countries
from app.extraction.entities.entity import Entity
from app.extraction.entities.roles import attach_roles
from app.extraction.entities.topics import EMPTY_VOCABULARY, Vocabulary, find_topics
from app.extraction.structure.segmentation import index_text
from app.extraction.types import (
    SPEECH_AND_WRITING,
    Act,
    Document,
    ExtractedCountry,
    ExtractedMeeting,
    ExtractedQuote,
    ExtractedSpeaker,
    ExtractedTopic,
    Extraction,
    Span,
    words_at,
)


def extract(
    document: Document,
    vocabulary: Vocabulary = EMPTY_VOCABULARY,
    acts: frozenset[Act] = SPEECH_AND_WRITING,
    check: CancellationCheck = never_cancel,
) -> Extraction:
    """Who said what in a document. Only the asked acts are returned: by default speech and writing, not belief.

    `check` is called again and again, at least four times a second. It may end the work by raising an error.
    """
    return extract_tagged(document, tag(document.text, check), vocabulary, acts, check)


def extract_tagged(
    document: Document,
    tagged: Sequence[Attribution],
    vocabulary: Vocabulary = EMPTY_VOCABULARY,
    acts: frozenset[Act] = SPEECH_AND_WRITING,
    check: CancellationCheck = never_cancel,
) -> Extraction:
    """What `extract` makes of the attributions that the tagger has found: the rules alone."""
    layout = index_text(document.text, check)
    people = find_entities(layout)
    attach_roles(layout, people)
    media = MediaIndex(layout, people)
    sayings = classify_attributions(layout, complete_attributions(layout, people, tagged))
    resolutions = resolve_speakers(layout, people, media, sayings)
    pairs = layout.with_cancellation(zip(sayings, resolutions, strict=True))
    asked = [pair for pair in pairs if is_requested(layout, pair[0], acts)]
    contexts = ContextReader(document, layout, people, media, sayings)
    countries = find_countries(document.text, check)
    return _assemble_extraction(
        document, vocabulary, contexts, asked, countries, find_meetings(document, layout, people, countries)
    )


def _assemble_extraction(
    document: Document,
    vocabulary: Vocabulary,
    contexts: ContextReader,
    sayings: Sequence[tuple[ClassifiedAttribution, Resolution]],
    countries: tuple[ExtractedCountry, ...],
    meetings: tuple[ExtractedMeeting, ...],
) -> Extraction:
    """The records of one document; its figures become speakers only where they speak."""
    figures = list(dict.fromkeys(resolution.entity for _, resolution in sayings if resolution.entity))
    index = {figure: number for number, figure in enumerate(figures)}
    layout = contexts.layout
    topics = find_topics(document.text, vocabulary, layout.check)
    quotes = [
        _build_quote(saying, resolution, contexts, index) for saying, resolution in layout.with_cancellation(sayings)
    ]
    return Extraction(
        quotes=tuple(
            _with_topics_and_countries(quote, document.text, vocabulary, topics, countries)
            for quote in layout.with_cancellation(quotes)
        ),
        speakers=tuple(_build_speaker(figure) for figure in layout.with_cancellation(figures)),
        topics=topics,
        countries=countries,
        meetings=meetings,
    )


def _build_quote(
    saying: ClassifiedAttribution, resolution: Resolution, contexts: ContextReader, index: dict[Entity, int]
) -> ExtractedQuote:
    attribution = saying.attribution
    context = contexts.read_context(attribution, resolution)
    return ExtractedQuote(
        kind=saying.kind,
        act=saying.act,
        content=attribution.content,
        cue=attribution.cue,
        source=attribution.source,
        speaker=index[resolution.entity] if resolution.entity else None,
        method=resolution.method,
        confidence=round(
            calibrate_confidence(resolution.confidence) if resolution.entity else resolution.confidence, 3
        ),
        said_on=context.date_mention.first_day if context.date_mention else None,
        said_on_precision=context.date_mention.precision if context.date_mention else None,
        **context.as_quote_fields(),
    )


def _with_topics_and_countries(
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
        if topic.slug in scores and (evidence := _spans_inside(topic.evidence, quote.content))
    )
    named = (
        replace(country, mentions=mentions)
        for country in countries
        if (mentions := _spans_inside(country.mentions, quote.content))
    )
    return replace(quote, topics=tuple(told), countries=tuple(named))


def _spans_inside(spans: Sequence[Span], content: Sequence[Span]) -> tuple[Span, ...]:
    """The spans, which are in order, that lie within a piece of the content."""
    near = (
        span
        for piece in content
        for span in spans[
            bisect_left(spans, piece.start, key=_span_start) : bisect_left(spans, piece.end, key=_span_start)
        ]
        if piece.contains(span)
    )
    return tuple(near)


def _span_start(span: Span) -> int:
    return span.start


def _organisation_country(name: str) -> str | None:
    """The country of a body; two that speak together are of none."""
    return country_of(name) if len(find_countries(name)) == 1 else None


def _build_speaker(figure: Entity) -> ExtractedSpeaker:
    aliases = dict.fromkeys(name.printed for name in figure.mentions)
    aliases.pop(figure.name, None)
    return ExtractedSpeaker(
        name=figure.name,
        kind=figure.kind,
        aliases=tuple(aliases),
        roles=tuple(figure.roles),
        country=_organisation_country(figure.name) if figure.is_nonperson else figure.country,
        mentions=tuple(name.span for name in figure.mentions),
    )
