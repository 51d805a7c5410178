"""Many articles into the database: one article, one transaction; what is broken is named and skipped."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Engine
from sqlmodel import Session, select

from app.database.engine import open_writer, session_on
from app.database.schema import migrate
from app.errors import BadInput, BadSetting, ChanceryError, SpanMismatch
from app.extraction import extract
from app.extraction.document import Document
from app.extraction.records import SAYINGS, Act, Extraction
from app.extraction.topics import Vocabulary, read_vocabulary
from app.extraction.version import engine_version
from app.ingestion.origins import Origin, name_of, read_origin
from app.ingestion.readers.facts import Facts
from app.ingestion.readers.reading import Reading
from app.models import Article
from app.records.articles import ArticleSource, Outcome, outcome_of, save_article
from app.records.vocabulary import save_vocabulary
from app.settings import Settings

Extractor = Callable[[Document], Extraction]


@dataclass(frozen=True, slots=True)
class Loaded:
    """What became of one article: where it came from, and an outcome, or the error that kept it out."""

    name: str
    outcome: Outcome | None
    error: ChanceryError | None = None


def make_extractor(vocabulary: Vocabulary, acts: frozenset[Act] = SAYINGS) -> Extractor:
    """The engine with the topics and the acts that it is to look for."""

    def extractor(document: Document) -> Extraction:
        return extract(document, vocabulary, acts)

    return extractor


def read_topics(seeds: Path) -> Vocabulary:
    """The topics of the seeds folder.

    Raises:
        BadSetting: the file is missing or wrong; the message names the topic at fault.
    """
    path = seeds / "topics.toml"
    try:
        return read_vocabulary(path)
    except OSError as error:
        raise BadSetting(f"CHANCERY_SEEDS: {path} cannot be read: {error.strerror}") from error
    except ValueError as error:
        raise BadSetting(f"CHANCERY_SEEDS: {path}: {error}") from error


def prepare_database(settings: Settings, vocabulary: Vocabulary) -> Engine:
    """A writer on a database with today's schema and vocabulary.

    Raises:
        DatabaseProblem: it is not ours, locked, read-only or damaged; the message says what to do.
    """
    engine = open_writer(settings.database_url)
    migrate(engine)
    with session_on(engine) as session:
        save_vocabulary(session, vocabulary)
    return engine


def is_empty(session: Session) -> bool:
    return session.exec(select(Article.key).limit(1)).first() is None


def load_origins(
    engine: Engine, origins: Iterable[Origin], extractor: Extractor, given: Facts, how: Reading
) -> Iterator[Loaded]:
    """Store every article that is found in these files and at these addresses, reporting one after the other.

    Raises:
        DatabaseProblem: the database failed; the articles reported until then are stored.
    """
    for origin in origins:
        for article in read_origin(origin, given, how):
            yield load_one(engine, name_of(origin), article, extractor)


def load_one(engine: Engine, name: str, article: ArticleSource | BadInput, extractor: Extractor) -> Loaded:
    """Store one article that was read, if it could be."""
    if isinstance(article, BadInput):
        return Loaded(name, None, article)
    try:
        return Loaded(name, load_article(engine, article, extractor))
    except SpanMismatch as error:
        return Loaded(name, None, error)


def load_article(engine: Engine, article: ArticleSource, extractor: Extractor) -> Outcome:
    """Extract and store one article, unless it is stored already."""
    with session_on(engine) as session:
        if outcome_of(session, article) is Outcome.UNCHANGED:
            return Outcome.UNCHANGED
    # Extraction takes the time; the write lock is not held meanwhile.
    extraction = extractor(article.document)
    with session_on(engine) as session:
        return save_article(session, article, extraction, engine=engine_version())
