"""Reading countries, with how often the records mention them."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Row, column, select, table
from sqlmodel import Session

from app.errors import NotFound
from app.queries import bulk_lookups
from app.queries import tables as t
from app.queries.pagination import Order, parse_word
from app.queries.quotes.filters import has_matching_quote, pick_quote_filters
from app.queries.search.query_language import index_matches
from app.schemas.common import Page
from app.schemas.countries import CountryItem, CountryQuery

_BY_CODE = Order("countries", (t.country.c.code,), (parse_word,))
_NAME_INDEX = table("country_fts", column("code"), column("name"))
_IS_USED = t.country.c.code.in_(select(t.article_country.c.country)) | t.country.c.code.in_(select(t.speaker.c.country))


def find_countries(session: Session, query: CountryQuery) -> Page[CountryItem]:
    """A page of the countries that articles mention or speakers are of, by code; `next` holds the bare cursor.

    Raises:
        BadQuery: a filter cannot be used, or the cursor belongs to another list.
    """
    conditions = _build_conditions(session, query)
    page = _BY_CODE.read_page(session, select(*t.country.c).where(*conditions), query.limit, query.cursor)
    total = bulk_lookups.count_rows(session, t.country, conditions) if query.count else None
    return Page(items=_build_items(session, page.rows), next=page.next_cursor, total=total)


def read_country(session: Session, code: str) -> CountryItem:
    """Raises NotFound where ISO 3166 has no such code."""
    rows = session.execute(select(*t.country.c).where(t.country.c.code == code.upper())).all()
    if not rows:
        raise NotFound(f"there is no country {code!r}; codes are ISO 3166-1 alpha-2 such as KH")
    return _build_items(session, rows)[0]


def _build_conditions(session: Session, query: CountryQuery) -> list[ColumnElement[bool]]:
    quoted = pick_quote_filters(query, "speaker", "topic", "article")
    conditions = [
        _IS_USED,
        *has_matching_quote(session, t.country.c.code, t.quote_country.c.country, quoted, t.quote_country),
    ]
    if query.q is not None:
        named = select(_NAME_INDEX.c.code).where(index_matches(_NAME_INDEX.name, query.q))
        conditions.append(t.country.c.code.in_(named))
    return conditions


def _build_items(session: Session, rows: Sequence[Row[Any]]) -> list[CountryItem]:
    codes = [row.code for row in rows]
    articles = bulk_lookups.counts_by_owner(session, t.article_country.c.country, codes)
    filed = t.filing_tally.c
    quotes = bulk_lookups.stored_counts_by_owner(session, filed.country, codes, filed.quotes, filed.topic == "")
    speakers = bulk_lookups.counts_by_owner(session, t.speaker.c.country, codes)
    return [
        CountryItem(
            code=row.code,
            alpha3=row.alpha3,
            name=row.name,
            articles=articles[row.code],
            quotes=quotes[row.code],
            speakers=speakers[row.code],
        )
        for row in rows
    ]
