"""What is between two countries: the records that concern both.

* A quote concerns a country that it is about, and the country of who said it.
* An article concerns the countries that it mentions.
* A meeting concerns the countries of its sides.

What is between two countries concerns the one and the other, in whatever order they are named.
"""

from collections.abc import Callable

from sqlalchemy import ColumnElement, TextClause, and_, or_, select, text
from sqlmodel import Session

from app.queries import filters
from app.queries import tables as t

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
        BadQuery: a code is none of ISO 3166.
    """
    filters.country_codes(session, [code for pair in pairs for code in pair.split(",")], "between")
    return or_(*(and_(*map(concerns, pair.split(","))) for pair in pairs))
