"""Reading countries, with how often the records mention them."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Row, column, select, table
from sqlmodel import Session

from app.errors import NotFound
from app.queries import bulk_lookups
from app.queries import tables as t
from app.queries.pagination import Order, word
from app.queries.quotes.filters import having, taken_from
from app.queries.search.query_language import matching
from app.schemas.common import Page
from app.schemas.countries import CountryItem, CountryQuery

_BY_CODE = Order("countries", (t.country.c.code,), (word,))
_NAMES = table("country_fts", column("code"), column("name"))
_USED = t.country.c.code.in_(select(t.article_country.c.country)) | t.country.c.code.in_(select(t.speaker.c.country))


def find_countries(session: Session, query: CountryQuery) -> Page[CountryItem]:
    """A page of the countries that articles mention or speakers are of, by code; `next` holds the bare cursor.

    Raises:
        BadQuery: a filter means nothing here, or the cursor is none of this list's.
    """
    conditions = _conditions(session, query)
    page = _BY_CODE.page(session, select(*t.country.c).where(*conditions), query.limit, query.cursor)
    total = bulk_lookups.total(session, t.country, conditions) if query.count else None
    return Page(items=_items(session, page.rows), next=page.next, total=total)


def read_country(session: Session, code: str) -> CountryItem:
    """Raises NotFound where ISO 3166 has no such code."""
    rows = session.execute(select(*t.country.c).where(t.country.c.code == code.upper())).all()
    if not rows:
        raise NotFound(f"there is no country {code!r}; codes are ISO 3166-1 alpha-2 such as KH")
    return _items(session, rows)[0]


def _conditions(session: Session, query: CountryQuery) -> list[ColumnElement[bool]]:
    quoted = taken_from(query, "speaker", "topic", "article")
    conditions = [_USED, *having(session, t.country.c.code, t.quote_country.c.country, quoted, t.quote_country)]
    if query.q is not None:
        named = select(_NAMES.c.code).where(matching(_NAMES.name, query.q))
        conditions.append(t.country.c.code.in_(named))
    return conditions


def _items(session: Session, rows: Sequence[Row[Any]]) -> list[CountryItem]:
    codes = [row.code for row in rows]
    articles = bulk_lookups.counts(session, t.article_country.c.country, codes)
    filed = t.filing_tally.c
    quotes = bulk_lookups.tallies(session, filed.country, codes, filed.quotes, filed.topic == "")
    speakers = bulk_lookups.counts(session, t.speaker.c.country, codes)
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
