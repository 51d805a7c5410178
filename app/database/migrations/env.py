"""How Alembic runs here: on the connection that `migrate` hands over, or on the configured database."""

from alembic import context
from sqlalchemy import Connection
from sqlmodel import SQLModel

import app.models  # noqa: F401  (fills SQLModel.metadata)
from app.database.engine import open_writer
from app.settings import read_settings


def _run_migrations(connection: Connection) -> None:
    context.configure(
        user_module_prefix="",
        connection=connection,
        target_metadata=SQLModel.metadata,
        render_as_batch=True,
        include_name=lambda name, kind, _parents: kind != "table" or "_fts" not in (name or ""),
    )
    with context.begin_transaction():
        context.run_migrations()


_given_connection: Connection | None = context.config.attributes.get("connection")
if _given_connection is not None:
    _run_migrations(_given_connection)
else:
    with open_writer(read_settings().database_url).begin() as _opened:
        _run_migrations(_opened)
