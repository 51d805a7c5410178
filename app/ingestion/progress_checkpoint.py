"""How far a run over files has come: one that was broken off is taken up where it stopped, and ends as it would have.

That an article is stored already does not tell all: of one that a file holds twice, each time with another text, the
first one would be taken for news again.
"""

import hashlib
import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict
from importlib.metadata import version
from pathlib import Path

from sqlalchemy import Engine
from sqlmodel import Session

from app.database.engine import session_on
from app.extraction.version import engine_version
from app.ingestion.readers.metadata import Facts
from app.ingestion.readers.types import Reading
from app.ingestion.remote_files import Stored, state_of
from app.ingestion.sources import STANDARD_INPUT, Origin
from app.services.articles import Outcome
from app.services.ingestion_progress import forget_ingestion, ingestion_named, note_ingestion

SKIPPED = "skipped"


class Run:
    """What became of the articles of a run, by outcome; those of an earlier one that was broken off are counted."""

    def __init__(self, engine: Engine, name: str | None) -> None:
        """A run without a name cannot be known again, and is not remembered."""
        self._engine = engine
        self._name = name
        self.tally = Counter[str]()
        if name is not None:
            with session_on(engine) as session:
                self.tally.update(ingestion_named(session, name))
        self.resumed = self.tally.total()
        self._noted = self.resumed > 0

    def note(self, session: Session, outcome: Outcome) -> None:
        """Count an article, and remember in the transaction that saves it how far the run has come."""
        self.tally[outcome.value] += 1
        if self._name is not None and outcome.stores:
            note_ingestion(session, self._name, self.tally)
            self._noted = True

    def skip(self) -> None:
        """Count an article that was not to be had."""
        self.tally[SKIPPED] += 1

    def end(self) -> None:
        """All has been dealt with: the same files again are another run."""
        if self._name is not None and self._noted:
            with session_on(self._engine) as session:
                forget_ingestion(session, self._name)


def name_of_run(origins: Iterable[Origin], given: Facts, how: Reading) -> str | None:
    """The same for the same files, read in the same way by the same program; None where something else is read."""
    files = [_state_of(origin) for origin in origins]
    if how.follow or None in files:
        return None
    way = (how.max_bytes, how.format, how.fallback, how.encoding, sorted(how.fields.items()), asdict(given))
    told = json.dumps([files, way, engine_version(), version("chancery")], default=str)
    return hashlib.sha256(told.encode()).hexdigest()


def _state_of(origin: Origin) -> tuple[str | int, ...] | None:
    """What is another one when the file has been changed."""
    if isinstance(origin, Stored):
        state = state_of(origin)
        return None if state is None else (str(origin), state)
    if not isinstance(origin, Path) or origin == STANDARD_INPUT:
        return None
    try:
        stat = origin.stat()
    except OSError:
        return None
    return str(origin.resolve()), stat.st_size, stat.st_mtime_ns
