"""All records of a kind as JSON, in the order of their ids, which is the same in whatever order they came in."""

from collections.abc import Callable, Iterator, Sequence
from enum import StrEnum

from pydantic import BaseModel
from sqlalchemy import Table, select
from sqlmodel import Session

from app.queries import tables as t
from app.queries.articles import read_articles
from app.queries.meetings import read_meetings
from app.queries.quotes.records import read_quotes
from app.queries.speakers import read_speakers
from app.schemas.articles import ArticleInclude, ArticleItem
from app.schemas.meetings import MeetingItem
from app.schemas.quotes import QuoteInclude, QuoteItem
from app.schemas.speakers import SpeakerItem

# When a record came into this database: of the same records, each database tells another time.
MACHINE_TIMES = frozenset({"created_at", "updated_at"})
# Few enough that even articles of book length fit into memory.
_CHUNK_SIZE = 200


class ExportKind(StrEnum):
    """What can be exported."""

    QUOTES = "quotes"
    ARTICLES = "articles"
    SPEAKERS = "speakers"
    MEETINGS = "meetings"

    @property
    def item_class(self) -> type[BaseModel]:
        """The shape of a record."""
        return _KINDS[self][0]

    @property
    def included_parts(self) -> list[str]:
        """What a record shows beyond its slim form."""
        return _KINDS[self][1]


def export_records(session: Session, kind: ExportKind) -> Iterator[str]:
    """The JSON of every record, withdrawn and retracted quotes among them, without `MACHINE_TIMES`.

    Read in one transaction they are of one moment, whatever is written meanwhile.
    """
    _, _, table, read = _KINDS[kind]
    last = ""
    while rows := session.execute(
        select(table.c.key, table.c.id).where(table.c.id > last).order_by(table.c.id).limit(_CHUNK_SIZE)
    ).all():
        last = rows[-1].id
        yield from read(session, [row.key for row in rows])


def _dump_quotes(session: Session, keys: list[int]) -> list[str]:
    return read_quotes(session, keys, [QuoteInclude.SPANS])


def _dump_articles(session: Session, keys: list[int]) -> list[str]:
    return _dump_items(read_articles(session, keys, [ArticleInclude.TEXT]))


def _dump_speakers(session: Session, keys: list[int]) -> list[str]:
    return _dump_items(read_speakers(session, keys))


def _dump_meetings(session: Session, keys: list[int]) -> list[str]:
    return _dump_items(read_meetings(session, keys))


def _dump_items(items: Sequence[BaseModel]) -> list[str]:
    return [item.model_dump_json(exclude=set(MACHINE_TIMES)) for item in items]


_KINDS: dict[ExportKind, tuple[type[BaseModel], list[str], Table, Callable[[Session, list[int]], list[str]]]] = {
    ExportKind.QUOTES: (QuoteItem, [QuoteInclude.SPANS], t.quote, _dump_quotes),
    ExportKind.ARTICLES: (ArticleItem, [ArticleInclude.TEXT], t.article, _dump_articles),
    ExportKind.SPEAKERS: (SpeakerItem, [], t.speaker, _dump_speakers),
    ExportKind.MEETINGS: (MeetingItem, [], t.meeting, _dump_meetings),
}
