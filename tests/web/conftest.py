"""`crowd` is the application over a database of few words and many names: homonyms, aliases, accents, HTML.

`printing` puts articles of one's own into an empty database, and `printed` is the application over it. `desk` is the
application over a copy of the seeds, asked by a client with a key to review.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Engine

from app.database.engine import open_session
from app.extraction.entities.topics import Vocabulary
from app.extraction.types import (
    Act,
    Document,
    Event,
    ExtractedMeeting,
    ExtractedQuote,
    ExtractedSpeaker,
    Extraction,
    Method,
    Participant,
    QuoteKind,
    Role,
    Span,
    SpeakerKind,
)
from app.ingestion.save_article import prepare_database
from app.main import create_app
from app.models import Scope
from app.services.articles import IncomingArticle, save_article
from app.settings import Settings
from tests.conftest import DatabaseFactory

# Who says how many things: name, kind, country, office, aliases.
CROWD = [
    (3, "Michael Brandt", SpeakerKind.PERSON, "DE", "ambassador", ()),
    (1, "Michael Brandt", SpeakerKind.PERSON, "AT", "trade envoy", ()),
    (2, "Michaela Brandl", SpeakerKind.PERSON, "DE", "spokeswoman", ()),
    (2, "Émile Gauthier", SpeakerKind.PERSON, "FR", "minister of foreign affairs", ("Gauthier",)),
    (1, "Łukasz Wiśniewski", SpeakerKind.PERSON, "PL", "diplomat", ()),
    (1, "Владимир Орлов", SpeakerKind.PERSON, "RU", "envoy", ()),
    (4, "Ministry of Foreign Affairs", SpeakerKind.ORGANISATION, "FR", None, ("Quai d’Orsay",)),
    (1, "Boutros Boutros-Ghali", SpeakerKind.PERSON, None, "secretary-general", ()),
]
_SAYINGS = ["A <b>treaty</b> & peace", "The treaty holds", "No treaty was signed", "We want peace"]


@pytest.fixture(scope="session")
def crowd_settings(
    databases: DatabaseFactory, tmp_path_factory: pytest.TempPathFactory, vocabulary: Vocabulary
) -> Settings:
    settings = Settings(database_url=databases.create_database(tmp_path_factory.mktemp("crowd")))
    engine = prepare_database(settings, vocabulary)
    for number, (count, name, kind, country, office, aliases) in enumerate(CROWD):
        text = "\n".join(f"“{words},” {name} said." for words in _SAYINGS[:count])
        role = (Role(office, None, country, Span(0, 1)),) if office else ()
        speaker = ExtractedSpeaker(name, kind, aliases, role, country, (Span(0, 1),))
        quotes = tuple(_extracted_quote(text, words, role) for words in _SAYINGS[:count])
        document = Document(text, title=f"{name} <speaks>", published_on=date(2024, 2, number + 1))
        with open_session(engine) as session:
            save_article(session, IncomingArticle(document), Extraction(quotes, (speaker,)))
    engine.dispose()
    return settings


def _extracted_quote(text: str, words: str, role: tuple[Role, ...]) -> ExtractedQuote:
    start = text.index(words)
    cue = text.index("said", start)
    return ExtractedQuote(
        QuoteKind.DIRECT,
        Act.SPEECH,
        (Span(start, start + len(words)),),
        (Span(cue, cue + 4),),
        (Span(start + len(words) + 3, cue - 1),),
        0,
        Method.NAMED,
        0.95,
        role=role[0] if role else None,
    )


class ArticlePrinter:
    """An empty database into which a test prints what it likes: all who speak in an article are of one country."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self.country: str | None = None

    def __call__(self, day: str, *sayings: tuple[str | None, str], url: str | None = None) -> None:
        """Print an article of that day in which each speaker, or nobody of a name, says some words."""
        names = list(dict.fromkeys(name for name, _ in sayings if name))
        text = "\n".join(f"“{words},” {name or 'a diplomat'} said." for name, words in sayings)
        document = Document(f"{day} {text}", title="Told", published_on=date.fromisoformat(day), outlet=f"On {day}")
        place = Span(0, len(day))
        speakers = tuple(ExtractedSpeaker(name, SpeakerKind.PERSON, (), (), self.country, (place,)) for name in names)
        sides = tuple(Participant(name, SpeakerKind.PERSON, None, place) for name in names)
        met = ExtractedMeeting(Event.CONSULT, "meet", sides, None, None, None, None, None, place, place)
        quotes = []
        for name, words in sayings:
            speaker, method = (names.index(name), Method.NAMED) if name else (None, Method.UNNAMED)
            quotes.append(replace(_extracted_quote(document.text, words, ()), speaker=speaker, method=method))
        with open_session(self.engine) as session:
            save_article(session, IncomingArticle(document, url), Extraction(tuple(quotes), speakers, meetings=(met,)))


@pytest.fixture
def printing(writer: Engine) -> ArticlePrinter:
    return ArticlePrinter(writer)


@pytest.fixture
def printed(printing: ArticlePrinter) -> Iterator[TestClient]:
    settings = Settings(database_url=printing.engine.url.render_as_string(hide_password=False))
    with TestClient(create_app(settings), raise_server_exceptions=False) as client:
        yield client


@pytest.fixture(scope="session")
def crowd(crowd_settings: Settings) -> Iterator[TestClient]:
    with TestClient(create_app(crowd_settings), raise_server_exceptions=False) as client:
        yield client


@pytest.fixture
def desk(copied: Settings, keys: dict[Scope, str]) -> Iterator[TestClient]:
    headers = {"authorization": f"Bearer {keys[Scope.REVIEW]}"}
    with TestClient(create_app(copied), headers=headers, raise_server_exceptions=False) as client:
        yield client
