"""The extractor: text in, records out. No database, no web, no clock, no network."""

from app.extraction.attribution.classification import Attribution
from app.extraction.entities.topics import Vocabulary
from app.extraction.pipeline import extract, extract_tagged
from app.extraction.types import SPEECH_AND_WRITING, Act, Document, Extraction, Span, normalise_text, words_at

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
