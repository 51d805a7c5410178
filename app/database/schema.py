"""The schema is made by migrations alone; this file runs them and tells whose database it is."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, inspect

from app.database.engine import explained
from app.errors import DatabaseProblem, NotOurDatabase

_MIGRATIONS = Path(__file__).parent / "migrations"


def migrate(engine: Engine) -> None:
    """Bring the schema up to date; a database that already is stays untouched.

    Raises:
        NotOurDatabase: there are tables in it that no Chancery made, or a newer one did.
        DatabaseProblem: it cannot be opened, read or written.
    """
    with explained(engine):
        if not is_current(engine):
            config = Config()
            config.set_main_option("script_location", str(_MIGRATIONS))
            with engine.begin() as connection:
                config.attributes["connection"] = connection
                command.upgrade(config, "head")


def is_current(engine: Engine) -> bool:
    """Whether the schema is the newest that this version knows."""
    script = ScriptDirectory(str(_MIGRATIONS))
    with explained(engine), engine.connect() as connection:
        name = engine.url.database
        present = MigrationContext.configure(connection).get_current_revision()
        if present is None and set(inspect(connection).get_table_names()) - {"alembic_version"}:
            raise NotOurDatabase(f"{name}: holds other tables; name another file in CHANCERY_DATABASE_URL")
        known = {revision.revision for revision in script.walk_revisions()}
        if present is not None and present not in known:
            raise NotOurDatabase(f"{name}: was made by another version of Chancery (schema {present}); upgrade first")
        return present == script.get_current_head()


def require_current(engine: Engine) -> None:
    """Raises DatabaseProblem unless the schema is the newest that this version knows."""
    if not is_current(engine):
        raise DatabaseProblem(f"{engine.url.database}: has not been set up; run chancery serve or ingest first")
