"""Details by the row: what nobody asks for again in the same transaction needs no object of its own."""

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import insert
from sqlmodel import Session, SQLModel

from app.models import table_of


def insert_rows(session: Session, model: type[SQLModel], rows: Iterable[Mapping[str, Any]]) -> None:
    """Write rows, with a value for each column, after all that the session holds."""
    listed = [dict(row) for row in rows]
    if listed:
        session.flush()
        session.execute(insert(table_of(model)), listed)
