"""An article into the database: all that can be done without writing is done before the one transaction begins."""

import logging
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from sqlalchemy import Engine
from sqlmodel import Session, select

from app.budget import Budget
from app.database.engine import open_writer, session_on
from app.database.schema import migrate, require_current
from app.errors import BadInput, BadSetting, ChanceryError, ExtractionFailed, SpanMismatch
from app.extraction import extract
from app.extraction.document import Document
from app.extraction.entities.topics import Vocabulary, read_vocabulary
from app.extraction.pacing import Check, unhurried
from app.extraction.types import SAYINGS, Act, Extraction
from app.extraction.version import engine_version
from app.ingestion.readers import Unread
from app.ingestion.sources import Article as Found
from app.models import Article
from app.services.articles import ArticleSource, Outcome, document_to_extract, outcome_of, save_article
from app.services.vocabulary import save_vocabulary
from app.settings import Settings

_log = logging.getLogger("chancery")


class Extractor(Protocol):
    """The engine: a text in, records out. `check` is called often, and ends the work by raising an error."""

    def __call__(self, document: Document, check: Check = unhurried) -> Extraction: ...


@dataclass(frozen=True, slots=True)
class Loaded:
    """What became of one article: where it came from, and an outcome, or the error that kept it out.

    `position` is how much of all that there is had been read by then.
    """

    name: str
    outcome: Outcome | None
    error: ChanceryError | None = None
    position: int = 0


@dataclass(frozen=True, slots=True)
class Prepared:
    """An article, with what was found in it unless it is stored as it is; or what is wrong with it."""

    article: ArticleSource | BadInput
    extraction: Extraction | None = None


def make_extractor(vocabulary: Vocabulary, acts: frozenset[Act] = SAYINGS) -> Extractor:
    """The engine with the topics and the acts that it is to look for."""

    def extractor(document: Document, check: Check = unhurried) -> Extraction:
        return extract(document, vocabulary, acts, check)

    return extractor


def limited(extractor: Extractor, seconds: float) -> Extractor:
    """An extractor that refuses a text that costs more CPU seconds than this."""

    def extract_within(document: Document, check: Check = unhurried) -> Extraction:
        budget = Budget(seconds)

        def check_both() -> None:
            budget.check()
            check()

        return extractor(document, check_both)

    return extract_within


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
        require_current(session.connection())
        save_vocabulary(session, vocabulary)
    return engine


def is_empty(session: Session) -> bool:
    return session.exec(select(Article.key).limit(1)).first() is None


def prepare(engine: Engine, found: Found, extractor: Extractor) -> Prepared:
    """Do all that can be done of an article without writing: the write lock is not held meanwhile."""
    article = read(found)
    document = to_extract(engine, article)
    return prepared(article, extract_or_refuse(extractor, document) if document else None)


def extract_or_refuse(extractor: Extractor, document: Document) -> Extraction | BadInput:
    """What is found in a text, or why it could not be read: one of many ends none of the others."""
    try:
        return extractor(document)
    except BadInput as error:
        return error
    except Exception as error:
        _log.debug("an extraction failed", exc_info=error)
        return ExtractionFailed(f"the extractor fails on it, which is a bug ({error!r:.200}); please report it")


def prepared(article: ArticleSource | BadInput, found: Extraction | BadInput | None) -> Prepared:
    return Prepared(found) if isinstance(found, BadInput) else Prepared(article, found)


def read(found: Found) -> ArticleSource | BadInput:
    return found.read() if isinstance(found, Unread) else found


def to_extract(engine: Engine, article: ArticleSource | BadInput) -> Document | None:
    """The text that an extraction is wanted of: none where there is no article, or where it is stored as it is."""
    if isinstance(article, BadInput):
        return None
    with session_on(engine) as session:
        return document_to_extract(session, article)


def save(session: Session, prepared: Prepared, extractor: Extractor) -> Outcome:
    """Store a prepared article.

    Raises:
        BadInput: there is none.
        SpanMismatch: a span does not lie in the text. The caller rolls back.
    """
    article, extraction = prepared.article, prepared.extraction
    if isinstance(article, BadInput):
        raise article
    if extraction is None:
        document = document_to_extract(session, article)
        if document is None:
            return outcome_of(session, article)
        # It was stored as it is when it was looked up, and has been changed since.
        extraction = extractor(document)
    return save_article(session, article, extraction, engine=engine_version())


def load_one(engine: Engine, name: str, article: ArticleSource | BadInput, extractor: Extractor) -> Loaded:
    """Extract and store one article, unless it is stored already."""
    try:
        prepared = prepare(engine, article, extractor)
        with session_on(engine) as session:
            return Loaded(name, save(session, prepared, extractor))
    except (BadInput, SpanMismatch) as error:
        return Loaded(name, None, error)
