"""Reading countries, with how often the records mention them."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, select
from sqlmodel import Session

from app.errors import NotFound
from app.queries import grouped
from app.queries import tables as t
from app.queries.paging import Order, word
from app.schemas.common import Page
from app.schemas.countries import CountryItem, CountryQuery

_BY_CODE = Order("countries", (t.country.c.code,), (word,))
_USED = t.country.c.code.in_(select(t.article_country.c.country)) | t.country.c.code.in_(select(t.speaker.c.country))


def find_countries(session: Session, query: CountryQuery) -> Page[CountryItem]:
    """A page of the countries that articles mention or speakers are of, by code; `next` holds the bare cursor.

    Raises:
        BadQuery: the cursor is none of this list's.
    """
    page = _BY_CODE.page(session, select(*t.country.c).where(_USED), query.limit, query.cursor)
    total = grouped.total(session, t.country, [_USED]) if query.count else None
    return Page(items=_items(session, page.rows), next=page.next, total=total)


def read_country(session: Session, code: str) -> CountryItem:
    """Raises NotFound where ISO 3166 has no such code."""
    rows = session.execute(select(*t.country.c).where(t.country.c.code == code.upper())).all()
    if not rows:
        raise NotFound(f"there is no country {code!r}; codes are ISO 3166-1 alpha-2 such as KH")
    return _items(session, rows)[0]


def _items(session: Session, rows: Sequence[Row[Any]]) -> list[CountryItem]:
    codes = [row.code for row in rows]
    articles = grouped.counts(session, t.article_country.c.country, codes)
    quotes = grouped.quote_counts(session, t.quote_country.c.country, codes, t.quote_country)
    speakers = grouped.counts(session, t.speaker.c.country, codes)
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
