"""The schema is made by migrations alone; this file runs them and tells whose database it is."""

from functools import cache
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, inspect, select

from app.database.engine import translate_errors
from app.errors import DatabaseProblem, ForeignDatabase
from app.models import Ingestion, table_of

# The mark of a database into which records are being moved: a run of this name, while not all of them are there.
MOVE_NAME = "migrate-to"
SELECT_UNFINISHED_MOVE = select(table_of(Ingestion).c.name).where(table_of(Ingestion).c.name == MOVE_NAME)
_MIGRATIONS = Path(__file__).parent / "migrations"


def migrate_schema(engine: Engine) -> None:
    """Bring the schema up to date; a database that already is stays untouched.

    Raises:
        ForeignDatabase: there are tables in it that no Chancery made, or a newer one did.
        DatabaseProblem: it cannot be opened, read or written.
    """
    with translate_errors(engine):
        if not is_schema_current(engine):
            config = Config()
            config.set_main_option("script_location", str(_MIGRATIONS))
            with engine.begin() as connection:
                config.attributes["connection"] = connection
                command.upgrade(config, "head")


def is_schema_current(engine: Engine) -> bool:
    """Whether the schema is the newest that this version knows."""
    with translate_errors(engine), engine.connect() as connection:
        return _has_current_schema(connection)


def require_current_schema(connection: Connection) -> None:
    """Raises DatabaseProblem unless the schema is the newest that this version knows, and no move is under way."""
    if not _has_current_schema(connection):
        how = "run chancery serve or ingest first, or wait for the replica"
        raise DatabaseProblem(f"{_database_name(connection)}: has not been set up; {how}")
    if connection.execute(SELECT_UNFINISHED_MOVE).first():
        raise DatabaseProblem(f"{_database_name(connection)}: is incomplete; run chancery migrate-to again")


def _has_current_schema(connection: Connection) -> bool:
    present = MigrationContext.configure(connection).get_current_revision()
    head, known = _known_revisions()
    if present is None and set(inspect(connection).get_table_names()) - {"alembic_version"}:
        other = "file" if connection.dialect.name == "sqlite" else "database"
        raise ForeignDatabase(
            f"{_database_name(connection)}: holds other tables; name another {other} in CHANCERY_DATABASE_URL"
        )
    if present is not None and present not in known:
        made = f"was made by another version of Chancery (schema {present}), which this version cannot read"
        raise ForeignDatabase(f"{_database_name(connection)}: {made}; use that version")
    return present == head


@cache
def _known_revisions() -> tuple[str | None, frozenset[str]]:
    """The newest revision, and all revisions."""
    script = ScriptDirectory(str(_MIGRATIONS))
    return script.get_current_head(), frozenset(revision.revision for revision in script.walk_revisions())


def _database_name(connection: Connection) -> str | None:
    return connection.engine.url.database
