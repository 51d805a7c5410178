"""One search over quotes, articles, speakers and topics: the best few of each, by BM25.

Of the quotes and articles that have the words, those that were added last are ranked: see ranking.py.
"""

from collections.abc import Callable, Sequence
from typing import Any
from urllib.parse import urlencode

from sqlalchemy import ColumnElement, Row, Select, TableClause, column, func, select, table
from sqlmodel import Session

from app.database.fulltext import BESIDE, CLOSE, OPEN, Excerpt, Highlighted, Relevance, Terms, makes_excerpts
from app.domain.offsets import model_in_utf16
from app.queries import bulk_lookups
from app.queries import tables as t
from app.queries.search.query_language import matching, terms_of
from app.queries.search.ranking import Ranking
from app.queries.search.snippets import excerpt, has_found
from app.schemas.common import Offsets, SpanItem
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

_QUOTE = table("quote_fts", column("rowid"))
_ARTICLE = table("article_version_fts", column("rowid"))
_NAME = table("speaker_name_fts", column("rowid"))
_TOPIC = table("topic_fts", column("slug"), column("label"), column("description"))
_INDEXES = {
    SearchKind.QUOTES: _QUOTE,
    SearchKind.ARTICLES: _ARTICLE,
    SearchKind.SPEAKERS: _NAME,
    SearchKind.TOPICS: _TOPIC,
}


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
    session: Session,
    query: SearchQuery,
    kind: SearchKind,
    statement: Select[Any],
    hit: Callable[[Row[Any], Snippet], HitT],
) -> Section[HitT]:
    rows: Sequence[Row[Any]] = session.execute(statement.limit(_most(query))).all()
    more = f"/{kind}?{urlencode({'q': query.q})}" if len(rows) > query.limit else None
    shown = rows[: query.limit]
    snippets = [row.snippet for row in shown]
    if not makes_excerpts(session):
        terms = terms_of(query.q, _INDEXES[kind].name)
        snippets = [_excerpt(snippet, terms, whole=kind is SearchKind.SPEAKERS) for snippet in snippets]
    told = [marked(snippet) for snippet in snippets]
    if query.offsets is Offsets.UTF16:
        told = [model_in_utf16(snippet, snippet.text) for snippet in told]
    hits = zip(shown, told, strict=True)
    return Section(items=[hit(row, snippet) for row, snippet in hits], more=more)


def _excerpt(columns: str, terms: Terms, whole: bool) -> str:
    """Of the first of some columns that has what was looked for."""
    texts = columns.split(BESIDE)
    return excerpt(next((text for text in texts if has_found(text, terms)), texts[0]), terms, whole=whole)


def _most(query: SearchQuery) -> int:
    """One hit more than are shown, to know whether there are more."""
    return query.limit + 1


def _quotes(query: SearchQuery) -> tuple[Select[Any], Callable[[Row[Any], Snippet], QuoteHit]]:
    speaker = [t.speaker.c[name].label(f"speaker_{name}") for name in ("id", "name", "kind", "country")]
    article = [t.article.c[name].label(f"article_{name}") for name in ("id", "title", "outlet", "published_on", "url")]
    facts = [t.quote.c[name] for name in ("id", "kind", "confidence", "review")]
    columns = [_snippet(_QUOTE, query.q, "text", 0), *facts, *speaker, *article]
    statement = select(*columns).select_from(t.quoted).where(bulk_lookups.STANDING)
    return _best(query, _QUOTE, t.quote.c.key, statement), _quote_hit


def _articles(query: SearchQuery) -> tuple[Select[Any], Callable[[Row[Any], Snippet], ArticleHit]]:
    version = t.article_version.c
    present = (version.article_key == t.article.c.key) & (version.number == t.article.c.version)
    joined = t.article_version.join(t.article, present)
    facts = [t.article.c[name] for name in ("id", "title", "outlet", "published_on")]
    # The second column of the index is the text; the title is shown whole.
    statement = select(_snippet(_ARTICLE, query.q, "text", 1), *facts).select_from(joined)
    return _best(query, _ARTICLE, version.key, statement), _article_hit


def _best(query: SearchQuery, index: TableClause, key: ColumnElement[int], statement: Select[Any]) -> Select[Any]:
    """The best of what a statement and an index find, by the key that its rowids stand for; with snippets of these."""
    best = Ranking("search", index.name, query.q, key).best(statement, _most(query))
    found = statement.add_columns(best.c.rank).join(best, best.c.place == key).join(index, index.c.rowid == key)
    return found.where(matching(index.name, query.q)).order_by(best.c.rank, best.c.place)


def _speakers(query: SearchQuery) -> tuple[Select[Any], Callable[[Row[Any], Snippet], SpeakerHit]]:
    # All names first, then the best of each speaker: the database cannot highlight while it groups.
    names = (
        _found(_NAME, query.q, t.speaker_name.c.speaker_key, _whole(_NAME, query.q, "name", 0), _rank(_NAME, query.q))
        .select_from(_NAME.join(t.speaker_name, t.speaker_name.c.key == _NAME.c.rowid))
        .cte("names")
        .prefix_with("MATERIALIZED")
    )
    nearest = func.row_number().over(partition_by=names.c.speaker_key, order_by=names.c.rank).label("place")
    ranked = select(names.c.speaker_key, names.c.rank, names.c.snippet, nearest).subquery()
    best = select(ranked).where(ranked.c.place == 1).subquery()
    quotes = func.coalesce(t.speaker_tally.c.quotes, 0).label("quotes")
    joined = best.join(t.speaker, t.speaker.c.key == best.c.speaker_key).outerjoin(
        t.speaker_tally, t.speaker_tally.c.speaker_key == t.speaker.c.key
    )
    facts = [t.speaker.c[name] for name in ("id", "name", "kind", "country")]
    statement = select(best.c.rank, best.c.snippet, *facts, quotes).select_from(joined)
    return statement.order_by(best.c.rank, quotes.desc(), t.speaker.c.key), _speaker_hit


def _topics(query: SearchQuery) -> tuple[Select[Any], Callable[[Row[Any], Snippet], TopicHit]]:
    quotes = func.coalesce(t.topic_tally.c.quotes, 0).label("quotes")
    joined = _TOPIC.outerjoin(t.topic_tally, t.topic_tally.c.topic == _TOPIC.c.slug)
    rank, snippet = _rank(_TOPIC, query.q), _snippet(_TOPIC, query.q, "label, description", -1)
    found = _found(_TOPIC, query.q, rank, snippet, _TOPIC.c.slug, _TOPIC.c.label, quotes).select_from(joined)
    # In the order of the rank alone: then the index itself sorts, and makes snippets for none but the first few.
    return found.order_by(rank), _topic_hit


def found_topics(q: str) -> Select[tuple[str]]:
    """The slugs of the topics that a query finds by label or description.

    Raises:
        BadQuery: there is no word in it to look for.
    """
    return _found(_TOPIC, q, _TOPIC.c.slug)


_KINDS: dict[SearchKind, Callable[[SearchQuery], tuple[Select[Any], Callable[[Row[Any], Snippet], Any]]]] = {
    SearchKind.QUOTES: _quotes,
    SearchKind.ARTICLES: _articles,
    SearchKind.SPEAKERS: _speakers,
    SearchKind.TOPICS: _topics,
}


def _found(index: TableClause, q: str, *columns: Any) -> Select[Any]:
    """What an index finds."""
    return select(*columns).where(matching(index.name, q))


def _rank(index: TableClause, q: str) -> ColumnElement[float]:
    return Relevance(index.name, terms_of(q, index.name), sorts=True).label("rank")


def _snippet(index: TableClause, q: str, columns: str, number: int) -> ColumnElement[str]:
    """The words around what was found in columns."""
    return Excerpt(index.name, terms_of(q, index.name), columns, number).label("snippet")


def _whole(index: TableClause, q: str, columns: str, number: int) -> ColumnElement[str]:
    """A column with what was found in it."""
    return Highlighted(index.name, terms_of(q, index.name), columns, number).label("snippet")


def marked(snippet: str) -> Snippet:
    """A snippet with marks in it as plain text, and where the marks were."""
    pieces: list[str] = []
    marks: list[SpanItem] = []
    length = 0
    for number, part in enumerate(snippet.split(OPEN)):
        found, close, rest = part.partition(CLOSE)
        if number and close and found:
            marks.append(SpanItem(start=length, end=length + len(found)))
        pieces.append(found + rest)
        length += len(pieces[-1])
    return Snippet(text="".join(pieces), marks=marks)


def _hit(row: Row[Any], snippet: Snippet, url: str) -> dict[str, Any]:
    return {"score": round(-row.rank, 4), "snippet": snippet, "url": url}


def _quote_hit(row: Row[Any], snippet: Snippet) -> QuoteHit:
    who = {name: row._mapping[f"speaker_{name}"] for name in QuotedSpeaker.model_fields}
    where = {name: row._mapping[f"article_{name}"] for name in QuotedArticle.model_fields}
    return QuoteHit(
        **_hit(row, snippet, f"/quotes/{row.id}"),
        id=row.id,
        kind=row.kind,
        confidence=row.confidence,
        review=row.review,
        speaker=None if row.speaker_id is None else QuotedSpeaker(**who),
        article=QuotedArticle(**where),
    )


def _article_hit(row: Row[Any], snippet: Snippet) -> ArticleHit:
    return ArticleHit(
        **_hit(row, snippet, f"/articles/{row.id}"),
        id=row.id,
        title=row.title,
        outlet=row.outlet,
        published_on=row.published_on,
    )


def _speaker_hit(row: Row[Any], snippet: Snippet) -> SpeakerHit:
    return SpeakerHit(
        **_hit(row, snippet, f"/speakers/{row.id}"),
        id=row.id,
        name=row.name,
        kind=row.kind,
        country=row.country,
        quotes=row.quotes,
    )


def _topic_hit(row: Row[Any], snippet: Snippet) -> TopicHit:
    return TopicHit(**_hit(row, snippet, f"/topics/{row.slug}"), slug=row.slug, label=row.label, quotes=row.quotes)
