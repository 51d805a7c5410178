"""Reading the versions of an article, and comparing them."""

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import ColumnElement, FromClause, Row, func, select
from sqlmodel import Session

from app.domain.offsets import model_to_utf16_offsets
from app.domain.quote_matching import ComparableQuote, match_reworded_quotes
from app.errors import BadQuery, NotFound
from app.models import Review
from app.queries import bulk_lookups, filters
from app.queries import tables as t
from app.queries.pagination import Order, parse_key
from app.queries.quotes.records import read_quotes
from app.schemas.common import Offsets, Page
from app.schemas.quotes import QuoteInclude, QuoteItem
from app.schemas.versions import (
    ChangedQuote,
    QuoteChange,
    Version,
    VersionChanges,
    VersionChangesQuery,
    VersionInclude,
    VersionItem,
    VersionOptions,
    VersionQuery,
)

_VERSION = t.article_version.c
_OLDEST_FIRST = Order("versions", (_VERSION.number,), (parse_key,))
_VERSIONS_WITH_ARTICLES = t.article_version.join(t.article, t.article.c.key == _VERSION.article_key)
_PAST_QUOTES = t.past_quote.join(t.quote, t.quote.c.key == t.past_quote.c.quote_key)
_NOT_RETRACTED = t.quote.c.review != Review.RETRACTED


def find_versions(session: Session, query: VersionQuery, article: str) -> Page[VersionItem]:
    """A page of an article's versions, the first one first; `next` holds the bare cursor.

    Raises:
        NotFound: no article has this id.
        BadQuery: the cursor belongs to another list.
    """
    of_it = _VERSION.article_key == filters.key_for_id(session, t.article, article)
    page = _OLDEST_FIRST.read_page(session, _select_versions().where(of_it), query.limit, query.cursor)
    total = bulk_lookups.count_rows(session, t.article_version, [of_it]) if query.count else None
    return Page(items=_build_items(session, page.rows), next=page.next_cursor, total=total)


def read_version(session: Session, article: str, number: str, show: VersionOptions) -> Version:
    """Raises NotFound where there is no such article, or no such version of it."""
    row = _load_version(
        session, article, int(number) if number.isascii() and number.isdigit() and len(number) < 10 else 0
    )
    text = select(_VERSION.text).where(_VERSION.key == row.key)
    return Version(
        **_build_items(session, [row])[0].model_dump(),
        text=session.scalar(text) if VersionInclude.TEXT in show.include else None,
        said=_load_quotes(session, row, show.offsets) if VersionInclude.QUOTES in show.include else None,
    )


def compare_versions(session: Session, article: str, query: VersionChangesQuery) -> VersionChanges:
    """The changes of the quotes from one version to another.

    Raises:
        NotFound: no article has this id.
        BadQuery: a version does not exist, or the earlier one is the later one.
    """
    stored = filters.key_for_id(session, t.article, article)
    present = session.scalars(select(t.article.c.version).where(t.article.c.key == stored)).one()
    new = query.new or present
    old = query.old or max(1, new - 1)
    for name, number in (("new", new), ("old", old)):
        if number > present:
            raise BadQuery(name, f"there is no version {number}: the article is at version {present}")
    if old > new:
        raise BadQuery("old", f"version {old} is later than version {new}")
    rows = [_load_version(session, article, number) for number in (old, new)]
    items = _build_items(session, rows)
    compared = _compare_quotes(*(_load_quotes(session, row, query.offsets) for row in rows))
    counts = Counter(one.change for one in compared)
    wanted = set(query.change or QuoteChange)
    return VersionChanges(
        article=article,
        old=items[0],
        new=items[1],
        **{change.value: counts[change] for change in QuoteChange},
        quotes=[one for one in compared if one.change in wanted],
    )


def _select_versions() -> Any:
    columns = (_VERSION.key, _VERSION.article_key, _VERSION.number, _VERSION.title, _VERSION.sha256)
    told = (_VERSION.created_at, _VERSION.engine, (_VERSION.number == t.article.c.version).label("present"))
    return select(*columns, *told).select_from(_VERSIONS_WITH_ARTICLES)


def _load_version(session: Session, article: str, number: int) -> Row[Any]:
    wanted = (t.article.c.id == article, _VERSION.number == number)
    row: Row[Any] | None = session.execute(_select_versions().where(*wanted)).one_or_none()
    if row is None:
        filters.key_for_id(session, t.article, article)
        raise NotFound(f"there is no version {number} of an article {article!r}")
    return row


def _build_items(session: Session, rows: Sequence[Row[Any]]) -> list[VersionItem]:
    past = _count_by_owner(session, _PAST_QUOTES, t.past_quote.c.version_key, (row.key for row in rows), _NOT_RETRACTED)
    of_articles = {row.article_key for row in rows}
    present = _count_by_owner(session, t.quote, t.quote.c.article_key, of_articles, bulk_lookups.VISIBLE_QUOTES)
    return [
        VersionItem(
            **{name: row._mapping[name] for name in VersionItem.model_fields if name != "quotes"},
            quotes=present.get(row.article_key, 0) if row.present else past.get(row.key, 0),
        )
        for row in rows
    ]


def _count_by_owner(
    session: Session, source: FromClause, owner: ColumnElement[int], owners: Iterable[int], *which: ColumnElement[bool]
) -> dict[int, int]:
    counted = select(owner, func.count()).select_from(source).where(owner.in_(list(owners)), *which).group_by(owner)
    return dict(map(tuple, session.execute(counted)))


def _load_quotes(session: Session, version: Row[Any], offsets: Offsets) -> list[QuoteItem]:
    """The quotes of a version in the order of its text, each with its spans there."""
    if version.present:
        here = (t.quote.c.article_key == version.article_key, bulk_lookups.VISIBLE_QUOTES)
        keys = list(session.execute(select(t.quote.c.key).where(*here).order_by(t.quote.c.position)).scalars())
        items: Sequence[str] = read_quotes(session, keys, [QuoteInclude.SPANS])
    else:
        here = (t.past_quote.c.version_key == version.key, _NOT_RETRACTED)
        past = select(t.past_quote.c.item).select_from(_PAST_QUOTES).where(*here).order_by(t.past_quote.c.position)
        items = session.execute(past).scalars().all()
    quotes = [QuoteItem.model_validate_json(item) for item in items]
    if offsets is Offsets.CODE_POINTS or not quotes:
        return quotes
    text = session.scalars(select(_VERSION.text).where(_VERSION.key == version.key)).one()
    return [model_to_utf16_offsets(quote, text) for quote in quotes]


def _compare_quotes(old: Sequence[QuoteItem], new: Sequence[QuoteItem]) -> list[ChangedQuote]:
    """Both side by side, in the order of the new ones; what was withdrawn comes after what it stood behind."""
    before = _find_predecessors(old, new)
    successors = {was: becomes for becomes, was in before.items()}
    placed = []
    for number, quote in enumerate(new):
        was = old[before[number]] if number in before else None
        placed.append((number, 0, ChangedQuote(change=_classify_change(was, quote), old=was, new=quote)))
    behind = -1
    for number, quote in enumerate(old):
        if number in successors:
            behind = successors[number]
        else:
            placed.append((behind, number + 1, ChangedQuote(change=QuoteChange.WITHDRAWN, old=quote, new=None)))
    return [one for _, _, one in sorted(placed, key=lambda place: place[:2])]


def _classify_change(was: QuoteItem | None, quote: QuoteItem) -> QuoteChange:
    if was is None:
        return QuoteChange.ADDED
    return QuoteChange.KEPT if was.text == quote.text else QuoteChange.CHANGED


def _find_predecessors(old: Sequence[QuoteItem], new: Sequence[QuoteItem]) -> dict[int, int]:
    """The number of the old quote that each new one was, by the number of the new one.

    Most have their id still. One whose words a person had settled on has left it behind with them.
    """
    numbers = {quote.id: number for number, quote in enumerate(old)}
    same = {number: numbers[quote.id] for number, quote in enumerate(new) if quote.id in numbers}
    gone = sorted(set(range(len(old))) - set(same.values()))
    come = [number for number in range(len(new)) if number not in same]
    pairs = match_reworded_quotes(
        [_comparable_quote(old[number]) for number in gone], [_comparable_quote(new[number]) for number in come]
    )
    return same | {come[becomes]: gone[was] for becomes, was in pairs.items()}


def _comparable_quote(quote: QuoteItem) -> ComparableQuote:
    speakers = " ".join(speaker.id for speaker in quote.speakers)
    return ComparableQuote(quote.text, speakers or None, quote.attribution.text)


_VERSION = t.article_version.c


def texts_by_record(session: Session, table: FromClause, ids: Iterable[str]) -> dict[str, str]:
    """The text of the version that each quote or meeting is from, by the record's id."""
    whence = (_VERSION.article_key == table.c.article_key) & (_VERSION.number == table.c.version)
    found = select(table.c.id, _VERSION.text).select_from(table.join(t.article_version, whence))
    return dict(map(tuple, session.execute(found.where(table.c.id.in_(list(ids))))))
