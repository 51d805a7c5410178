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

from app.domain.identifiers import parts_of_saying, saying_id
from app.errors import NotFound
from app.models import Review
from app.queries import bulk_lookups, filters
from app.queries import tables as t
from app.queries.inline_rows import given
from app.queries.pagination import Order, day, key, moment
from app.queries.quotes.filters import having, taken_from
from app.schemas.common import Page
from app.schemas.quotes import QuotedArticle, QuotedSpeaker
from app.schemas.sayings import Occurrence, Saying, SayingItem, SayingQuery, SayingSort

_QUOTE = t.quote.c
_SPEAKER = [t.speaker.c[name].label(f"speaker_{name}") for name in ("id", "name", "kind", "country")]
# The story that an article prints: copies of one another print the same.
_STORY = func.coalesce(t.article_copy.c.story_key, _QUOTE.article_key)
_ARTICLE = [t.article.c[name].label(f"article_{name}") for name in ("id", "title", "outlet", "url")]
_OF_A_SAYING = (_QUOTE.speaker_key.is_not(None), _QUOTE.words_hash.is_not(None), bulk_lookups.STANDING)
_COLUMNS = ("key", "id", "kind", "text", "confidence", "review", "speaker_key", "words_hash", "published_on")
_SELECT: Select[Any] = select(
    *(_QUOTE[name] for name in _COLUMNS),
    *_SPEAKER,
    *_ARTICLE,
    _STORY.label("story"),
).select_from(t.quoted.outerjoin(t.article_copy, t.article_copy.c.article_key == _QUOTE.article_key))


def find_sayings(session: Session, query: SayingQuery) -> Page[SayingItem]:
    """A page of the sayings that pass all filters, in the order of `sort`; `next` holds the bare cursor.

    Each is found by the quote that printed it first, along the index of sayings alone where nothing else is asked for.
    Quotes that are added while somebody pages are left out: an earlier printing would move a saying to a place that
    was read already.

    Raises:
        BadQuery: a filter or the cursor means nothing here.
    """
    name = f"sayings {query.sort}"
    started = moment(session, query.cursor, name)
    wanted = [*_OF_A_SAYING, *_conditions(session, query, started)]
    order = _order(query.sort, name, started)
    firsts = select(_QUOTE.key, _QUOTE.speaker_key, _QUOTE.words_hash).where(*wanted)
    page = order.page(session, firsts, query.limit, query.cursor)
    total = bulk_lookups.total(session, t.quote, wanted) if query.count else None
    return Page(items=_items(session, page.rows, started), next=page.next, total=total)


def read_saying(session: Session, identity: str) -> Saying:
    """Raises NotFound where no standing quote prints such a saying."""
    rows = _printings(session, *parts_of_saying(identity))
    if not rows:
        raise NotFound(f"there is no saying {identity!r}")
    firsts = {row.story: row for row in reversed(rows)}
    printed = [_occurrence(row, first=row is rows[0], copied=row is not firsts[row.story]) for row in rows]
    return Saying(**_item(rows[0], len(firsts), rows[-1].published_on).model_dump(), printed=printed)


def _printings(session: Session, speaker: str, words: str) -> Sequence[Row[Any]]:
    same = (t.speaker.c.id == speaker, _QUOTE.words_hash == words)
    return session.execute(_SELECT.where(*_OF_A_SAYING, *same).order_by(_QUOTE.published_on, _QUOTE.key)).all()


def _order(sort: SayingSort, name: str, started: int) -> Order:
    if sort is SayingSort.MOST_PRINTED:
        return Order(name, (_times_printed(started), _QUOTE.key), (key, key), descending=True, started=started)
    newest = sort is SayingSort.NEWEST
    return Order(name, (_QUOTE.published_on, _QUOTE.key), (day, key), descending=newest, started=started)


def _conditions(session: Session, query: SayingQuery, started: int) -> list[ColumnElement[bool]]:
    quoted = taken_from(query, "speaker", "speaker_country", "topic", "country", "outlet", "q")
    found = [
        _is_first(started),
        *having(session, _QUOTE.key, _QUOTE.key, quoted),
        *filters.between(_QUOTE.published_on, "first_", query.first_since, query.first_until),
    ]
    if query.min_occurrences > 1:
        found.append(_times_printed(started) >= query.min_occurrences)
    if query.quote:
        found.append(_printed_by(session, query.quote))
    return found


def _same(other: FromClause, started: int) -> ColumnElement[bool]:
    """Whether another quote prints the same saying."""
    return and_(
        other.c.speaker_key == _QUOTE.speaker_key,
        other.c.words_hash == _QUOTE.words_hash,
        other.c.withdrawn.is_(False),
        other.c.review != Review.RETRACTED,
        other.c.key <= started,
    )


def _is_first(started: int) -> ColumnElement[bool]:
    earlier = t.quote.alias("earlier")
    before = tuple_(earlier.c.published_on, earlier.c.key) < tuple_(_QUOTE.published_on, _QUOTE.key)
    # As a sum, so that SQLite does not take it for a range of rows to read: it leaves out next to nothing.
    return and_(_QUOTE.key + 0 <= started, ~select(earlier.c.key).where(_same(earlier, started), before).exists())


def _times_printed(started: int) -> ColumnElement[int]:
    other, copy = t.quote.alias("other"), t.article_copy.alias("copy")
    story = func.coalesce(copy.c.story_key, other.c.article_key)
    printed = other.outerjoin(copy, copy.c.article_key == other.c.article_key)
    times = select(func.count(distinct(story))).select_from(printed).where(_same(other, started))
    return times.scalar_subquery().label("times_printed")


def _printed_by(session: Session, quotes: list[str]) -> ColumnElement[bool]:
    rows = session.execute(select(_QUOTE.id, _QUOTE.speaker_key, _QUOTE.words_hash).where(_QUOTE.id.in_(quotes))).all()
    if not rows:
        return false()
    return tuple_(_QUOTE.speaker_key, _QUOTE.words_hash).in_([(row.speaker_key, row.words_hash) for row in rows])


def _items(session: Session, rows: Sequence[Row[Any]], started: int) -> list[SayingItem]:
    asked = [(row.speaker_key, row.words_hash, row.key) for row in rows]
    sayings = given(asked, speaker_key=BigInteger(), words_hash=String(), first=BigInteger())
    same = (_QUOTE.speaker_key == sayings.c.speaker_key) & (_QUOTE.words_hash == sayings.c.words_hash)
    copied = t.article_copy.c.article_key == _QUOTE.article_key
    counted = (
        select(sayings.c.first, func.count(distinct(_STORY)), func.max(_QUOTE.published_on))
        .select_from(sayings.join(t.quote, same).outerjoin(t.article_copy, copied))
        .where(*_OF_A_SAYING, _QUOTE.key <= started)
        .group_by(sayings.c.first)
    )
    printed = {first: (times, last) for first, times, last in session.execute(counted)}
    told = {row.key: row for row in session.execute(_SELECT.where(_QUOTE.key.in_([row.key for row in rows])))}
    return [_item(told[row.key], *printed[row.key]) for row in rows]


def _item(row: Row[Any], occurrences: int, last_seen: Any) -> SayingItem:
    speaker = QuotedSpeaker(
        id=row.speaker_id, name=row.speaker_name, kind=row.speaker_kind, country=row.speaker_country
    )
    return SayingItem(
        id=saying_id(row.speaker_id, row.words_hash),
        kind=row.kind,
        text=row.text,
        speaker=speaker,
        first_seen=row.published_on,
        last_seen=last_seen,
        occurrences=occurrences,
        first_quote=row.id,
    )


def _occurrence(row: Row[Any], first: bool, copied: bool) -> Occurrence:
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
