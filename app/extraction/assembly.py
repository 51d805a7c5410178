"""Puts what the stages found into the records that `extract` returns."""

from collections.abc import Sequence

from app.extraction.attributions import Saying
from app.extraction.document import Document
from app.extraction.figures import Figure
from app.extraction.layout import Layout
from app.extraction.records import ExtractedQuote, ExtractedSpeaker, Extraction
from app.extraction.speakers import Resolution
from app.extraction.topics import Vocabulary


def assemble(
    document: Document,
    layout: Layout,
    sayings: Sequence[Saying],
    resolutions: Sequence[Resolution],
    vocabulary: Vocabulary,
) -> Extraction:
    figures = list(dict.fromkeys(r.figure for r in resolutions if r.figure))
    index = {figure: number for number, figure in enumerate(figures)}
    quotes = tuple(_quote(saying, resolution, index) for saying, resolution in zip(sayings, resolutions, strict=True))
    return Extraction(quotes, tuple(_speaker(figure) for figure in figures))


def _quote(saying: Saying, resolution: Resolution, index: dict[Figure, int]) -> ExtractedQuote:
    attribution = saying.attribution
    return ExtractedQuote(
        kind=saying.kind,
        act=saying.act,
        content=attribution.content,
        cue=attribution.cue,
        source=attribution.source,
        speaker=index[resolution.figure] if resolution.figure else None,
        method=resolution.method,
        confidence=resolution.confidence,
    )


def _speaker(figure: Figure) -> ExtractedSpeaker:
    aliases = dict.fromkeys(name.printed for name in figure.mentions)
    aliases.pop(figure.name, None)
    return ExtractedSpeaker(
        name=figure.name,
        kind=figure.kind,
        aliases=tuple(aliases),
        roles=tuple(figure.roles),
        country=None,
        mentions=tuple(name.span for name in figure.mentions),
    )
