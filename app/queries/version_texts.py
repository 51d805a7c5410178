"""The texts that the offsets of records count in."""

from collections.abc import Iterable

from sqlalchemy import FromClause, select
from sqlmodel import Session

from app.queries import tables as t

_VERSION = t.article_version.c


def texts_by_record(session: Session, table: FromClause, ids: Iterable[str]) -> dict[str, str]:
    """The text of the version that each quote or meeting is from, by the record's id."""
    whence = (_VERSION.article_key == table.c.article_key) & (_VERSION.number == table.c.version)
    found = select(table.c.id, _VERSION.text).select_from(table.join(t.article_version, whence))
    return dict(map(tuple, session.execute(found.where(table.c.id.in_(list(ids))))))
