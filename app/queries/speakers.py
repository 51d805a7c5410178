"""Reading speakers."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, func, select
from sqlmodel import Session

from app.queries import bulk_lookups, filters, pagination
from app.queries import tables as t
from app.queries.pagination import Order, find_snapshot_key, parse_word
from app.queries.quotes.filters import has_matching_quote, pick_quote_filters
from app.queries.search.query_language import key_matches
from app.schemas.common import Page
from app.schemas.quotes import QuotedRole, QuoteFilters
from app.schemas.speakers import SpeakerItem, SpeakerQuery, SpeakerSort

_BY_NAME = Order("speakers", (t.speaker.c.name, t.speaker.c.key), (parse_word, pagination.parse_key))
_MOST_QUOTES = "speakers -quotes"


def find_speakers(session: Session, query: SpeakerQuery) -> Page[SpeakerItem]:
    """A page of the speakers that pass all filters, in the order of `sort`; `next` holds the bare cursor.

    Raises:
        BadQuery: a filter or the cursor means nothing here.
    """
    conditions = _build_conditions(session, query)
    order, statement = _choose_order(session, query, select(*t.speaker.c).where(*conditions))
    page = order.read_page(session, statement, query.limit, query.cursor)
    total = bulk_lookups.count_rows(session, t.speaker, conditions) if query.count else None
    return Page(items=_build_items(session, page.rows), next=page.next_cursor, total=total)


def read_speaker(session: Session, identity: str) -> SpeakerItem:
    """Raises NotFound where no speaker has this id, and Merged where it leads to another one."""
    key = filters.key_for_id(session, t.speaker, identity)
    rows = session.execute(select(*t.speaker.c).where(t.speaker.c.key == key)).all()
    return _build_items(session, rows)[0]


def read_speakers(session: Session, keys: list[int]) -> list[SpeakerItem]:
    """The speaker of each key."""
    rows = {row.key: row for row in session.execute(select(*t.speaker.c).where(t.speaker.c.key.in_(keys)))}
    return _build_items(session, [rows[key] for key in keys])


def _choose_order(session: Session, query: SpeakerQuery, statement: Select[Any]) -> tuple[Order, Select[Any]]:
    if query.sort is SpeakerSort.NAME:
        return _BY_NAME, statement
    started = find_snapshot_key(session, query.cursor, _MOST_QUOTES)
    # Quotes that are added while somebody pages would put a speaker into a place that was read already.
    added = (
        select(t.quote.c.speaker_key, func.count().label("quotes"))
        .where(t.quote.c.key > started, bulk_lookups.VISIBLE_QUOTES)
        .group_by(t.quote.c.speaker_key)
        .subquery("added")
    )
    quotes = func.coalesce(t.speaker_tally.c.quotes, 0) - func.coalesce(added.c.quotes, 0)
    counted = t.speaker.outerjoin(t.speaker_tally, t.speaker_tally.c.speaker_key == t.speaker.c.key).outerjoin(
        added, added.c.speaker_key == t.speaker.c.key
    )
    order = Order(
        _MOST_QUOTES,
        (quotes, t.speaker.c.key),
        (pagination.parse_key, pagination.parse_key),
        descending=True,
        snapshot_key=started,
    )
    return order, statement.select_from(counted)


def _build_conditions(session: Session, query: SpeakerQuery) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if query.name:
        conditions.append(t.speaker.c.key.in_(filters.speaker_keys(session, query.name)))
    if query.kind:
        conditions.append(t.speaker.c.kind.in_(query.kind))
    if query.country:
        conditions.append(t.speaker.c.country.in_(filters.country_codes(session, query.country)))
    if query.q is not None:
        named = key_matches(t.speaker_name.c.key, "speaker_name_fts", query.q)
        conditions.append(t.speaker.c.key.in_(select(t.speaker_name.c.speaker_key).where(named)))
    return conditions + has_matching_quote(session, t.speaker.c.key, t.quote.c.speaker_key, _quote_filters(query))


def _quote_filters(query: SpeakerQuery) -> QuoteFilters:
    """What a quote of theirs must be."""
    told = ("topic", "role", "organisation", "article", "outlet")
    return pick_quote_filters(query, *told, "published_since", "published_until")


def _build_items(session: Session, rows: Sequence[Row[Any]]) -> list[SpeakerItem]:
    keys = [row.key for row in rows]
    names = bulk_lookups.values_by_owner(session, t.speaker_name.c.speaker_key, keys, t.speaker_name.c.name)
    roles = roles_by_speaker(session, keys)
    quotes = bulk_lookups.stored_counts_by_owner(session, t.speaker_tally.c.speaker_key, keys, t.speaker_tally.c.quotes)
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


def roles_by_speaker(session: Session, keys: list[int]) -> dict[int, list[QuotedRole]]:
    """Every office that an article printed beside a quote of theirs, by speaker."""
    found: dict[int, list[QuotedRole]] = defaultdict(list)
    columns = (t.quote.c.speaker_key, t.quote.c.role_title, t.quote.c.role_organisation, t.quote.c.role_country)
    statement = select(*columns).where(t.quote.c.speaker_key.in_(keys), bulk_lookups.VISIBLE_QUOTES).distinct()
    ordered = statement.order_by(*(column.nulls_first() for column in columns))
    for speaker, title, organisation, country in session.execute(ordered):
        if title or organisation or country:
            found[speaker].append(QuotedRole(title=title, organisation=organisation, country=country))
    return found
