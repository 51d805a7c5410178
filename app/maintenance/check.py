"""Everything that can be checked of a database, one check after the other."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from sqlmodel import Session

from app.database.engine import open_reader, session_on
from app.database.schema import require_current
from app.database.sqlite import integrity
from app.database.sqlite.files import Progress, opened, url_of
from app.maintenance.consistency import out_of_step, unaccounted
from app.maintenance.span_verification import unproved


@dataclass(frozen=True, slots=True)
class Checked:
    """What one check has found wrong."""

    name: str
    findings: list[str]


def check_database(file: Path, progress: Callable[[str], Progress]) -> Iterator[Checked]:
    """Check a database, which others may use meanwhile; `progress` makes of a check's name what is told its progress.

    Records are read in one state of it. Where its file itself is damaged nothing else is checked.

    Raises:
        DatabaseProblem: it is not there, not Chancery's or of another version, or cannot be read at all.
    """
    progress("file")(0, 0)
    damage = Checked("file", find_damage(file))
    yield damage
    if not damage.findings:
        yield from _check_records(file, progress)
        progress("search")(0, 0)
        yield Checked("search", list(integrity.wrong_indexes(file)))


def find_damage(file: Path) -> list[str]:
    """What is wrong with a database of any version as a file.

    Raises:
        DatabaseProblem: it is not there, or cannot be read at all.
    """
    with opened(file):
        engine = open_reader(url_of(file))
    try:
        with session_on(engine) as session:
            return list(integrity.wrong_pages(session.connection()))
    finally:
        engine.dispose()


def _check_records(file: Path, progress: Callable[[str], Progress]) -> Iterator[Checked]:
    engine = open_reader(url_of(file))
    try:
        with session_on(engine) as session:
            require_current(session.connection())
            for name, check in _CHECKS.items():
                telling = progress(name)
                telling(0, 0)
                yield Checked(name, list(check(session, telling)))
    finally:
        engine.dispose()


_CHECKS: dict[str, Callable[[Session, Progress], Iterator[str]]] = {
    "schema": lambda session, _: integrity.wrong_schema(session.connection()),
    "references": lambda session, _: integrity.wrong_keys(session.connection()),
    "proofs": unproved,
    "derived": lambda session, _: out_of_step(session),
    "ledger": lambda session, _: unaccounted(session),
}
