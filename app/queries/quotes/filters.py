"""What a quote must be to pass the filters of a list."""

from typing import Any

from pydantic import BaseModel
from sqlalchemy import ColumnElement, literal_column, select
from sqlmodel import Session

from app.models import Review
from app.queries import bulk_lookups, filters
from app.queries import tables as t
from app.queries.country_pairs import concerns_both, quote_concerns
from app.queries.quotes.scope import scope_conditions, scope_from_filters
from app.queries.quotes.strategy import FilterStrategy, choose_strategy, membership_condition
from app.queries.search.query_language import select_matching_keys
from app.schemas.quotes import QuoteFilters

_KEY = t.quote.c.key


def is_listed(query: QuoteFilters) -> ColumnElement[bool]:
    """Whether a quote is in lists at all. Of those that were retracted only who asks for such hears."""
    return bulk_lookups.CURRENT_QUOTES if Review.RETRACTED in query.review else bulk_lookups.VISIBLE_QUOTES


def quote_conditions(
    session: Session, query: QuoteFilters, strategy: FilterStrategy = FilterStrategy.COLLECT
) -> list[ColumnElement[bool]]:
    """What a standing quote must be to pass all filters.

    Raises:
        BadQuery: a filter has a value that nothing here has.
    """
    return [
        *scope_conditions(session, scope_from_filters(session, query), strategy),
        *text_conditions(session, query, strategy),
        *other_conditions(session, query, strategy),
    ]


def text_conditions(session: Session, query: QuoteFilters, strategy: FilterStrategy) -> list[ColumnElement[bool]]:
    """Whether a quote has the words of `q`, where there is one."""
    if query.q is None:
        return []
    words = select_matching_keys("quote_fts", query.q)
    return [membership_condition(session, words, words.where(literal_column("quote_fts.rowid") == _KEY), strategy)]


def other_conditions(session: Session, query: QuoteFilters, strategy: FilterStrategy) -> list[ColumnElement[bool]]:
    """What else a quote must be, beside being `within` what the query names and having the words of `q`.

    Raises:
        BadQuery: a filter has a value that nothing here has.
    """
    return [
        *_speaker_conditions(session, query, strategy),
        *_column_conditions(query),
        *_article_conditions(session, query, strategy),
        *_exclusion_conditions(session, query),
        *filters.date_range(t.quote.c.said_on, "said_", query.said_since, query.said_until),
        *filters.date_range(t.quote.c.published_on, "published_", query.published_since, query.published_until),
    ]


def _reference_condition(
    session: Session, table: Any, key: Any, condition: ColumnElement[bool], strategy: FilterStrategy
) -> ColumnElement[bool]:
    """Whether the row of a table that a quote refers to by `key` is so."""
    quotes = select(_KEY).join_from(table, t.quote, key == table.c.key).where(condition)
    return membership_condition(session, quotes, select(table.c.key).where(condition, table.c.key == key), strategy)


def _speaker_conditions(session: Session, query: QuoteFilters, strategy: FilterStrategy) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if query.speaker_country:
        codes = filters.country_codes(session, query.speaker_country, "speaker_country")
        found.append(
            _reference_condition(session, t.speaker, t.quote.c.speaker_key, t.speaker.c.country.in_(codes), strategy)
        )
    if query.between:
        found.append(concerns_both(session, query.between, quote_concerns))
    if query.meeting:
        found.append(_is_said_at_meetings(filters.keys_for_ids(session, t.meeting, query.meeting)))
    return found


def _column_conditions(query: QuoteFilters) -> list[ColumnElement[bool]]:
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
            found.append(filters.contains_text(column, parts))
    for column, wanted in ((quote.kind, query.kind), (quote.medium, query.medium), (quote.review, query.review)):
        if wanted:
            found.append(column.in_(wanted))
    if query.min_confidence is not None:
        found.append(quote.confidence >= query.min_confidence)
    return found


def _article_conditions(session: Session, query: QuoteFilters, strategy: FilterStrategy) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    for name, wanted in (("outlet", query.outlet), ("language", query.language)):
        if wanted:
            printed = t.article.c[name].in_(wanted)
            found.append(
                _reference_condition(
                    session,
                    t.article,
                    t.quote.c.article_key,
                    printed,
                    _strategy_by_count(session, name, wanted, strategy),
                )
            )
    return found


def _exclusion_conditions(session: Session, query: QuoteFilters) -> list[ColumnElement[bool]]:
    """What a quote must not be. Each quote on the way is asked: most are none of it."""
    quote = t.quote.c
    found: list[ColumnElement[bool]] = []
    if query.not_speaker:
        found.append(filters.excludes_values(quote.speaker_key, filters.speaker_keys(session, query.not_speaker)))
    if query.not_article:
        found.append(quote.article_key.not_in(filters.keys_for_ids(session, t.article, query.not_article)))
    if query.not_speaker_country:
        codes = filters.country_codes(session, query.not_speaker_country, "not_speaker_country")
        found.append(_has_no_row(t.speaker, t.speaker.c.key == quote.speaker_key, t.speaker.c.country.in_(codes)))
    if query.not_topic:
        slugs = filters.topic_slugs(session, query.not_topic, "not_topic")
        found.append(_has_no_row(t.quote_topic, t.quote_topic.c.quote_key == _KEY, t.quote_topic.c.topic.in_(slugs)))
    if query.not_country:
        codes = filters.country_codes(session, query.not_country, "not_country")
        about = t.quote_country.c
        found.append(_has_no_row(t.quote_country, about.quote_key == _KEY, about.country.in_(codes)))
    for name, unwanted in (("outlet", query.not_outlet), ("language", query.not_language)):
        if unwanted:
            printed = t.article.c[name].in_(unwanted)
            found.append(_has_no_row(t.article, t.article.c.key == quote.article_key, printed))
    for column, unlike in (
        (quote.kind, query.not_kind),
        (quote.medium, query.not_medium),
        (quote.review, query.not_review),
    ):
        if unlike:
            found.append(filters.excludes_values(column, unlike))
    return found


def _has_no_row(table: Any, *conditions: ColumnElement[bool]) -> ColumnElement[bool]:
    """Whether no row of a table is so."""
    return ~select(table.c[0]).where(*conditions).correlate(t.quote).exists()


def _strategy_by_count(session: Session, facet: str, values: list[str], strategy: FilterStrategy) -> FilterStrategy:
    """What is weighed, by how many quotes have these values of a facet."""
    if strategy is not FilterStrategy.AUTO:
        return strategy
    tally = t.quote_tally.c
    counted = select(bulk_lookups.integer_sum(tally.quotes)).where(tally.facet == facet, tally.value.in_(values))
    return choose_strategy(session.scalar(counted) or 0)


def _is_said_at_meetings(meetings: list[int]) -> ColumnElement[bool]:
    """What the sides of a meeting said, in the article that tells of it."""
    side = t.meeting_participant
    told = select(t.meeting.c.article_key, side.c.speaker_key).join(side, side.c.meeting_key == t.meeting.c.key)
    both = told.where(t.meeting.c.key.in_(meetings)).subquery()
    same = (both.c.article_key == t.quote.c.article_key) & (both.c.speaker_key == t.quote.c.speaker_key)
    return select(both.c.article_key).where(same).exists()


def pick_quote_filters(query: BaseModel, *names: str) -> QuoteFilters:
    """Filters of quotes that are among the filters of another list."""
    return QuoteFilters.model_validate({name: getattr(query, name) for name in names})


def has_matching_quote(
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
    quotes = select(link).select_from(source).where(is_listed(query), *quote_conditions(session, query))
    return [owner.in_(quotes)]
