"""Reading quotes."""

from operator import itemgetter

from sqlmodel import Session

from app.database.missing_records import absence_error
from app.database.raw_execution import fetch_all, fetch_value
from app.database.sql_builder import SqlBuilder, all_of
from app.errors import NotFound
from app.models import RecordKind
from app.queries import filters
from app.queries import tables as t
from app.queries.quotes.counts import count_visible_quotes, is_unfiltered
from app.queries.quotes.details import add_details
from app.queries.quotes.facets import count_quote_facets
from app.queries.quotes.filters import is_listed, quote_conditions
from app.queries.quotes.planner import Listing, cursor_after, plan_listing, read_ranked_keys
from app.queries.quotes.scope import ALL_QUOTES, QuoteScope, scope_conditions
from app.schemas.common import FacetedPage
from app.schemas.quotes import QuoteInclude, QuoteQuery, QuoteSort

_SELECT_ITEM = (
    "SELECT quote.key, quote_json.item FROM quote JOIN quote_json ON quote_json.quote_key = quote.key "
    "WHERE quote.id = :id"
)


def find_quotes(session: Session, query: QuoteQuery, scope: QuoteScope = ALL_QUOTES) -> FacetedPage[str]:
    """A page of the quotes of a scope that pass all filters, in the order of `sort`: the JSON of a `QuoteItem` each.

    `next` holds the bare cursor. `article_scope`, `speaker_scope` and `topic_scope` name scopes.

    Raises:
        BadQuery: a filter, the order or the cursor cannot be used.
    """
    if query.sort is QuoteSort.RELEVANCE:
        ranked = read_ranked_keys(session, query, scope)
        items, following = read_quotes(session, [row.key for row in ranked.rows], query.include), ranked.next_cursor
    else:
        items, following = _read_page(session, query, plan_listing(session, query, scope))
    total = _count_total(session, query, scope) if query.count else None
    return FacetedPage(items=items, next=following, total=total, facets=count_quote_facets(session, query, scope))


def select_items(listing: Listing, cursor: str | None, limit: int) -> str:
    """The statement for a page and one quote more: the columns of the order, then the JSON.

    A quote without its JSON is a fault of the code. It must not shorten a page, which would end the list.
    """
    page, key = listing.select_page(cursor, limit), f"page.place_{len(listing.order.columns) - 1}"
    return f"SELECT page.*, quote_json.item FROM ({page}) AS page LEFT JOIN quote_json ON quote_json.quote_key = {key}"


def _read_page(session: Session, query: QuoteQuery, listing: Listing) -> tuple[list[str], str | None]:
    """The JSON of the quotes of a page, and the cursor of the next."""
    order = listing.order
    rows = listing.sql.fetch_all(select_items(listing, query.cursor, query.limit))
    # A join keeps no order that could be relied on.
    rows.sort(key=itemgetter(*range(len(order.columns))), reverse=order.descending)
    more = len(rows) > query.limit
    del rows[query.limit :]
    items = add_details(session, [row[-2] for row in rows], [row[-1] for row in rows], query.include)
    return items, cursor_after(order, rows[-1]) if more else None


def read_quote(session: Session, identity: str, include: list[QuoteInclude]) -> str:
    """The JSON of a `QuoteItem`. Raises NotFound where no quote has this id."""
    rows = fetch_all(session, _SELECT_ITEM, {"id": identity})
    if not rows:
        raise absence_error(session, RecordKind.QUOTE, identity)
    ((key, item),) = rows
    return add_details(session, [key], [item], include)[0]


def article_scope(session: Session, identity: str) -> QuoteScope:
    """Raises NotFound where no article has this id."""
    return QuoteScope(articles=(filters.key_for_id(session, t.article, identity),))


def speaker_scope(session: Session, identity: str) -> QuoteScope:
    """Raises NotFound where no speaker has this id."""
    return QuoteScope(speakers=(filters.key_for_id(session, t.speaker, identity),))


def topic_scope(session: Session, slug: str) -> QuoteScope:
    """The quotes on a topic or a narrower one. Raises NotFound where the vocabulary has no such topic."""
    if fetch_value(session, "SELECT slug FROM topic WHERE slug = :slug", {"slug": slug}) is None:
        raise NotFound(f"there is no topic {slug!r}")
    return QuoteScope(topics=(slug,))


def read_quotes(session: Session, keys: list[int], include: list[QuoteInclude]) -> list[str]:
    """The JSON of a `QuoteItem` for each key, in their order."""
    if not keys:
        return []
    sql = SqlBuilder(session)
    wanted = sql.bind_list("key", keys)
    items = dict(sql.fetch_all(f"SELECT quote_key, item FROM quote_json WHERE quote_key IN {wanted}"))
    return add_details(session, keys, [items[key] for key in keys], include)


def _count_total(session: Session, query: QuoteQuery, scope: QuoteScope) -> int:
    if is_unfiltered(query, scope):
        return count_visible_quotes(session)
    sql = SqlBuilder(session)
    wanted = all_of([is_listed(query), *scope_conditions(sql, scope), *quote_conditions(sql, query)])
    total: int = sql.fetch_value(f"SELECT count(*) FROM quote WHERE {wanted}")
    return total
