"""One search over quotes, articles, speakers and topics: the best few of each, by BM25.

Of the quotes and articles that have the words, those that were added last are ranked: see app/queries/ranking.py.
"""

from collections.abc import Callable, Sequence
from typing import Any
from urllib.parse import urlencode

from sqlalchemy import ColumnElement, Row, Select, TableClause, column, func, literal, literal_column, select, table
from sqlmodel import Session

from app.queries import grouped
from app.queries import tables as t
from app.queries.fulltext import matching
from app.queries.ranking import Ranking
from app.schemas.common import SpanItem
from app.schemas.quotes import QuotedArticle, QuotedSpeaker
from app.schemas.search import (
    ArticleHit,
    HitT,
    QuoteHit,
    SearchAnswer,
    SearchKind,
    SearchQuery,
    Section,
    Snippet,
    SpeakerHit,
    TopicHit,
)

# What marks a found word between the database and here: Unicode sets these apart for a program's own use, never for
# text. Where a text holds them all the same, only its marks are wrong: they never were part of the answer.
_OPEN, _CLOSE = "\ufdd0", "\ufdd1"
_ELLIPSIS = "…"
_SNIPPET_WORDS = 32

_QUOTE = table("quote_fts", column("rowid"), column("rank"))
_ARTICLE = table("article_version_fts", column("rowid"), column("rank"))
_NAME = table("speaker_name_fts", column("rowid"), column("rank"))
_TOPIC = table("topic_fts", column("slug"), column("label"), column("description"), column("rank"))


def search(session: Session, query: SearchQuery) -> SearchAnswer:
    """The best hits of each kind that is asked for.

    Raises:
        BadQuery: there is no word in `q` to look for.
    """
    return SearchAnswer(
        **{
            kind: _section(session, query, kind, *_KINDS[kind](query))
            for kind in SearchKind
            if kind in query.kind or not query.kind
        }
    )


def _section(
    session: Session, query: SearchQuery, kind: SearchKind, statement: Select[Any], hit: Callable[[Row[Any]], HitT]
) -> Section[HitT]:
    rows: Sequence[Row[Any]] = session.execute(statement.limit(_most(query))).all()
    more = f"/{kind}?{urlencode({'q': query.q})}" if len(rows) > query.limit else None
    return Section(items=[hit(row) for row in rows[: query.limit]], more=more)


def _most(query: SearchQuery) -> int:
    """One hit more than are shown, to know whether there are more."""
    return query.limit + 1


def _quotes(query: SearchQuery) -> tuple[Select[Any], Callable[[Row[Any]], QuoteHit]]:
    speaker = [t.speaker.c[name].label(f"speaker_{name}") for name in ("id", "name", "kind", "country")]
    article = [t.article.c[name].label(f"article_{name}") for name in ("id", "title", "outlet", "published_on", "url")]
    columns = [_snippet(_QUOTE, 0), t.quote.c.id, *speaker, *article]
    statement = select(*columns).select_from(t.quoted).where(grouped.STANDING)
    return _best(query, _QUOTE, t.quote.c.key, statement), _quote_hit


def _articles(query: SearchQuery) -> tuple[Select[Any], Callable[[Row[Any]], ArticleHit]]:
    version = t.article_version.c
    present = (version.article_key == t.article.c.key) & (version.number == t.article.c.version)
    joined = t.article_version.join(t.article, present)
    facts = [t.article.c[name] for name in ("id", "title", "outlet", "published_on")]
    # The second column of the index is the text; the title is shown whole.
    statement = select(_snippet(_ARTICLE, 1), *facts).select_from(joined)
    return _best(query, _ARTICLE, version.key, statement), _article_hit


def _best(query: SearchQuery, index: TableClause, key: ColumnElement[int], statement: Select[Any]) -> Select[Any]:
    """The best of what a statement and an index find, by the key that its rowids stand for; with snippets of these."""
    best = Ranking("search", index.name, query.q, key).best(statement, _most(query))
    found = statement.add_columns(best.c.rank).join(best, best.c.place == key).join(index, index.c.rowid == key)
    return found.where(matching(index.name, query.q)).order_by(best.c.rank, best.c.place)


def _speakers(query: SearchQuery) -> tuple[Select[Any], Callable[[Row[Any]], SpeakerHit]]:
    # All names first, then the best of each speaker: the database cannot highlight while it groups.
    names = (
        _found(_NAME, query.q, _NAME.c.rank, _whole(_NAME, 0), t.speaker_name.c.speaker_key, ordered=False)
        .select_from(_NAME.join(t.speaker_name, t.speaker_name.c.key == _NAME.c.rowid))
        .cte("names")
        .prefix_with("MATERIALIZED")
    )
    best = (
        select(names.c.speaker_key, func.min(names.c.rank).label("rank"), names.c.snippet)
        .group_by(names.c.speaker_key)
        .subquery()
    )
    quotes = func.coalesce(t.speaker_tally.c.quotes, 0).label("quotes")
    joined = best.join(t.speaker, t.speaker.c.key == best.c.speaker_key).outerjoin(
        t.speaker_tally, t.speaker_tally.c.speaker_key == t.speaker.c.key
    )
    facts = [t.speaker.c[name] for name in ("id", "name", "kind", "country")]
    statement = select(best.c.rank, best.c.snippet, *facts, quotes).select_from(joined)
    return statement.order_by(best.c.rank, quotes.desc(), t.speaker.c.key), _speaker_hit


def _topics(query: SearchQuery) -> tuple[Select[Any], Callable[[Row[Any]], TopicHit]]:
    quotes = func.coalesce(t.topic_tally.c.quotes, 0).label("quotes")
    joined = _TOPIC.outerjoin(t.topic_tally, t.topic_tally.c.topic == _TOPIC.c.slug)
    columns = [_TOPIC.c.rank, _snippet(_TOPIC, -1), _TOPIC.c.slug, _TOPIC.c.label, quotes]
    return _found(_TOPIC, query.q, *columns).select_from(joined), _topic_hit


def found_topics(q: str) -> Select[tuple[str]]:
    """The slugs of the topics that a query finds by label or description.

    Raises:
        BadQuery: there is no word in it to look for.
    """
    return _found(_TOPIC, q, _TOPIC.c.slug, ordered=False)


_KINDS: dict[SearchKind, Callable[[SearchQuery], tuple[Select[Any], Callable[[Row[Any]], Any]]]] = {
    SearchKind.QUOTES: _quotes,
    SearchKind.ARTICLES: _articles,
    SearchKind.SPEAKERS: _speakers,
    SearchKind.TOPICS: _topics,
}


def _found(index: TableClause, q: str, *columns: Any, ordered: bool = True) -> Select[Any]:
    """What an index finds, the best first.

    In the order of the rank alone: then the index itself sorts, and makes snippets for none but the first few.
    """
    statement = select(*columns).where(matching(index.name, q))
    return statement.order_by(index.c.rank) if ordered else statement


def _snippet(index: TableClause, number: int) -> Any:
    """The words around what was found in a column."""
    of: ColumnElement[Any] = literal_column(index.name)
    marks = [literal(mark) for mark in (_OPEN, _CLOSE, _ELLIPSIS)]
    return func.snippet(of, number, *marks, _SNIPPET_WORDS).label("snippet")


def _whole(index: TableClause, number: int) -> Any:
    """A column with what was found in it."""
    return func.highlight(literal_column(index.name), number, _OPEN, _CLOSE).label("snippet")


def marked(snippet: str) -> Snippet:
    """A snippet with marks in it as plain text, and where the marks were."""
    pieces: list[str] = []
    marks: list[SpanItem] = []
    length = 0
    for number, part in enumerate(snippet.split(_OPEN)):
        found, close, rest = part.partition(_CLOSE)
        if number and close and found:
            marks.append(SpanItem(start=length, end=length + len(found)))
        pieces.append(found + rest)
        length += len(pieces[-1])
    return Snippet(text="".join(pieces), marks=marks)


def _hit(row: Row[Any], url: str) -> dict[str, Any]:
    return {"score": round(-row.rank, 4), "snippet": marked(row.snippet), "url": url}


def _quote_hit(row: Row[Any]) -> QuoteHit:
    who = {name: row._mapping[f"speaker_{name}"] for name in QuotedSpeaker.model_fields}
    where = {name: row._mapping[f"article_{name}"] for name in QuotedArticle.model_fields}
    return QuoteHit(
        **_hit(row, f"/quotes/{row.id}"),
        id=row.id,
        speaker=None if row.speaker_id is None else QuotedSpeaker(**who),
        article=QuotedArticle(**where),
    )


def _article_hit(row: Row[Any]) -> ArticleHit:
    return ArticleHit(
        **_hit(row, f"/articles/{row.id}"),
        id=row.id,
        title=row.title,
        outlet=row.outlet,
        published_on=row.published_on,
    )


def _speaker_hit(row: Row[Any]) -> SpeakerHit:
    return SpeakerHit(
        **_hit(row, f"/speakers/{row.id}"),
        id=row.id,
        name=row.name,
        kind=row.kind,
        country=row.country,
        quotes=row.quotes,
    )


def _topic_hit(row: Row[Any]) -> TopicHit:
    return TopicHit(**_hit(row, f"/topics/{row.slug}"), slug=row.slug, label=row.label, quotes=row.quotes)
