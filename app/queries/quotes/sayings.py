"""Reading sayings: all standing quotes of one speaker with the same words.

None is stored: a saying is found by its speaker and the hash of its words, so it is right as soon as a quote has
another speaker, or two speakers turn out to be one.
"""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    FromClause,
    Row,
    Select,
    String,
    and_,
    distinct,
    false,
    func,
    select,
    tuple_,
)
from sqlmodel import Session

from app.domain.identifiers import parse_saying_id, saying_id
from app.errors import NotFound
from app.models import Review
from app.queries import bulk_lookups, filters
from app.queries import tables as t
from app.queries.inline_rows import inline_table
from app.queries.pagination import Order, find_snapshot_key, parse_day, parse_key
from app.queries.quotes.filters import has_matching_quote, pick_quote_filters
from app.schemas.common import Page
from app.schemas.quotes import QuotedArticle, QuotedSpeaker
from app.schemas.sayings import Occurrence, Saying, SayingItem, SayingQuery, SayingSort

_QUOTE = t.quote.c
_SPEAKER_COLUMNS = [t.speaker.c[name].label(f"speaker_{name}") for name in ("id", "name", "kind", "country")]
# The story that an article prints: copies of one another print the same.
_STORY_KEY = func.coalesce(t.article_copy.c.story_key, _QUOTE.article_key)
_ARTICLE_COLUMNS = [t.article.c[name].label(f"article_{name}") for name in ("id", "title", "outlet", "url")]
_BELONGS_TO_SAYING = (_QUOTE.speaker_key.is_not(None), _QUOTE.words_hash.is_not(None), bulk_lookups.VISIBLE_QUOTES)
_QUOTE_COLUMNS = ("key", "id", "kind", "text", "confidence", "review", "speaker_key", "words_hash", "published_on")
_SELECT_OCCURRENCES: Select[Any] = select(
    *(_QUOTE[name] for name in _QUOTE_COLUMNS),
    *_SPEAKER_COLUMNS,
    *_ARTICLE_COLUMNS,
    _STORY_KEY.label("story"),
).select_from(t.quote_with_context.outerjoin(t.article_copy, t.article_copy.c.article_key == _QUOTE.article_key))


def find_sayings(session: Session, query: SayingQuery) -> Page[SayingItem]:
    """A page of the sayings that pass all filters, in the order of `sort`; `next` holds the bare cursor.

    Each is found by the quote that printed it first, along the index of sayings alone where nothing else is asked for.
    Quotes that are added while somebody pages are left out: an earlier printing would move a saying to a place that
    was read already.

    Raises:
        BadQuery: a filter or the cursor means nothing here.
    """
    name = f"sayings {query.sort}"
    started = find_snapshot_key(session, query.cursor, name)
    wanted = [*_BELONGS_TO_SAYING, *_build_conditions(session, query, started)]
    order = _choose_order(query.sort, name, started)
    firsts = select(_QUOTE.key, _QUOTE.speaker_key, _QUOTE.words_hash).where(*wanted)
    page = order.read_page(session, firsts, query.limit, query.cursor)
    total = bulk_lookups.count_rows(session, t.quote, wanted) if query.count else None
    return Page(items=_build_items(session, page.rows, started), next=page.next_cursor, total=total)


def read_saying(session: Session, identity: str) -> Saying:
    """Raises NotFound where no standing quote prints such a saying."""
    rows = _load_occurrences(session, *parse_saying_id(identity))
    if not rows:
        raise NotFound(f"there is no saying {identity!r}")
    firsts = {row.story: row for row in reversed(rows)}
    printed = [_build_occurrence(row, first=row is rows[0], copied=row is not firsts[row.story]) for row in rows]
    return Saying(**_build_item(rows[0], len(firsts), rows[-1].published_on).model_dump(), printed=printed)


def _load_occurrences(session: Session, speaker: str, words: str) -> Sequence[Row[Any]]:
    same = (t.speaker.c.id == speaker, _QUOTE.words_hash == words)
    return session.execute(
        _SELECT_OCCURRENCES.where(*_BELONGS_TO_SAYING, *same).order_by(_QUOTE.published_on, _QUOTE.key)
    ).all()


def _choose_order(sort: SayingSort, name: str, snapshot_key: int) -> Order:
    if sort is SayingSort.MOST_PRINTED:
        return Order(
            name,
            (_count_occurrences(snapshot_key), _QUOTE.key),
            (parse_key, parse_key),
            descending=True,
            snapshot_key=snapshot_key,
        )
    newest = sort is SayingSort.NEWEST
    return Order(
        name, (_QUOTE.published_on, _QUOTE.key), (parse_day, parse_key), descending=newest, snapshot_key=snapshot_key
    )


def _build_conditions(session: Session, query: SayingQuery, snapshot_key: int) -> list[ColumnElement[bool]]:
    quoted = pick_quote_filters(query, "speaker", "speaker_country", "topic", "country", "outlet", "q")
    found = [
        _is_first_occurrence(snapshot_key),
        *has_matching_quote(session, _QUOTE.key, _QUOTE.key, quoted),
        *filters.date_range(_QUOTE.published_on, "first_", query.first_since, query.first_until),
    ]
    if query.min_occurrences > 1:
        found.append(_count_occurrences(snapshot_key) >= query.min_occurrences)
    if query.quote:
        found.append(_includes_quotes(session, query.quote))
    return found


def _is_same_saying(other: FromClause, snapshot_key: int) -> ColumnElement[bool]:
    """Whether another quote prints the same saying."""
    return and_(
        other.c.speaker_key == _QUOTE.speaker_key,
        other.c.words_hash == _QUOTE.words_hash,
        other.c.withdrawn.is_(False),
        other.c.review != Review.RETRACTED,
        other.c.key <= snapshot_key,
    )


def _is_first_occurrence(snapshot_key: int) -> ColumnElement[bool]:
    earlier = t.quote.alias("earlier")
    before = tuple_(earlier.c.published_on, earlier.c.key) < tuple_(_QUOTE.published_on, _QUOTE.key)
    # As a sum, so that SQLite does not take it for a range of rows to read: it leaves out next to nothing.
    return and_(
        _QUOTE.key + 0 <= snapshot_key,
        ~select(earlier.c.key).where(_is_same_saying(earlier, snapshot_key), before).exists(),
    )


def _count_occurrences(snapshot_key: int) -> ColumnElement[int]:
    other, copy = t.quote.alias("other"), t.article_copy.alias("copy")
    story = func.coalesce(copy.c.story_key, other.c.article_key)
    printed = other.outerjoin(copy, copy.c.article_key == other.c.article_key)
    times = select(func.count(distinct(story))).select_from(printed).where(_is_same_saying(other, snapshot_key))
    return times.scalar_subquery().label("times_printed")


def _includes_quotes(session: Session, quotes: list[str]) -> ColumnElement[bool]:
    rows = session.execute(select(_QUOTE.id, _QUOTE.speaker_key, _QUOTE.words_hash).where(_QUOTE.id.in_(quotes))).all()
    if not rows:
        return false()
    return tuple_(_QUOTE.speaker_key, _QUOTE.words_hash).in_([(row.speaker_key, row.words_hash) for row in rows])


def _build_items(session: Session, rows: Sequence[Row[Any]], snapshot_key: int) -> list[SayingItem]:
    asked = [(row.speaker_key, row.words_hash, row.key) for row in rows]
    sayings = inline_table(asked, speaker_key=BigInteger(), words_hash=String(), first=BigInteger())
    same = (_QUOTE.speaker_key == sayings.c.speaker_key) & (_QUOTE.words_hash == sayings.c.words_hash)
    copied = t.article_copy.c.article_key == _QUOTE.article_key
    counted = (
        select(sayings.c.first, func.count(distinct(_STORY_KEY)), func.max(_QUOTE.published_on))
        .select_from(sayings.join(t.quote, same).outerjoin(t.article_copy, copied))
        .where(*_BELONGS_TO_SAYING, _QUOTE.key <= snapshot_key)
        .group_by(sayings.c.first)
    )
    printed = {first: (times, last) for first, times, last in session.execute(counted)}
    told = {
        row.key: row for row in session.execute(_SELECT_OCCURRENCES.where(_QUOTE.key.in_([row.key for row in rows])))
    }
    return [_build_item(told[row.key], *printed[row.key]) for row in rows]


def _build_item(row: Row[Any], occurrences: int, last_seen: Any) -> SayingItem:
    speaker = QuotedSpeaker(
        id=row.speaker_id, name=row.speaker_name, kind=row.speaker_kind, country=row.speaker_country
    )
    return SayingItem(
        id=saying_id(row.speaker_id, row.words_hash),
        kind=row.kind,
        text=row.text,
        speakers=[speaker],
        first_seen=row.published_on,
        last_seen=last_seen,
        occurrences=occurrences,
        first_quote=row.id,
    )


def _build_occurrence(row: Row[Any], first: bool, copied: bool) -> Occurrence:
    article = QuotedArticle(
        id=row.article_id,
        title=row.article_title,
        outlet=row.article_outlet,
        published_on=row.published_on,
        url=row.article_url,
    )
    return Occurrence(
        quote=row.id,
        kind=row.kind,
        confidence=row.confidence,
        review=row.review,
        text=row.text,
        first=first,
        copied=copied,
        article=article,
    )
