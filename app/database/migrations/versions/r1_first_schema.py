"""The first schema: the SQL files of first_schema/, for the engine that is used."""

import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from alembic import op

# Not a number: databases from before the first release have numbers.
revision = "r1"
down_revision = None
branch_labels = None
depends_on = None

_FOLDER = Path(__file__).parent / "first_schema"
_FILES = ("tables", "search", "counts")


def upgrade() -> None:
    engine = op.get_bind().dialect.name
    # To the driver itself: colons and percent signs in the SQL stand for nothing else.
    driver: Any = op.get_bind().connection.driver_connection
    for name in _FILES:
        written = (_FOLDER / f"{engine}_{name}.sql").read_text(encoding="utf-8")
        for statement in _split_statements(written) if engine == "sqlite" else [written]:
            driver.execute(statement)


def downgrade() -> None:
    raise NotImplementedError("there is no schema before the first one")


def _split_statements(written: str) -> Iterator[str]:
    """The statements of a file one by one: SQLite's driver runs several at once only outside of a transaction."""
    statement = ""
    for line in written.splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            yield statement
            statement = ""
