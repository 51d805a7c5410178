"""The quotes of an article or a speaker, on a topic, about a country: what lists are read along."""

from dataclasses import dataclass, fields
from typing import Any

from sqlalchemy import ColumnElement, select
from sqlmodel import Session

from app.database.planner_hints import off_its_index
from app.queries import filters
from app.queries import tables as t
from app.queries.quotes.strategy import How, among
from app.schemas.quotes import QuoteFilters

_FILING = t.quote_filing.c
_FILED_AS = (_FILING.published_on == t.quote.c.published_on, _FILING.quote_key == t.quote.c.key)


@dataclass(frozen=True, slots=True)
class Within:
    """The quotes of any of these articles, by any of these speakers, on any of these topics, about any of these
    countries. Where one of the four is empty, it does not matter."""

    articles: tuple[int, ...] = ()
    speakers: tuple[int, ...] = ()
    topics: tuple[str, ...] = ()
    countries: tuple[str, ...] = ()

    def taking(self, other: "Within") -> tuple["Within", "Within"]:
        """This, with what the other says on that which does not matter here; and what is left of the other."""
        names = [one.name for one in fields(self)]
        taken = {name: getattr(self, name) or getattr(other, name) for name in names}
        left = {name: getattr(other, name) for name in names if getattr(self, name)}
        return Within(**taken), Within(**left)

    def parts(self) -> list["Within"]:
        """What is in all of these is in this; topics and countries, which are filed together, are one of them."""
        parts = (
            Within(articles=self.articles),
            Within(speakers=self.speakers),
            Within(topics=self.topics, countries=self.countries),
        )
        return [part for part in parts if part != Within()]

    @property
    def in_order(self) -> bool:
        """Whether an index holds a part in the order of publication."""
        return not self.articles and max(map(len, (self.speakers, self.topics, self.countries))) == 1


def within(session: Session, query: QuoteFilters) -> Within:
    """What the filters ask for by the names of records.

    Raises:
        BadQuery: nothing here is called so.
    """
    if query.topic:
        filters.topic_slugs(session, query.topic)
    return Within(
        articles=tuple(filters.keys_of(session, t.article, query.article)) if query.article else (),
        speakers=tuple(filters.speaker_keys(session, query.speaker)) if query.speaker else (),
        topics=tuple(sorted(set(query.topic))),
        countries=tuple(filters.country_codes(session, query.country)) if query.country else (),
    )


def is_within(session: Session, place: Within, how: How = How.GATHERED) -> list[ColumnElement[bool]]:
    """Whether a quote is one of these."""
    found: list[ColumnElement[bool]] = []
    for column, keys in ((t.quote.c.article_key, place.articles), (t.quote.c.speaker_key, place.speakers)):
        if keys:
            found.append(_one_of(off_its_index(column) if how is How.ASKED else column, keys))
    if place.topics or place.countries:
        filed = select(_FILING.quote_key).where(*filed_under(place))
        found.append(among(session, filed, filed.where(*_FILED_AS), how))
    return found


def filed_under(place: Within, filing: Any = _FILING) -> list[ColumnElement[bool]]:
    """Where in the filing these topics and countries are, or in its tally."""
    any_of: tuple[str, ...] = ("",)
    return [_one_of(filing.topic, place.topics or any_of), _one_of(filing.country, place.countries or any_of)]


def _one_of(column: ColumnElement[Any], values: tuple[Any, ...]) -> ColumnElement[bool]:
    """What has one single value, an index holds in the order of lists."""
    return column == values[0] if len(values) == 1 else column.in_(values)
