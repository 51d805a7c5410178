"""The extractor: text in, records out. No database, no web, no clock, no network."""

from app.extraction.assembly import assemble
from app.extraction.attributions import is_asked, settle
from app.extraction.completion import complete
from app.extraction.context import ContextReader
from app.extraction.countries import find_countries
from app.extraction.document import Document, Span, normalise, words_at
from app.extraction.layout import lay_out
from app.extraction.media import Media
from app.extraction.meetings import find_meetings
from app.extraction.pacing import Check, unhurried
from app.extraction.people import find_people
from app.extraction.records import SAYINGS, Act, Extraction
from app.extraction.roles import find_roles
from app.extraction.speakers import resolve
from app.extraction.tagger import tag
from app.extraction.topics import EMPTY, Vocabulary

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
