"""All checks of a database, one after the other."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from sqlmodel import Session

from app.database.engine import open_reader, open_session
from app.database.schema import require_current_schema
from app.database.sqlite import integrity
from app.database.sqlite.files import Progress, open_connection, sqlite_url
from app.maintenance.consistency import find_stale_derived, find_unrecorded
from app.maintenance.span_verification import find_unproved


@dataclass(frozen=True, slots=True)
class CheckResult:
    """The findings of one check."""

    name: str
    findings: list[str]


def check_database(file: Path, progress: Callable[[str], Progress]) -> Iterator[CheckResult]:
    """Check a database, which may be in use; `progress` returns a progress callback for the name of a check.

    Records are read in one snapshot. If the file is damaged, nothing else is checked.

    Raises:
        DatabaseProblem: it is not there, not Chancery's or of another version, or cannot be read at all.
    """
    progress("file")(0, 0)
    damage = CheckResult("file", find_damage(file))
    yield damage
    if not damage.findings:
        yield from _check_records(file, progress)
        progress("search")(0, 0)
        yield CheckResult("search", list(integrity.check_search_indexes(file)))


def find_damage(file: Path) -> list[str]:
    """The damage of a database file of any version.

    Raises:
        DatabaseProblem: it is not there, or cannot be read at all.
    """
    with open_connection(file):
        engine = open_reader(sqlite_url(file))
    try:
        with open_session(engine) as session:
            return list(integrity.check_pages(session.connection()))
    finally:
        engine.dispose()


def _check_records(file: Path, progress: Callable[[str], Progress]) -> Iterator[CheckResult]:
    engine = open_reader(sqlite_url(file))
    try:
        with open_session(engine) as session:
            require_current_schema(session.connection())
            for name, check in _CHECKS.items():
                telling = progress(name)
                telling(0, 0)
                yield CheckResult(name, list(check(session, telling)))
    finally:
        engine.dispose()


_CHECKS: dict[str, Callable[[Session, Progress], Iterator[str]]] = {
    "schema": lambda session, _: integrity.check_schema(session.connection()),
    "references": lambda session, _: integrity.check_foreign_keys(session.connection()),
    "proofs": find_unproved,
    "derived": lambda session, _: find_stale_derived(session),
    "ledger": lambda session, _: find_unrecorded(session),
}
