"""One search over quotes, articles, speakers and topics: the best few of each, by BM25.

Of the quotes and articles that have the words, those that were added last are ranked: see ranking.py.
"""

from collections.abc import Callable, Sequence
from typing import Any
from urllib.parse import urlencode

from sqlalchemy import ColumnElement, Row, Select, TableClause, column, func, select, table
from sqlmodel import Session

from app.database.fulltext import (
    COLUMN_SEPARATOR,
    MARK_CLOSE,
    MARK_OPEN,
    FtsHighlight,
    FtsRank,
    FtsSnippet,
    Terms,
    can_make_snippets,
)
from app.domain.offsets import model_to_utf16_offsets
from app.queries import bulk_lookups
from app.queries import tables as t
from app.queries.search.query_language import index_matches, parse_query
from app.queries.search.ranking import Ranking
from app.queries.search.snippets import has_match, make_snippet
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

_QUOTE_INDEX = table("quote_fts", column("rowid"))
_ARTICLE_INDEX = table("article_version_fts", column("rowid"))
_NAME_INDEX = table("speaker_name_fts", column("rowid"))
_TOPIC_INDEX = table("topic_fts", column("slug"), column("label"), column("description"))
_INDEXES = {
    SearchKind.QUOTES: _QUOTE_INDEX,
    SearchKind.ARTICLES: _ARTICLE_INDEX,
    SearchKind.SPEAKERS: _NAME_INDEX,
    SearchKind.TOPICS: _TOPIC_INDEX,
}


def search_records(session: Session, query: SearchQuery) -> SearchAnswer:
    """The best hits of each kind that is asked for.

    Raises:
        BadQuery: there is no word in `q` to look for.
    """
    return SearchAnswer(
        **{
            kind: _build_section(session, query, kind, *_SEARCHES[kind](query))
            for kind in SearchKind
            if kind in query.kind or not query.kind
        }
    )


def _build_section(
    session: Session,
    query: SearchQuery,
    kind: SearchKind,
    statement: Select[Any],
    hit: Callable[[Row[Any], Snippet], HitT],
) -> Section[HitT]:
    rows: Sequence[Row[Any]] = session.execute(statement.limit(_row_limit(query))).all()
    more = f"/{kind}?{urlencode({'q': query.q})}" if len(rows) > query.limit else None
    shown = rows[: query.limit]
    snippets = [row.snippet for row in shown]
    if not can_make_snippets(session):
        terms = parse_query(query.q, _INDEXES[kind].name)
        snippets = [_snippet_of_columns(snippet, terms, whole=kind is SearchKind.SPEAKERS) for snippet in snippets]
    told = [parse_snippet(snippet) for snippet in snippets]
    if query.offsets is Offsets.UTF16:
        told = [model_to_utf16_offsets(snippet, snippet.text) for snippet in told]
    hits = zip(shown, told, strict=True)
    return Section(items=[hit(row, snippet) for row, snippet in hits], more=more)


def _snippet_of_columns(columns: str, terms: Terms, whole: bool) -> str:
    """Of the first of some columns that has what was looked for."""
    texts = columns.split(COLUMN_SEPARATOR)
    return make_snippet(next((text for text in texts if has_match(text, terms)), texts[0]), terms, whole=whole)


def _row_limit(query: SearchQuery) -> int:
    """One hit more than are shown, to know whether there are more."""
    return query.limit + 1


def _quote_search(query: SearchQuery) -> tuple[Select[Any], Callable[[Row[Any], Snippet], QuoteHit]]:
    speaker = [t.speaker.c[name].label(f"speaker_{name}") for name in ("id", "name", "kind", "country")]
    article = [t.article.c[name].label(f"article_{name}") for name in ("id", "title", "outlet", "published_on", "url")]
    facts = [t.quote.c[name] for name in ("id", "kind", "confidence", "review")]
    columns = [_snippet_column(_QUOTE_INDEX, query.q, "text", 0), *facts, *speaker, *article]
    statement = select(*columns).select_from(t.quote_with_context).where(bulk_lookups.VISIBLE_QUOTES)
    return _select_best(query, _QUOTE_INDEX, t.quote.c.key, statement), _build_quote_hit


def _article_search(query: SearchQuery) -> tuple[Select[Any], Callable[[Row[Any], Snippet], ArticleHit]]:
    version = t.article_version.c
    present = (version.article_key == t.article.c.key) & (version.number == t.article.c.version)
    joined = t.article_version.join(t.article, present)
    facts = [t.article.c[name] for name in ("id", "title", "outlet", "published_on")]
    # The second column of the index is the text; the title is shown whole.
    statement = select(_snippet_column(_ARTICLE_INDEX, query.q, "text", 1), *facts).select_from(joined)
    return _select_best(query, _ARTICLE_INDEX, version.key, statement), _build_article_hit


def _select_best(
    query: SearchQuery, index: TableClause, key: ColumnElement[int], statement: Select[Any]
) -> Select[Any]:
    """The best of what a statement and an index find, by the key that its rowids stand for; with snippets of these."""
    best = Ranking("search", index.name, query.q, key).select_best(statement, _row_limit(query))
    found = statement.add_columns(best.c.rank).join(best, best.c.place == key).join(index, index.c.rowid == key)
    return found.where(index_matches(index.name, query.q)).order_by(best.c.rank, best.c.place)


def _speaker_search(query: SearchQuery) -> tuple[Select[Any], Callable[[Row[Any], Snippet], SpeakerHit]]:
    # All names first, then the best of each speaker: the database cannot highlight while it groups.
    names = (
        _select_found(
            _NAME_INDEX,
            query.q,
            t.speaker_name.c.speaker_key,
            _highlight_column(_NAME_INDEX, query.q, "name", 0),
            _rank_column(_NAME_INDEX, query.q),
        )
        .select_from(_NAME_INDEX.join(t.speaker_name, t.speaker_name.c.key == _NAME_INDEX.c.rowid))
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
    return statement.order_by(best.c.rank, quotes.desc(), t.speaker.c.key), _build_speaker_hit


def _topic_search(query: SearchQuery) -> tuple[Select[Any], Callable[[Row[Any], Snippet], TopicHit]]:
    quotes = func.coalesce(t.topic_tally.c.quotes, 0).label("quotes")
    joined = _TOPIC_INDEX.outerjoin(t.topic_tally, t.topic_tally.c.topic == _TOPIC_INDEX.c.slug)
    rank, snippet = (
        _rank_column(_TOPIC_INDEX, query.q),
        _snippet_column(_TOPIC_INDEX, query.q, "label, description", -1),
    )
    found = _select_found(
        _TOPIC_INDEX, query.q, rank, snippet, _TOPIC_INDEX.c.slug, _TOPIC_INDEX.c.label, quotes
    ).select_from(joined)
    # In the order of the rank alone: then the index itself sorts, and makes snippets for none but the first few.
    return found.order_by(rank), _build_topic_hit


def select_found_topics(q: str) -> Select[tuple[str]]:
    """The slugs of the topics that a query finds by label or description.

    Raises:
        BadQuery: there is no word in it to look for.
    """
    return _select_found(_TOPIC_INDEX, q, _TOPIC_INDEX.c.slug)


_SEARCHES: dict[SearchKind, Callable[[SearchQuery], tuple[Select[Any], Callable[[Row[Any], Snippet], Any]]]] = {
    SearchKind.QUOTES: _quote_search,
    SearchKind.ARTICLES: _article_search,
    SearchKind.SPEAKERS: _speaker_search,
    SearchKind.TOPICS: _topic_search,
}


def _select_found(index: TableClause, q: str, *columns: Any) -> Select[Any]:
    """What an index finds."""
    return select(*columns).where(index_matches(index.name, q))


def _rank_column(index: TableClause, q: str) -> ColumnElement[float]:
    return FtsRank(index.name, parse_query(q, index.name), sorts=True).label("rank")


def _snippet_column(index: TableClause, q: str, columns: str, number: int) -> ColumnElement[str]:
    """The words around what was found in columns."""
    return FtsSnippet(index.name, parse_query(q, index.name), columns, number).label("snippet")


def _highlight_column(index: TableClause, q: str, columns: str, number: int) -> ColumnElement[str]:
    """A column with what was found in it."""
    return FtsHighlight(index.name, parse_query(q, index.name), columns, number).label("snippet")


def parse_snippet(snippet: str) -> Snippet:
    """A snippet with marks in it as plain text, and where the marks were."""
    pieces: list[str] = []
    marks: list[SpanItem] = []
    length = 0
    for number, part in enumerate(snippet.split(MARK_OPEN)):
        found, close, rest = part.partition(MARK_CLOSE)
        if number and close and found:
            marks.append(SpanItem(start=length, end=length + len(found)))
        pieces.append(found + rest)
        length += len(pieces[-1])
    return Snippet(text="".join(pieces), marks=marks)


def _hit_fields(row: Row[Any], snippet: Snippet, url: str) -> dict[str, Any]:
    return {"score": round(-row.rank, 4), "snippet": snippet, "url": url}


def _build_quote_hit(row: Row[Any], snippet: Snippet) -> QuoteHit:
    who = {name: row._mapping[f"speaker_{name}"] for name in QuotedSpeaker.model_fields}
    where = {name: row._mapping[f"article_{name}"] for name in QuotedArticle.model_fields}
    return QuoteHit(
        **_hit_fields(row, snippet, f"/quotes/{row.id}"),
        id=row.id,
        kind=row.kind,
        confidence=row.confidence,
        review=row.review,
        speakers=[] if row.speaker_id is None else [QuotedSpeaker(**who)],
        article=QuotedArticle(**where),
    )


def _build_article_hit(row: Row[Any], snippet: Snippet) -> ArticleHit:
    return ArticleHit(
        **_hit_fields(row, snippet, f"/articles/{row.id}"),
        id=row.id,
        title=row.title,
        outlet=row.outlet,
        published_on=row.published_on,
    )


def _build_speaker_hit(row: Row[Any], snippet: Snippet) -> SpeakerHit:
    return SpeakerHit(
        **_hit_fields(row, snippet, f"/speakers/{row.id}"),
        id=row.id,
        name=row.name,
        kind=row.kind,
        country=row.country,
        quotes=row.quotes,
    )


def _build_topic_hit(row: Row[Any], snippet: Snippet) -> TopicHit:
    return TopicHit(
        **_hit_fields(row, snippet, f"/topics/{row.slug}"), slug=row.slug, label=row.label, quotes=row.quotes
    )
