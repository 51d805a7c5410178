"""Reading speakers."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Row, select
from sqlmodel import Session

from app.queries import filters, grouped, paging
from app.queries import tables as t
from app.queries.fulltext import matches
from app.queries.paging import Order, word
from app.schemas.common import Page
from app.schemas.quotes import QuotedRole
from app.schemas.speakers import SpeakerItem, SpeakerQuery

_BY_NAME = Order("speakers", (t.speaker.c.name, t.speaker.c.key), (word, paging.key))


def find_speakers(session: Session, query: SpeakerQuery) -> Page[SpeakerItem]:
    """A page of the speakers that pass all filters, by name; `next` holds the bare cursor.

    Raises:
        BadQuery: a filter or the cursor means nothing here.
    """
    conditions = _conditions(session, query)
    page = _BY_NAME.page(session, select(*t.speaker.c).where(*conditions), query.limit, query.cursor)
    total = grouped.total(session, t.speaker, conditions) if query.count else None
    return Page(items=_items(session, page.rows), next=page.next, total=total)


def read_speaker(session: Session, identity: str) -> SpeakerItem:
    """Raises NotFound where no speaker has this id, and Merged where it leads to another one."""
    key = filters.key_of(session, t.speaker, identity)
    rows = session.execute(select(*t.speaker.c).where(t.speaker.c.key == key)).all()
    return _items(session, rows)[0]


def _conditions(session: Session, query: SpeakerQuery) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if query.name:
        conditions.append(t.speaker.c.key.in_(filters.speaker_keys(session, query.name, "name")))
    if query.kind:
        conditions.append(t.speaker.c.kind.in_(query.kind))
    if query.country:
        conditions.append(t.speaker.c.country.in_(filters.country_codes(session, query.country)))
    if query.q is not None:
        named = matches(t.speaker_name.c.key, "speaker_name_fts", query.q)
        conditions.append(t.speaker.c.key.in_(select(t.speaker_name.c.speaker_key).where(named)))
    return conditions


def _items(session: Session, rows: Sequence[Row[Any]]) -> list[SpeakerItem]:
    keys = [row.key for row in rows]
    names = grouped.values(session, t.speaker_name.c.speaker_key, keys, t.speaker_name.c.name)
    roles = roles_of(session, keys)
    quotes = grouped.quote_counts(session, t.quote.c.speaker_key, keys)
    return [
        SpeakerItem(
            id=row.id,
            name=row.name,
            kind=row.kind,
            country=row.country,
            wikidata_id=row.wikidata_id,
            names=names[row.key],
            roles=roles[row.key],
            quotes=quotes[row.key],
        )
        for row in rows
    ]


def roles_of(session: Session, keys: list[int]) -> dict[int, list[QuotedRole]]:
    """Every office that an article printed beside a quote of theirs, by speaker."""
    found: dict[int, list[QuotedRole]] = defaultdict(list)
    columns = (t.quote.c.speaker_key, t.quote.c.role_title, t.quote.c.role_organisation, t.quote.c.role_country)
    statement = select(*columns).where(t.quote.c.speaker_key.in_(keys), grouped.STANDING).distinct()
    for speaker, title, organisation, country in session.execute(statement.order_by(*columns)):
        if title or organisation or country:
            found[speaker].append(QuotedRole(title=title, organisation=organisation, country=country))
    return found
