"""How much the database holds."""

from typing import NamedTuple

from sqlalchemy import func, select
from sqlmodel import Session

from app.queries import tables as t


class RecordCounts(NamedTuple):
    articles: int
    quotes: int
    speakers: int


def count_records(session: Session) -> RecordCounts:
    """In one statement; SQLite counts along the smallest index, some 20 ms for a million quotes."""
    counts = [select(func.count()).select_from(table).scalar_subquery() for table in (t.article, t.quote, t.speaker)]
    return RecordCounts(*session.execute(select(*counts)).one())
