"""Relations between two countries: the records that concern both, and their counts by month.

* A quote concerns a country that it is about, and the country of who said it.
* An article concerns the countries that it mentions.
* A meeting concerns the countries of its sides.

What is between two countries concerns the one and the other, in whatever order they are named.
"""

from calendar import monthrange
from collections import Counter
from collections.abc import Callable
from datetime import date
from urllib.parse import urlencode

from sqlalchemy import ColumnElement, Table, TextClause, and_, func, or_, select, text
from sqlmodel import Session

from app.errors import BadQuery, NotFound
from app.queries import bulk_lookups, filters
from app.queries import tables as t
from app.schemas.relations import RelatedCountry, RelatedRecords, Relation, RelationCounts, RelationMonth

CountryCondition = Callable[[str], ColumnElement[bool] | TextClause]


def quote_concerns_sql(country: str) -> str:
    """Whether a quote is about the country that a parameter stands for, or by a speaker of it."""
    about = f"SELECT quote_country.quote_key FROM quote_country WHERE quote_country.country = {country}"
    by = (
        "SELECT said.key FROM quote AS said JOIN speaker ON speaker.key = said.speaker_key "
        f"WHERE speaker.country = {country}"
    )
    return f"quote.key IN ({about} UNION {by})"


def quote_concerns(code: str) -> TextClause:
    """The same for a code of ISO 3166."""
    name = f"country_{code}"
    return text(quote_concerns_sql(f":{name}")).bindparams(**{name: code})


def article_concerns(code: str) -> ColumnElement[bool]:
    """Whether an article concerns the country."""
    mentioning = select(t.article_country.c.article_key).where(t.article_country.c.country == code)
    return t.article.c.key.in_(mentioning)


def meeting_concerns(code: str) -> ColumnElement[bool]:
    """Whether a meeting concerns the country."""
    attended = select(t.meeting_participant.c.meeting_key).where(t.meeting_participant.c.country == code)
    return t.meeting.c.key.in_(attended)


def concerns_both(session: Session, pairs: list[str], concerns: CountryCondition) -> ColumnElement[bool]:
    """Whether a record is between the two countries of one of the pairs, such as 'KH,US'.

    Raises:
        BadQuery: a code is not in ISO 3166.
    """
    filters.country_codes(session, [code for pair in pairs for code in pair.split(",")], "between")
    return or_(*(and_(*map(concerns, pair.split(","))) for pair in pairs))


_KINDS: dict[str, tuple[Table, CountryCondition, list[ColumnElement[bool]]]] = {
    "quotes": (t.quote, quote_concerns, [bulk_lookups.VISIBLE_QUOTES]),
    "meetings": (t.meeting, meeting_concerns, []),
    "articles": (t.article, article_concerns, []),
}


def read_relation(session: Session, one: str, other: str) -> Relation:
    """The standing quotes, the meetings and the articles that concern both countries, by month of publication.

    * A quote concerns both where it is about both, or said by a speaker of the one about the other.
    * A meeting concerns both where a side of each takes part.
    * An article concerns both where it mentions both.

    It is the same whichever of the two is named first. Every number comes with the list that it counts.

    Raises:
        NotFound: ISO 3166 has no such code.
        BadQuery: both are the same country.
    """
    codes = sorted({one.upper(), other.upper()})
    countries = session.execute(select(t.country.c.code, t.country.c.name).where(t.country.c.code.in_(codes))).all()
    unknown = set(codes) - {country.code for country in countries}
    if unknown:
        raise NotFound(f"there is no country {min(unknown)!r}; codes are ISO 3166-1 alpha-2 such as KH")
    if len(codes) == 1:
        raise BadQuery("other_code", f"give two different countries, not {codes[0]} twice", where="path")
    counts = {kind: _count_by_month(session, codes, *how) for kind, how in _KINDS.items()}
    return Relation(
        countries=[RelatedCountry(code=country.code, name=country.name) for country in sorted(countries)],
        totals=RelationCounts(
            **{kind: _related_records(kind, codes, months.total()) for kind, months in counts.items()}
        ),
        months=[
            RelationMonth(
                start_on=start,
                **{kind: _related_records(kind, codes, months[start], start) for kind, months in counts.items()},
            )
            for start in sorted(set().union(*counts.values()))
        ],
    )


def _count_by_month(
    session: Session, codes: list[str], table: Table, concerns: CountryCondition, conditions: list[ColumnElement[bool]]
) -> Counter[date]:
    """How many records were published in each month, by its first day."""
    parts = [bulk_lookups.date_part(part, table.c.published_on) for part in ("year", "month")]
    counted = select(*parts, func.count()).select_from(table).where(*map(concerns, codes), *conditions)
    rows = session.execute(counted.group_by(*parts))
    return Counter({date(year, month, 1): number for year, month, number in rows})


def _related_records(kind: str, codes: list[str], count: int, start: date | None = None) -> RelatedRecords:
    asked = {"between": ",".join(codes)}
    if start is not None:
        end = start.replace(day=monthrange(start.year, start.month)[1])
        asked |= {"published_since": start.isoformat(), "published_until": end.isoformat()}
    return RelatedRecords(count=count, url=f"/{kind}?{urlencode(asked, safe=',')}")
