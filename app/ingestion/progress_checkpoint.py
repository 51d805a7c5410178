"""How far a run over files has come: one that was broken off is taken up where it stopped, and ends as it would have.

That an article is stored already does not tell all: of one that a file holds twice, each time with another text, the
first one would be taken for news again.
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
    """What became of the articles of a run, by outcome; those of an earlier one that was broken off are counted."""

    def __init__(self, engine: Engine, name: str | None) -> None:
        """A run without a name cannot be known again, and is not remembered."""
        self._engine = engine
        self._name = name
        self.tally = Counter[str]()
        if name is not None:
            with open_session(engine) as session:
                self.tally.update(load_ingestion_tally(session, name))
        self.resumed = self.tally.total()
        self._noted = self.resumed > 0

    def record_outcome(self, session: Session, outcome: SaveOutcome) -> None:
        """Count an article, and remember in the transaction that saves it how far the run has come."""
        self.tally[outcome.value] += 1
        if self._name is not None and outcome.needs_saving:
            store_ingestion_tally(session, self._name, self.tally)
            self._noted = True

    def record_skipped(self) -> None:
        """Count an article that was not to be had."""
        self.tally[SKIPPED] += 1

    def finish_run(self) -> None:
        """All has been dealt with: the same files again are another run."""
        if self._name is not None and self._noted:
            with open_session(self._engine) as session:
                delete_ingestion(session, self._name)


def fingerprint_run(
    inputs: Iterable[InputLocation], caller_metadata: ArticleMetadata, options: ReaderOptions
) -> str | None:
    """The same for the same files, read in the same way by the same program; None where something else is read."""
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
    """What is another one when the file has been changed."""
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
    """How many articles a run has dealt with, by outcome; none of one that is not known."""
    stored = session.get(Ingestion, name)
    return {} if stored is None else stored.tally


def store_ingestion_tally(session: Session, name: str, tally: Mapping[str, int]) -> None:
    session.merge(Ingestion(name=name, tally=dict(tally)))


def delete_ingestion(session: Session, name: str) -> None:
    session.execute(delete(Ingestion).where(col(Ingestion.name) == name))
