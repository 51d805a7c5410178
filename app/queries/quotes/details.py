"""What `include` adds to the JSON of quotes: where they stand in the text, and the words around them."""

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence

from pydantic import TypeAdapter
from sqlmodel import Session

from app.database.sql_builder import SqlBuilder
from app.models import SpanPart
from app.schemas.common import QuoteSpans, SpanItem
from app.schemas.quotes import QuoteInclude, Selector

# Characters of context on each side, to tell two places with the same words apart.
_SELECTOR_CONTEXT = 32
_SELECTORS = TypeAdapter(list[Selector])


def add_details(
    session: Session, keys: Sequence[int], items: Sequence[str], include: Collection[QuoteInclude]
) -> list[str]:
    """The items with further members at their end: `keys` are the quotes that the items are of."""
    details = {name: read(session, keys) for name, read in _READERS.items() if name in include and keys}
    if not details:
        return list(items)
    return [
        _add_members(item, {name: of_quotes[key] for name, of_quotes in details.items()})
        for key, item in zip(keys, items, strict=True)
    ]


def _add_members(item: str, members: Mapping[str, str]) -> str:
    """The JSON of an object with further members at its end."""
    added = "".join([f',"{name}":{value}' for name, value in members.items()])
    return f"{item.removesuffix('}')}{added}}}"


def _read_spans(session: Session, keys: Sequence[int]) -> dict[int, str]:
    """The JSON of a `QuoteSpans` for each quote."""
    sql = SqlBuilder(session)
    rows = sql.fetch_all(
        'SELECT quote_key, part, start, "end" FROM quote_span '
        f"WHERE quote_key IN {sql.bind_list('key', keys)} ORDER BY quote_key, start"
    )
    spans = {key: QuoteSpans.model_construct(content=[], cue=[], source=[]) for key in keys}
    for key, part, start, end in rows:
        getattr(spans[key], part).append(SpanItem(start=start, end=end))
    return {key: one.model_dump_json() for key, one in spans.items()}


def _read_selectors(session: Session, keys: Sequence[int]) -> dict[int, str]:
    """The JSON of a list of `Selector` for each quote."""
    sql = SqlBuilder(session)
    context = sql.bind("context", _SELECTOR_CONTEXT)
    # The first character of a text has the offset 0 here, and the number 1 in a database.
    rows = sql.fetch_all(
        'SELECT place.quote_key, place.start, place."end", '
        'substr(version.text, place.start + 1, place."end" - place.start), '
        f"substr(version.text, place.before + 1, place.start - place.before), "
        f'substr(version.text, place."end" + 1, {context}) '
        "FROM (SELECT quote_span.*, "
        f"CASE WHEN quote_span.start > {context} THEN quote_span.start - {context} ELSE 0 END AS before "
        f"FROM quote_span WHERE quote_key IN {sql.bind_list('key', keys)} "
        f"AND quote_span.part = {sql.bind('part', SpanPart.CONTENT.value)}) AS place "
        "JOIN quote ON quote.key = place.quote_key "
        "JOIN article_version AS version ON version.article_key = quote.article_key AND version.number = quote.version "
        "ORDER BY place.quote_key, place.start"
    )
    selectors: dict[int, list[Selector]] = defaultdict(list)
    for key, start, end, exact, prefix, suffix in rows:
        selectors[key].append(Selector(exact=exact, prefix=prefix, suffix=suffix, start=start, end=end))
    return {key: _SELECTORS.dump_json(selectors[key]).decode() for key in keys}


_READERS: dict[QuoteInclude, Callable[[Session, Sequence[int]], dict[int, str]]] = {
    QuoteInclude.SPANS: _read_spans,
    QuoteInclude.SELECTORS: _read_selectors,
}
