"""Saving one article: extraction and look-ups come before the one write transaction."""

import logging
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from sqlalchemy import Engine
from sqlmodel import Session, select

from app.budget import Budget
from app.database.engine import open_session, open_writer
from app.database.schema import migrate_schema, require_current_schema
from app.errors import BadInput, BadSetting, ChanceryError, ExtractionFailed, SpanMismatch
from app.extraction import extract
from app.extraction.cancellation import CancellationCheck, never_cancel
from app.extraction.entities.topics import Vocabulary, read_vocabulary
from app.extraction.types import SPEECH_AND_WRITING, Act, Document, Extraction
from app.extraction.version import engine_version
from app.ingestion.readers import UnreadArticle
from app.ingestion.sources import ArticleInput
from app.models import Article
from app.services.articles import IncomingArticle, SaveOutcome, document_to_extract, predict_outcome, save_article
from app.services.vocabulary import save_vocabulary
from app.settings import Settings

_log = logging.getLogger("chancery")


class Extractor(Protocol):
    """The extractor: a document in, an extraction out. `check` is called often, and stops the work by raising."""

    def __call__(self, document: Document, check: CancellationCheck = never_cancel) -> Extraction: ...


@dataclass(frozen=True, slots=True)
class LoadResult:
    """The result for one article: its origin, and an outcome or an error.

    `position` is the amount of input read by then.
    """

    name: str
    outcome: SaveOutcome | None
    error: ChanceryError | None = None
    position: int = 0


@dataclass(frozen=True, slots=True)
class PreparedArticle:
    """An article with its extraction, unless it is unchanged; or its error."""

    article: IncomingArticle | BadInput
    extraction: Extraction | None = None


def make_extractor(vocabulary: Vocabulary, acts: frozenset[Act] = SPEECH_AND_WRITING) -> Extractor:
    """The extractor for these topics and acts."""

    def extract_document(document: Document, check: CancellationCheck = never_cancel) -> Extraction:
        return extract(document, vocabulary, acts, check)

    return extract_document


def limit_cpu_time(extractor: Extractor, seconds: float) -> Extractor:
    """An extractor that refuses a text that costs more CPU seconds than this."""

    def extract_within_budget(document: Document, check: CancellationCheck = never_cancel) -> Extraction:
        budget = Budget(seconds)

        def check_both() -> None:
            budget.raise_if_exceeded()
            check()

        return extractor(document, check_both)

    return extract_within_budget


def load_topics(seeds: Path) -> Vocabulary:
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
    """A writer on a database with the current schema and vocabulary.

    Raises:
        DatabaseProblem: it is not ours, locked, read-only or damaged; the message says what to do.
    """
    engine = open_writer(settings.database_url)
    migrate_schema(engine)
    with open_session(engine) as session:
        require_current_schema(session.connection())
        save_vocabulary(session, vocabulary)
    return engine


def has_no_articles(session: Session) -> bool:
    return session.exec(select(Article.key).limit(1)).first() is None


def prepare_article(engine: Engine, found: ArticleInput, extractor: Extractor) -> PreparedArticle:
    """Extract an article without holding the write lock."""
    article = read_article_input(found)
    document = find_document_to_extract(engine, article)
    return make_prepared_article(article, extract_or_error(extractor, document) if document else None)


def extract_or_error(extractor: Extractor, document: Document) -> Extraction | BadInput:
    """The extraction of a text, or its error, so that one text does not end the others."""
    try:
        return extractor(document)
    except BadInput as error:
        return error
    except Exception as error:
        _log.debug("an extraction failed", exc_info=error)
        return ExtractionFailed(f"the extractor fails on it, which is a bug ({error!r:.200}); please report it")


def make_prepared_article(article: IncomingArticle | BadInput, found: Extraction | BadInput | None) -> PreparedArticle:
    return PreparedArticle(found) if isinstance(found, BadInput) else PreparedArticle(article, found)


def read_article_input(found: ArticleInput) -> IncomingArticle | BadInput:
    return found.read_article() if isinstance(found, UnreadArticle) else found


def find_document_to_extract(engine: Engine, article: IncomingArticle | BadInput) -> Document | None:
    """The document to extract; None if there is no article or it is unchanged."""
    if isinstance(article, BadInput):
        return None
    with open_session(engine) as session:
        return document_to_extract(session, article)


def save_prepared_article(session: Session, prepared: PreparedArticle, extractor: Extractor) -> SaveOutcome:
    """Store a prepared article.

    Raises:
        BadInput: the article could not be read.
        SpanMismatch: a span does not lie in the text. The caller rolls back.
    """
    article, extraction = prepared.article, prepared.extraction
    if isinstance(article, BadInput):
        raise article
    if extraction is None:
        document = document_to_extract(session, article)
        if document is None:
            return predict_outcome(session, article)
        # It was unchanged at the look-up, and has changed since.
        extraction = extractor(document)
    return save_article(session, article, extraction, engine=engine_version())


def load_article(engine: Engine, name: str, article: IncomingArticle | BadInput, extractor: Extractor) -> LoadResult:
    """Extract and store one article, unless it is stored already."""
    try:
        prepared = prepare_article(engine, article, extractor)
        with open_session(engine) as session:
            return LoadResult(name, save_prepared_article(session, prepared, extractor))
    except (BadInput, SpanMismatch) as error:
        return LoadResult(name, None, error)
