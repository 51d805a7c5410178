"""What a quote must be to pass the filters of a list."""

from dataclasses import dataclass, fields
from enum import Enum, auto
from typing import Any

from pydantic import BaseModel
from sqlalchemy import ColumnElement, Select, func, literal_column, select
from sqlmodel import Session

from app.models import Review
from app.queries import filters, grouped
from app.queries import tables as t
from app.queries.between import a_quote, between
from app.queries.fulltext import found_by
from app.schemas.quotes import QuoteFilters

_KEY = t.quote.c.key
_FILING = t.quote_filing.c
_FILED_AS = (_FILING.published_on == t.quote.c.published_on, _FILING.quote_key == _KEY)
# Quotes that are gathered and sorted in some ten milliseconds.
FEW = 20_000


class How(Enum):
    """How it is found whether a quote passes a filter that is not of its own row.

    A page of what few quotes are is read from those few, gathered first. A page of what many are is walked in its
    order, and each quote on the way is asked: to gather the many would take the longer the more there are.
    """

    GATHERED = auto()
    ASKED = auto()
    # Whichever of the two is the shorter way to a page.
    WEIGHED = auto()


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
        articles=tuple(filters.article_keys(session, query.article)) if query.article else (),
        speakers=tuple(filters.speaker_keys(session, query.speaker)) if query.speaker else (),
        topics=tuple(sorted(set(query.topic))),
        countries=tuple(filters.country_codes(session, query.country)) if query.country else (),
    )


def listed(query: QuoteFilters) -> ColumnElement[bool]:
    """Whether a quote is in lists at all. Of those that were retracted only who asks for such hears."""
    return grouped.PRESENT if Review.RETRACTED in query.review else grouped.STANDING


def conditions(session: Session, query: QuoteFilters, how: How = How.GATHERED) -> list[ColumnElement[bool]]:
    """What a standing quote must be to pass all filters.

    Raises:
        BadQuery: a filter has a value that nothing here has.
    """
    return [
        *is_within(session, within(session, query), how),
        *says(session, query, how),
        *circumstances(session, query, how),
    ]


def is_within(session: Session, place: Within, how: How = How.GATHERED) -> list[ColumnElement[bool]]:
    """Whether a quote is one of these."""
    found: list[ColumnElement[bool]] = []
    for column, keys in ((t.quote.c.article_key, place.articles), (t.quote.c.speaker_key, place.speakers)):
        if keys:
            # As a sum, so that SQLite does not take it for a list to be read.
            found.append(_one_of(column + 0 if how is How.ASKED else column, keys))
    if place.topics or place.countries:
        filed = select(_FILING.quote_key).where(*filed_under(place))
        found.append(_among(session, filed, filed.where(*_FILED_AS), how))
    return found


def filed_under(place: Within, filing: Any = _FILING) -> list[ColumnElement[bool]]:
    """Where in the filing these topics and countries are, or in its tally."""
    any_of: tuple[str, ...] = ("",)
    return [_one_of(filing.topic, place.topics or any_of), _one_of(filing.country, place.countries or any_of)]


def _one_of(column: ColumnElement[Any], values: tuple[Any, ...]) -> ColumnElement[bool]:
    """What has one single value, an index holds in the order of lists."""
    return column == values[0] if len(values) == 1 else column.in_(values)


def says(session: Session, query: QuoteFilters, how: How) -> list[ColumnElement[bool]]:
    """Whether a quote has the words of `q`, where there is one."""
    if query.q is None:
        return []
    words = found_by("quote_fts", query.q)
    return [_among(session, words, words.where(literal_column("quote_fts.rowid") == _KEY), how)]


def circumstances(session: Session, query: QuoteFilters, how: How) -> list[ColumnElement[bool]]:
    """What else a quote must be, beside being `within` what the query names and having the words of `q`.

    Raises:
        BadQuery: a filter has a value that nothing here has.
    """
    return [
        *_told(session, query, how),
        *_said(query),
        *_printed(session, query, how),
        *filters.between(t.quote.c.said_on, "said_", query.said_since, query.said_until),
        *filters.between(t.quote.c.published_on, "published_", query.published_since, query.published_until),
    ]


def _of(session: Session, table: Any, key: Any, condition: ColumnElement[bool], how: How) -> ColumnElement[bool]:
    """Whether the row of a table that a quote refers to by `key` is so."""
    quotes = select(_KEY).join_from(table, t.quote, key == table.c.key).where(condition)
    return _among(session, quotes, select(table.c.key).where(condition, table.c.key == key), how)


def _among(session: Session, found: Select[Any], this: Select[Any], how: How) -> ColumnElement[bool]:
    """Whether a quote is among those `found`, or, which is the same, whether there is `this` of it."""
    if how is How.WEIGHED:
        how = How.GATHERED if length(session, found, FEW + 1) <= FEW else How.ASKED
    return _KEY.in_(found) if how is How.GATHERED else this.correlate(t.quote).exists()


def length(session: Session, found: Select[Any], most: int) -> int:
    """How many quotes are found, up to `most`."""
    return session.scalar(select(func.count()).select_from(found.limit(most).subquery())) or 0


def _told(session: Session, query: QuoteFilters, how: How) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if query.speaker_country:
        codes = filters.country_codes(session, query.speaker_country, "speaker_country")
        found.append(_of(session, t.speaker, t.quote.c.speaker_key, t.speaker.c.country.in_(codes), how))
    if query.between:
        found.append(between(session, query.between, a_quote))
    if query.meeting:
        found.append(_at(filters.meeting_keys(session, query.meeting)))
    return found


def _said(query: QuoteFilters) -> list[ColumnElement[bool]]:
    quote = t.quote.c
    found: list[ColumnElement[bool]] = []
    if query.has_speaker is not None:
        found.append(quote.speaker_key.is_not(None) if query.has_speaker else quote.speaker_key.is_(None))
    for column, parts in (
        (quote.role_title, query.role),
        (quote.role_organisation, query.organisation),
        (quote.addressee, query.addressee),
    ):
        if parts:
            found.append(filters.holds(column, parts))
    for column, wanted in ((quote.kind, query.kind), (quote.medium, query.medium), (quote.review, query.review)):
        if wanted:
            found.append(column.in_(wanted))
    if query.min_confidence is not None:
        found.append(quote.confidence >= query.min_confidence)
    return found


def _printed(session: Session, query: QuoteFilters, how: How) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    for name, wanted in (("outlet", query.outlet), ("language", query.language)):
        if wanted:
            printed = filters.printed(session, t.article.c[name], wanted, name)
            found.append(_of(session, t.article, t.quote.c.article_key, printed, how))
    return found


def _at(meetings: list[int]) -> ColumnElement[bool]:
    """What the sides of a meeting said, in the article that tells of it."""
    side = t.meeting_participant
    told = select(t.meeting.c.article_key, side.c.speaker_key).join(side, side.c.meeting_key == t.meeting.c.key)
    both = told.where(t.meeting.c.key.in_(meetings)).subquery()
    same = (both.c.article_key == t.quote.c.article_key) & (both.c.speaker_key == t.quote.c.speaker_key)
    return select(both.c.article_key).where(same).exists()


def taken_from(query: BaseModel, *names: str) -> QuoteFilters:
    """Filters of quotes that are among the filters of another list."""
    return QuoteFilters.model_validate({name: getattr(query, name) for name in names})


def having(
    session: Session, owner: ColumnElement[Any], link: ColumnElement[Any], query: QuoteFilters, *joins: Any
) -> list[ColumnElement[bool]]:
    """That a record has a quote which passes all filters at once; nothing where there is no filter.

    Raises:
        BadQuery: a filter has a value that nothing here has.
    """
    if query == QuoteFilters.model_validate({}):
        return []
    source: Any = t.quote
    for join in joins:
        source = source.join(join, join.c.quote_key == _KEY)
    quotes = select(link).select_from(source).where(listed(query), *conditions(session, query))
    return [owner.in_(quotes)]
