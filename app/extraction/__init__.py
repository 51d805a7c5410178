"""The extractor: text in, records out. No database, no web, no clock, no network."""

from collections.abc import Sequence

from app.extraction.attribution.classification import Attribution, classify_attributions, is_requested
from app.extraction.attribution.continuations import complete_attributions
from app.extraction.attribution.tagger import tag
from app.extraction.context.meetings import find_meetings
from app.extraction.context.quote_context import ContextReader
from app.extraction.coreference.discourse_pass import resolve_speakers
from app.extraction.coreference.media_owners import MediaIndex
from app.extraction.document import Document, Span, normalise_text, words_at
from app.extraction.entities.clustering import find_entities
from app.extraction.entities.countries import find_countries
from app.extraction.entities.roles import attach_roles
from app.extraction.entities.topics import EMPTY_VOCABULARY, Vocabulary
from app.extraction.pacing import CancellationCheck, never_cancel
from app.extraction.pipeline import assemble_extraction
from app.extraction.structure.segmentation import index_text
from app.extraction.types import SPEECH_AND_WRITING, Act, Extraction

__all__ = [
    "SPEECH_AND_WRITING",
    "Act",
    "Attribution",
    "Document",
    "Extraction",
    "Span",
    "Vocabulary",
    "extract",
    "extract_tagged",
    "normalise_text",
    "words_at",
]


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
    return assemble_extraction(
        document, vocabulary, contexts, asked, countries, find_meetings(document, layout, people, countries)
    )
