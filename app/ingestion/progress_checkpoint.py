"""Checkpoints of a run over files: an interrupted run resumes where it stopped, and ends as it would have.

It is not enough to know that an article is stored: if a file has it twice, with different texts, the
first text would count as a change again.
"""

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from importlib.metadata import version
from pathlib import Path

from sqlalchemy import Engine, delete
from sqlmodel import Session, col

from app.database.engine import open_session
from app.extraction.version import engine_version
from app.ingestion.readers.types import ArticleMetadata, ReaderOptions
from app.ingestion.remote_files import RemoteFile, remote_file_version
from app.ingestion.sources import STANDARD_INPUT, InputLocation
from app.models import Ingestion
from app.services.articles import SaveOutcome

SKIPPED = "skipped"


class IngestionRun:
    """The outcomes of a run, including those of the interrupted run that it resumes."""

    def __init__(self, engine: Engine, name: str | None) -> None:
        """A run without a name cannot be resumed and is not stored."""
        self._engine = engine
        self._name = name
        self.tally = Counter[str]()
        if name is not None:
            with open_session(engine) as session:
                self.tally.update(load_ingestion_tally(session, name))
        self.resumed = self.tally.total()
        self._noted = self.resumed > 0

    def record_outcome(self, session: Session, outcome: SaveOutcome) -> None:
        """Count an article, and store the run's progress in the transaction that saves the article."""
        self.tally[outcome.value] += 1
        if self._name is not None and outcome.needs_saving:
            store_ingestion_tally(session, self._name, self.tally)
            self._noted = True

    def record_skipped(self) -> None:
        """Count an article that could not be read."""
        self.tally[SKIPPED] += 1

    def finish_run(self) -> None:
        """Delete the finished run: the same files again are a new run."""
        if self._name is not None and self._noted:
            with open_session(self._engine) as session:
                delete_ingestion(session, self._name)


def fingerprint_run(
    inputs: Iterable[InputLocation], caller_metadata: ArticleMetadata, options: ReaderOptions
) -> str | None:
    """A hash of the files, the options and the program's version; None if the input includes anything but files."""
    files = [_fingerprint_input(origin) for origin in inputs]
    if options.follow_links or None in files:
        return None
    way = (
        options.max_bytes,
        options.format,
        options.fallback,
        options.encoding,
        sorted(options.fields.items()),
        asdict(caller_metadata),
    )
    told = json.dumps([files, way, engine_version(), version("chancery")], default=str)
    return hashlib.sha256(told.encode()).hexdigest()


def _fingerprint_input(origin: InputLocation) -> tuple[str | int, ...] | None:
    """The state of a file, different after a change."""
    if isinstance(origin, RemoteFile):
        state = remote_file_version(origin)
        return None if state is None else (str(origin), state)
    if not isinstance(origin, Path) or origin == STANDARD_INPUT:
        return None
    try:
        stat = origin.stat()
    except OSError:
        return None
    return str(origin.resolve()), stat.st_size, stat.st_mtime_ns


def load_ingestion_tally(session: Session, name: str) -> dict[str, int]:
    """The number of a run's articles by outcome; empty for an unknown run."""
    stored = session.get(Ingestion, name)
    return {} if stored is None else stored.tally


def store_ingestion_tally(session: Session, name: str, tally: Mapping[str, int]) -> None:
    session.merge(Ingestion(name=name, tally=dict(tally)))


def delete_ingestion(session: Session, name: str) -> None:
    session.execute(delete(Ingestion).where(col(Ingestion.name) == name))
