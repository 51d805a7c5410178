"""What a quote must be to pass the filters of a list, as conditions in SQL on the table `quote`."""

from collections.abc import Sequence
from typing import Any

from pydantic import BaseModel
from sqlalchemy import ColumnElement, select
from sqlmodel import Session

from app.database.sql_builder import SqlBuilder, all_of, any_of
from app.models import Review
from app.queries import filters
from app.queries import tables as t
from app.queries.country_pairs import quote_concerns_sql
from app.queries.quotes.scope import scope_conditions, scope_from_filters
from app.queries.quotes.strategy import (
    FilterStrategy,
    choose_strategy,
    membership_condition,
    select_matching_quotes,
)
from app.schemas.quotes import QuoteFilters

_CURRENT = "NOT quote.withdrawn"
_VISIBLE = f"{_CURRENT} AND quote.review != '{Review.RETRACTED}'"


def is_listed(query: QuoteFilters) -> str:
    """Whether a quote is in lists at all. Retracted ones are shown only where the filter asks for them."""
    return _CURRENT if Review.RETRACTED in query.review else _VISIBLE


def quote_conditions(
    sql: SqlBuilder, query: QuoteFilters, strategy: FilterStrategy = FilterStrategy.COLLECT
) -> list[str]:
    """What a quote must be to pass all filters.

    Raises:
        BadQuery: a filter has a value that does not exist.
    """
    return [
        *scope_conditions(sql, scope_from_filters(sql.session, query), strategy),
        *text_conditions(sql, query, strategy),
        *other_conditions(sql, query, strategy),
    ]


def text_conditions(sql: SqlBuilder, query: QuoteFilters, strategy: FilterStrategy) -> list[str]:
    """Whether a quote has the words of `q`, where there is one."""
    if query.q is None:
        return []
    words = select_matching_quotes(sql, query.q)
    return [membership_condition(sql, words, f"{words} AND quote_fts.rowid = quote.key", strategy)]


def other_conditions(sql: SqlBuilder, query: QuoteFilters, strategy: FilterStrategy) -> list[str]:
    """What else a quote must be, beside being in the scope of the filters and having the words of `q`.

    Raises:
        BadQuery: a filter has a value that does not exist.
    """
    return [
        *_speaker_conditions(sql, query, strategy),
        *_column_conditions(sql, query),
        *_article_conditions(sql, query, strategy),
        *_exclusion_conditions(sql, query),
        *_date_conditions(sql, query),
    ]


def _speaker_conditions(sql: SqlBuilder, query: QuoteFilters, strategy: FilterStrategy) -> list[str]:
    """All that depends on who spoke, but for `speaker`, which is a part of the scope."""
    found: list[str] = []
    if query.speaker_country:
        codes = filters.country_codes(sql.session, query.speaker_country, "speaker_country")
        wanted = f"speaker.country IN {sql.bind_list('speaker_country', codes)}"
        found.append(_reference_condition(sql, "speaker", wanted, strategy))
    if query.has_speaker is not None:
        found.append(f"quote.speaker_key IS {'NOT NULL' if query.has_speaker else 'NULL'}")
    if query.between:
        filters.country_codes(sql.session, [code for pair in query.between for code in pair.split(",")], "between")
        found.append(any_of([_is_between(sql, *pair.split(",")) for pair in query.between]))
    if query.meeting:
        found.append(_is_said_at_meetings(sql, filters.keys_for_ids(sql.session, t.meeting, query.meeting)))
    if query.not_speaker:
        keys = filters.speaker_keys(sql.session, query.not_speaker)
        found.append(sql.equals_none("quote.speaker_key", "not_speaker", keys))
    if query.not_speaker_country:
        codes = filters.country_codes(sql.session, query.not_speaker_country, "not_speaker_country")
        unwanted = f"speaker.country IN {sql.bind_list('not_speaker_country', codes)}"
        found.append(f"NOT EXISTS (SELECT 1 FROM speaker WHERE speaker.key = quote.speaker_key AND {unwanted})")
    return found


def _is_between(sql: SqlBuilder, *codes: str) -> str:
    return all_of([quote_concerns_sql(sql.bind("between", code)) for code in codes])


def _is_said_at_meetings(sql: SqlBuilder, meetings: Sequence[int]) -> str:
    """Whether a participant of a meeting said a quote, in the article that reports the meeting."""
    return (
        "EXISTS (SELECT 1 FROM meeting JOIN meeting_participant AS side ON side.meeting_key = meeting.key "
        f"WHERE meeting.key IN {sql.bind_list('meeting', meetings)} "
        "AND meeting.article_key = quote.article_key AND side.speaker_key = quote.speaker_key)"
    )


def _reference_condition(sql: SqlBuilder, table: str, condition: str, strategy: FilterStrategy) -> str:
    """Whether the article or the speaker of a quote meets a condition."""
    collected = f"SELECT said.key FROM {table} JOIN quote AS said ON said.{table}_key = {table}.key WHERE {condition}"
    probe = f"SELECT 1 FROM {table} WHERE {condition} AND {table}.key = quote.{table}_key"
    return membership_condition(sql, collected, probe, strategy)


def _column_conditions(sql: SqlBuilder, query: QuoteFilters) -> list[str]:
    found: list[str] = []
    for column, name, parts in (
        ("quote.role_title", "role", query.role),
        ("quote.role_organisation", "organisation", query.organisation),
        ("quote.addressee", "addressee", query.addressee),
    ):
        if parts:
            found.append(sql.contains_any(column, name, parts))
    for name in ("kind", "medium", "review"):
        if wanted := getattr(query, name):
            found.append(f"quote.{name} IN {sql.bind_list(name, map(str, wanted))}")
        if unwanted := getattr(query, f"not_{name}"):
            found.append(sql.equals_none(f"quote.{name}", f"not_{name}", map(str, unwanted)))
    if query.min_confidence is not None:
        found.append(f"quote.confidence >= {sql.bind('min_confidence', query.min_confidence)}")
    return found


def _article_conditions(sql: SqlBuilder, query: QuoteFilters, strategy: FilterStrategy) -> list[str]:
    found: list[str] = []
    for name in ("outlet", "language"):
        wanted: list[str] = getattr(query, name)
        if wanted:
            printed = f"article.{name} IN {sql.bind_list(name, wanted)}"
            by_count = _strategy_by_count(sql.session, name, wanted, strategy)
            found.append(_reference_condition(sql, "article", printed, by_count))
    return found


def _exclusion_conditions(sql: SqlBuilder, query: QuoteFilters) -> list[str]:
    """What a quote must not be. Each quote on the way is tested: most pass."""
    found: list[str] = []
    if query.not_article:
        keys = filters.keys_for_ids(sql.session, t.article, query.not_article)
        found.append(f"quote.article_key NOT IN {sql.bind_list('not_article', keys)}")
    if query.not_topic:
        slugs = filters.topic_slugs(sql.session, query.not_topic, "not_topic")
        found.append(_has_no_link(sql, "topic", slugs))
    if query.not_country:
        codes = filters.country_codes(sql.session, query.not_country, "not_country")
        found.append(_has_no_link(sql, "country", codes))
    for name in ("outlet", "language"):
        if unwanted := getattr(query, f"not_{name}"):
            printed = f"article.{name} IN {sql.bind_list(f'not_{name}', unwanted)}"
            found.append(f"NOT EXISTS (SELECT 1 FROM article WHERE article.key = quote.article_key AND {printed})")
    return found


def _has_no_link(sql: SqlBuilder, name: str, values: Sequence[str]) -> str:
    """Whether a quote has none of these topics, or countries."""
    unwanted = f"quote_{name}.{name} IN {sql.bind_list(f'not_{name}', values)}"
    return f"NOT EXISTS (SELECT 1 FROM quote_{name} WHERE quote_{name}.quote_key = quote.key AND {unwanted})"


def _date_conditions(sql: SqlBuilder, query: QuoteFilters) -> list[str]:
    found: list[str] = []
    for name in ("said_", "published_"):
        since, until = getattr(query, f"{name}since"), getattr(query, f"{name}until")
        filters.require_ordered_days(name, since, until)
        found += sql.date_range(f"quote.{name}on", name, since, until)
    return found


def _strategy_by_count(session: Session, facet: str, values: list[str], strategy: FilterStrategy) -> FilterStrategy:
    """The strategy for a filter whose values triggers have counted."""
    if strategy is not FilterStrategy.AUTO:
        return strategy
    sql = SqlBuilder(session)
    counted = sql.fetch_value(
        f"SELECT sum(quotes) FROM quote_tally WHERE facet = {sql.bind('facet', facet)} "
        f"AND value IN {sql.bind_list('value', values)}"
    )
    return choose_strategy(int(counted or 0))


def pick_quote_filters(query: BaseModel, *names: str) -> QuoteFilters:
    """Filters of quotes that are among the filters of another list."""
    return QuoteFilters.model_validate({name: getattr(query, name) for name in names})


def has_matching_quote(
    session: Session, owner: ColumnElement[Any], link: ColumnElement[Any], query: QuoteFilters, *joins: Any
) -> list[ColumnElement[bool]]:
    """That a record has a quote which passes all filters at once; nothing where there is no filter.

    Raises:
        BadQuery: a filter has a value that does not exist.
    """
    if query == QuoteFilters.model_validate({}):
        return []
    source: Any = t.quote
    for join in joins:
        source = source.join(join, join.c.quote_key == t.quote.c.key)
    sql = SqlBuilder(session, "quoted_")
    quotes = select(link).select_from(source).where(sql.as_clause([is_listed(query), *quote_conditions(sql, query)]))
    return [owner.in_(quotes)]
