"""Reading meetings."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, select
from sqlmodel import Session

from app.errors import NotFound
from app.identity import slug
from app.queries import filters, grouped
from app.queries import tables as t
from app.queries.paging import Order, day, key
from app.schemas.common import Page, SpanItem
from app.schemas.meetings import MeetingItem, MeetingQuery, MeetingSide
from app.schemas.quotes import QuotedArticle

_NEWEST_FIRST = Order("meetings", (t.meeting.c.published_on, t.meeting.c.key), (day, key), descending=True)
_JOINED = t.meeting.join(t.article, t.article.c.key == t.meeting.c.article_key)
_ARTICLE = [t.article.c[name].label(f"article_{name}") for name in ("id", "title", "outlet", "url")]
_SELECT: Select[Any] = select(*t.meeting.c, *_ARTICLE).select_from(_JOINED)


def find_meetings(session: Session, query: MeetingQuery, *within: ColumnElement[bool]) -> Page[MeetingItem]:
    """A page of the meetings that pass all filters, the newest article's first; `next` holds the bare cursor.

    Raises:
        BadQuery: a filter or the cursor means nothing here.
    """
    conditions = [*within, *_conditions(session, query)]
    page = _NEWEST_FIRST.page(session, _SELECT.where(*conditions), query.limit, query.cursor)
    total = grouped.total(session, _JOINED, conditions) if query.count else None
    return Page(items=_items(session, page.rows), next=page.next, total=total)


def read_meeting(session: Session, identity: str) -> MeetingItem:
    """Raises NotFound where no meeting has this id."""
    rows = session.execute(_SELECT.where(t.meeting.c.id == identity)).all()
    if not rows:
        raise NotFound(f"there is no meeting {identity!r}")
    return _items(session, rows)[0]


def of_article(session: Session, identity: str) -> ColumnElement[bool]:
    """Raises NotFound where no article has this id."""
    condition: ColumnElement[bool] = t.meeting.c.article_key == filters.key_of(session, t.article, identity)
    return condition


def _conditions(session: Session, query: MeetingQuery) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if query.participant:
        named = t.meeting_participant.c.slug.in_([slug(name) for name in query.participant])
        conditions.append(t.meeting.c.key.in_(select(t.meeting_participant.c.meeting_key).where(named)))
    if query.event:
        conditions.append(t.meeting.c.event.in_(query.event))
    if query.country:
        conditions.append(t.meeting.c.country.in_(filters.country_codes(session, query.country)))
    if query.article:
        conditions.append(t.meeting.c.article_key.in_(filters.article_keys(session, query.article)))
    return conditions + filters.between(t.meeting.c.start_on, "", query.since, query.until)


def _items(session: Session, rows: Sequence[Row[Any]]) -> list[MeetingItem]:
    sides = _sides(session, [row.key for row in rows])
    return [
        MeetingItem(
            id=row.id,
            event=row.event,
            mode=row.mode,
            participants=sides[row.key],
            place=row.place,
            country=row.country,
            start_on=row.start_on,
            end_on=row.end_on,
            precision=row.precision,
            evidence=row.evidence,
            evidence_span=SpanItem(start=row.evidence_start, end=row.evidence_end),
            trigger_span=SpanItem(start=row.trigger_start, end=row.trigger_end),
            article=QuotedArticle(
                id=row.article_id,
                title=row.article_title,
                outlet=row.article_outlet,
                published_on=row.published_on,
                url=row.article_url,
            ),
        )
        for row in rows
    ]


def _sides(session: Session, keys: list[int]) -> dict[int, list[MeetingSide]]:
    found: dict[int, list[MeetingSide]] = defaultdict(list)
    sides = t.meeting_participant
    statement = (
        select(*sides.c, t.speaker.c.id.label("speaker"))
        .select_from(sides.outerjoin(t.speaker, t.speaker.c.key == sides.c.speaker_key))
        .where(sides.c.meeting_key.in_(keys))
        .order_by(sides.c.meeting_key, sides.c.number)
    )
    for row in session.execute(statement):
        span = SpanItem(start=row.start, end=row.end)
        side = MeetingSide(name=row.name, kind=row.kind, country=row.country, speaker=row.speaker, span=span)
        found[row.meeting_key].append(side)
    return found
