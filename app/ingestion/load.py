"""Many files into the database: one article, one transaction; what is broken is named and skipped."""

import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Engine
from sqlmodel import Session, select

from app.database.engine import open_writer, session_on
from app.database.schema import migrate
from app.errors import BadInput, BadSetting, SpanMismatch
from app.extraction import extract
from app.extraction.document import Document
from app.extraction.records import SAYINGS, Act, Extraction
from app.extraction.topics import Vocabulary, read_vocabulary
from app.extraction.version import engine_version
from app.ingestion.readers import MARKDOWN, SUFFIXES, read_article, read_document
from app.ingestion.readers.facts import Facts
from app.models import Article
from app.records.articles import ArticleSource, Outcome, outcome_of, save_article
from app.records.vocabulary import save_vocabulary
from app.settings import Settings

STANDARD_INPUT = Path("-")
Extractor = Callable[[Document], Extraction]


@dataclass(frozen=True, slots=True)
class Loaded:
    """What became of one file: an outcome, or the error that kept it out."""

    name: str
    outcome: Outcome | None
    error: BadInput | SpanMismatch | None = None


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


def find_files(paths: Iterable[Path]) -> list[Path]:
    """The files named, and the articles in the folders named, in the order of their names."""
    found: list[Path] = []
    for path in paths:
        if path.is_dir():
            inside = (file for file in path.rglob("*") if file.suffix.lower() in SUFFIXES and file.is_file())
            found += sorted(file for file in inside if not file.name.startswith("."))
        else:
            found.append(path)
    return found


def load_files(
    engine: Engine, files: Iterable[Path], extractor: Extractor, given: Facts, max_bytes: int
) -> Iterator[Loaded]:
    """Store each file as an article of its own, reporting one after the other.

    Raises:
        DatabaseProblem: the database failed; the articles reported until then are stored.
    """
    for file in files:
        try:
            article = read_file(file, given, max_bytes)
            yield Loaded(_name(file), load_article(engine, article, extractor))
        except (BadInput, SpanMismatch) as error:
            yield Loaded(_name(file), None, error)


def read_file(file: Path, given: Facts, max_bytes: int) -> ArticleSource:
    """The article in a file; `-` is standard input, read as Markdown.

    Raises:
        BadInput: it cannot be read as one; the message says why.
    """
    return read_article(_bytes(file, max_bytes), given, markdown=_is_markdown(file), max_bytes=max_bytes)


def read_text(file: Path, max_bytes: int) -> Document:
    """The document in a file, with or without a title and a date; `-` is standard input, read as Markdown.

    Raises:
        BadInput: it cannot be read as text; the message names the file and says why.
    """
    try:
        return read_document(_bytes(file, max_bytes), markdown=_is_markdown(file), max_bytes=max_bytes)
    except BadInput as error:
        raise type(error)(f"{_name(file)}: {error}") from error


def _bytes(file: Path, max_bytes: int) -> bytes:
    """One byte more than allowed, at most: that is enough to know that it is too many."""
    try:
        if file == STANDARD_INPUT:
            return sys.stdin.buffer.read(max_bytes + 1)
        with file.open("rb") as stream:
            return stream.read(max_bytes + 1)
    except OSError as error:
        raise BadInput(f"cannot be read: {error.strerror}") from error


def _is_markdown(file: Path) -> bool:
    return file == STANDARD_INPUT or file.suffix.lower() in MARKDOWN


def _name(file: Path) -> str:
    return "standard input" if file == STANDARD_INPUT else str(file)


def load_article(engine: Engine, article: ArticleSource, extractor: Extractor) -> Outcome:
    """Extract and store one article, unless it is stored already."""
    with session_on(engine) as session:
        if outcome_of(session, article) is Outcome.UNCHANGED:
            return Outcome.UNCHANGED
    # Extraction takes the time; the write lock is not held meanwhile.
    extraction = extractor(article.document)
    with session_on(engine) as session:
        return save_article(session, article, extraction, engine=engine_version())
