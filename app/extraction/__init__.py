"""The extractor: text in, records out. No database, no web, no clock, no network."""

from app.extraction.attribution.classification import is_asked, settle
from app.extraction.attribution.continuations import complete
from app.extraction.attribution.tagger import tag
from app.extraction.context.meetings import find_meetings
from app.extraction.context.quote_context import ContextReader
from app.extraction.coreference.discourse_pass import resolve
from app.extraction.coreference.media_owners import Media
from app.extraction.document import Document, Span, normalise, words_at
from app.extraction.entities.clustering import find_people
from app.extraction.entities.countries import find_countries
from app.extraction.entities.roles import find_roles
from app.extraction.entities.topics import EMPTY, Vocabulary
from app.extraction.pacing import Check, unhurried
from app.extraction.pipeline import assemble
from app.extraction.structure.segmentation import lay_out
from app.extraction.types import SAYINGS, Act, Extraction

__all__ = ["SAYINGS", "Act", "Document", "Extraction", "Span", "Vocabulary", "extract", "normalise", "words_at"]


def extract(
    document: Document, vocabulary: Vocabulary = EMPTY, acts: frozenset[Act] = SAYINGS, check: Check = unhurried
) -> Extraction:
    """Who said what in a document. Only the asked acts are returned: by default speech and writing, not belief.

    `check` is called again and again, at least four times a second. It may end the work by raising an error.
    """
    layout = lay_out(document.text, check)
    people = find_people(layout)
    find_roles(layout, people)
    media = Media(layout, people)
    sayings = settle(layout, complete(layout, people, tag(document.text, check)))
    resolutions = resolve(layout, people, media, sayings)
    pairs = layout.paced(zip(sayings, resolutions, strict=True))
    asked = [pair for pair in pairs if is_asked(layout, pair[0], acts)]
    contexts = ContextReader(document, layout, people, media, sayings)
    countries = find_countries(document.text, check)
    return assemble(
        document, vocabulary, contexts, asked, countries, find_meetings(document, layout, people, countries)
    )
