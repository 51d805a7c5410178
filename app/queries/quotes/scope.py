"""The quotes of an article or a speaker, on a topic, about a country: what lists are read along."""

from dataclasses import dataclass, fields
from typing import Any

from sqlalchemy import ColumnElement, select
from sqlmodel import Session

from app.database.planner_hints import without_index
from app.queries import filters
from app.queries import tables as t
from app.queries.quotes.strategy import FilterStrategy, membership_condition
from app.schemas.quotes import QuoteFilters

_FILING = t.quote_filing.c
_FILING_OF_QUOTE = (_FILING.published_on == t.quote.c.published_on, _FILING.quote_key == t.quote.c.key)


@dataclass(frozen=True, slots=True)
class QuoteScope:
    """The quotes of any of these articles, by any of these speakers, on any of these topics, about any of these
    countries. Where one of the four is empty, it does not matter."""

    articles: tuple[int, ...] = ()
    speakers: tuple[int, ...] = ()
    topics: tuple[str, ...] = ()
    countries: tuple[str, ...] = ()

    def merge_with(self, other: "QuoteScope") -> tuple["QuoteScope", "QuoteScope"]:
        """This, with what the other says on that which does not matter here; and what is left of the other."""
        names = [one.name for one in fields(self)]
        taken = {name: getattr(self, name) or getattr(other, name) for name in names}
        left = {name: getattr(other, name) for name in names if getattr(self, name)}
        return QuoteScope(**taken), QuoteScope(**left)

    def split_by_index(self) -> list["QuoteScope"]:
        """What is in all of these is in this; topics and countries, which are filed together, are one of them."""
        parts = (
            QuoteScope(articles=self.articles),
            QuoteScope(speakers=self.speakers),
            QuoteScope(topics=self.topics, countries=self.countries),
        )
        return [part for part in parts if part != QuoteScope()]

    @property
    def is_date_ordered(self) -> bool:
        """Whether an index holds a part in the order of publication."""
        return not self.articles and max(map(len, (self.speakers, self.topics, self.countries))) == 1


def scope_from_filters(session: Session, query: QuoteFilters) -> QuoteScope:
    """What the filters ask for by the names of records.

    Raises:
        BadQuery: nothing here is called so.
    """
    if query.topic:
        filters.topic_slugs(session, query.topic)
    return QuoteScope(
        articles=tuple(filters.keys_for_ids(session, t.article, query.article)) if query.article else (),
        speakers=tuple(filters.speaker_keys(session, query.speaker)) if query.speaker else (),
        topics=tuple(sorted(set(query.topic))),
        countries=tuple(filters.country_codes(session, query.country)) if query.country else (),
    )


def scope_conditions(
    session: Session, scope: QuoteScope, strategy: FilterStrategy = FilterStrategy.COLLECT
) -> list[ColumnElement[bool]]:
    """Whether a quote is one of these."""
    found: list[ColumnElement[bool]] = []
    for column, keys in ((t.quote.c.article_key, scope.articles), (t.quote.c.speaker_key, scope.speakers)):
        if keys:
            found.append(_equals_any(without_index(column) if strategy is FilterStrategy.PROBE else column, keys))
    if scope.topics or scope.countries:
        filed = select(_FILING.quote_key).where(*filing_conditions(scope))
        found.append(membership_condition(session, filed, filed.where(*_FILING_OF_QUOTE), strategy))
    return found


def filing_conditions(scope: QuoteScope, filing: Any = _FILING) -> list[ColumnElement[bool]]:
    """Where in the filing these topics and countries are, or in its tally."""
    any_of: tuple[str, ...] = ("",)
    return [_equals_any(filing.topic, scope.topics or any_of), _equals_any(filing.country, scope.countries or any_of)]


def _equals_any(column: ColumnElement[Any], values: tuple[Any, ...]) -> ColumnElement[bool]:
    """What has one single value, an index holds in the order of lists."""
    return column == values[0] if len(values) == 1 else column.in_(values)
