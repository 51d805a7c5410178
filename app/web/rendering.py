"""Rendering lists and records in the negotiated format: one page, one record, or a stream of all items."""

import json
from collections.abc import AsyncIterator, Callable, Sequence
from typing import Any, TypeVar, get_args
from urllib.parse import urlencode, urljoin

from anyio import to_thread
from fastapi import Request, Response
from fastapi.responses import StreamingResponse
from pydantic import BaseModel, TypeAdapter
from sqlalchemy import FromClause
from sqlmodel import Session

from app.database.engine import open_session
from app.domain.offsets import to_utf16_offsets
from app.errors import BadQuery
from app.formats import atom, jsonld
from app.formats.table import CsvTable
from app.queries import tables as t
from app.queries.changes import last_change_times
from app.queries.versions import texts_by_record
from app.schemas.common import FacetedPage, FacetValue, ListQuery, Offsets, Page
from app.schemas.formats import STREAMED_FORMATS, Format
from app.schemas.quotes import QuoteInclude, QuoteItem, QuoteOptions
from app.web.content_negotiation import negotiated_format
from app.web.links import base_url, content_disposition, next_page_url, request_url, with_facet_urls

QueryT = TypeVar("QueryT", bound=ListQuery)
AskedT = TypeVar("AskedT", bound=BaseModel)

# Rows that a stream reads at once: enough to make a query's overhead small, few enough to keep memory steady.
_CHUNK_ROWS = 500
_FACETS = TypeAdapter(dict[str, list[FacetValue]])


def render_list(
    request: Request,
    session: Session,
    query: QueryT,
    find: Callable[[Session, QueryT], Page[Any]],
    item: type[BaseModel],
) -> Response:
    """The items that `find` returns: one page as JSON, JSON-LD or Atom, or all pages as CSV or NDJSON.

    Raises:
        BadQuery: the query cannot be used here.
    """
    form = negotiated_format(request)
    _refuse_facets(query, form)
    _require_code_points(getattr(query, "offsets", None), form)
    query = _with_field_includes(query, item, form)
    if form in STREAMED_FORMATS:
        return _stream_all(request, session, query, find, form, item)
    page = _select_fields(
        _with_requested_offsets(session, find(session, _with_required_includes(query, form)), query, item), query
    )
    following = None if page.next is None else next_page_url(request, page.next, form)
    headers = None if following is None else {"Link": f'<{following}>; rel="next"'}
    text = (
        _render_feed(request, session, page, following)
        if form is Format.ATOM
        else _render_page(request, page, following, form)
    )
    return Response(text, headers=headers, media_type=form.media_type)


def render_record(
    request: Request, session: Session, asked: QuoteOptions, read: Callable[[QuoteOptions], str]
) -> Response:
    """One quote as its stored JSON or as JSON-LD."""
    form = negotiated_format(request)
    _require_code_points(asked.offsets, form)
    text = read(_with_required_includes(asked, form))
    if asked.offsets is Offsets.UTF16:
        (text,) = _convert_to_utf16(session, t.quote, [text])
    if form is Format.JSONLD:
        text = jsonld.render_quote(QuoteItem.model_validate_json(text), base_url(request))
    return Response(text, media_type=form.media_type)


def render_unpaged(
    request: Request, answer: BaseModel, records: Sequence[BaseModel], record: type[BaseModel]
) -> Response:
    """An answer without pages, as JSON, or its records as CSV."""
    form = negotiated_format(request)
    if form is Format.JSON:
        return Response(answer.model_dump_json(), media_type=form.media_type)
    table = CsvTable(record)
    text = table.render_header() + table.render_rows([one.model_dump(mode="json") for one in records])
    headers = {"Content-Disposition": content_disposition(request, form)}
    return Response(text, headers=headers, media_type=form.media_type)


def _with_required_includes(asked: AskedT, form: Format) -> AskedT:
    """The query with the includes that the format needs."""
    return asked.model_copy(update={"include": [QuoteInclude.SELECTORS]}) if form is Format.JSONLD else asked


def _render_page(request: Request, page: Page[Any], following: str | None, form: Format) -> str:
    if form is Format.JSONLD:
        return jsonld.render_graph(_parse_quotes(page), base_url(request))
    # As `FacetedPage` would write it, but for items that are JSON already.
    parts = ['{"items":[', ",".join(_as_json(page.items)), '],"next":', json.dumps(following)]
    if page.total is not None:
        parts.append(f',"total":{page.total}')
    if isinstance(page, FacetedPage) and page.facets is not None:
        facets = {name: with_facet_urls(request, facet) for name, facet in page.facets.items()}
        parts += ',"facets":', _FACETS.dump_json(facets).decode()
    return "".join([*parts, "}"])


def _render_feed(request: Request, session: Session, page: Page[Any], following: str | None) -> str:
    items, name, base = _parse_quotes(page), _feed_name(request), base_url(request)
    return atom.render_feed(
        items,
        last_change_times(session, items),
        title=name,
        identity=urljoin(base, name),
        url=urljoin(base, request_url(request, Format.ATOM)),
        next_url=None if following is None else urljoin(base, following),
        base=base,
    )


def _as_json(items: Sequence[BaseModel | str]) -> list[str]:
    """Each item as JSON; some are stored as JSON."""
    return [item if isinstance(item, str) else item.model_dump_json() for item in items]


def _parse_quotes(page: Page[Any]) -> list[QuoteItem]:
    return [QuoteItem.model_validate_json(item) for item in _as_json(page.items)]


def _feed_name(request: Request) -> str:
    """The list and its filters: what all pages of a feed have in common."""
    paging = ("cursor", "limit", "count", "format")
    filters = [(name, value) for name, value in request.query_params.multi_items() if name not in paging]
    return f"{request.url.path}?{urlencode(sorted(filters))}" if filters else request.url.path


def _stream_all(
    request: Request,
    session: Session,
    query: QueryT,
    find: Callable[[Session, QueryT], Page[Any]],
    form: Format,
    item: type[BaseModel],
) -> Response:
    """Stream all items from the cursor on.

    Each chunk is read in its own session, so that no connection waits for a slow client. A failure on the way
    leaves the answer without its end, which every client of HTTP/1.1 or later takes for a failure.
    """
    _refuse_paging(query, form)
    head, write = _make_item_writer(form, item, query)

    def read_chunk(session: Session, cursor: str | None) -> tuple[str, str | None]:
        found = find(session, query.model_copy(update={"limit": _CHUNK_ROWS, "cursor": cursor}))
        page = _select_fields(_with_requested_offsets(session, found, query, item), query)
        return write(page.items), page.next

    def read_next_chunk(cursor: str) -> tuple[str, str | None]:
        with open_session(request.state.engine) as session:
            return read_chunk(session, cursor)

    async def iter_chunks(text: str, cursor: str | None) -> AsyncIterator[str]:
        yield head + text
        while cursor is not None:
            text, cursor = await to_thread.run_sync(read_next_chunk, cursor, limiter=request.state.streams)
            yield text

    # The first chunk is read before the answer begins, so that a bad query is still a problem of its own.
    headers = {"Content-Disposition": content_disposition(request, form)}
    return StreamingResponse(
        iter_chunks(*read_chunk(session, query.cursor)), headers=headers, media_type=form.media_type
    )


def _with_field_includes(query: QueryT, item: type[BaseModel], form: Format) -> QueryT:
    """The query with the includes that its fields need.

    Raises:
        BadQuery: a field is unknown, or the format has no fields.
    """
    asked: list[str] = getattr(query, "fields", [])
    if not asked:
        return query
    if form in (Format.JSONLD, Format.ATOM):
        raise BadQuery("fields", f"applies to JSON, NDJSON and CSV, not to {form}; leave out one of the two")
    for name in asked:
        if name not in item.model_fields:
            raise BadQuery("fields", f"{name!r} is not a field; the fields are {', '.join(item.model_fields)}")
    optional = type(query).model_fields.get("include")
    if optional is None:
        return query
    (names,) = get_args(optional.annotation)
    added = [name for name in names if name in asked]
    return query.model_copy(update={"include": [*getattr(query, "include", ()), *added]})


def _require_code_points(offsets: Offsets | None, form: Format) -> None:
    if offsets is Offsets.UTF16 and form in (Format.JSONLD, Format.ATOM):
        raise BadQuery("offsets", f"apply to JSON, NDJSON and CSV, not to {form}; leave out one of the two")


def _with_requested_offsets(session: Session, page: Page[Any], query: ListQuery, item: type[BaseModel]) -> Page[Any]:
    """A page with its offsets in the requested unit."""
    if getattr(query, "offsets", None) is not Offsets.UTF16 or not page.items:
        return page
    table = t.quote if item is QuoteItem else t.meeting
    return page.model_copy(update={"items": _convert_to_utf16(session, table, _as_json(page.items))})


def _convert_to_utf16(session: Session, table: FromClause, items: Sequence[str]) -> list[str]:
    records = [json.loads(item) for item in items]
    texts = texts_by_record(session, table, (record["id"] for record in records))
    return [_compact_json(to_utf16_offsets(record, texts[record["id"]])) for record in records]


def _compact_json(record: Any) -> str:
    return json.dumps(record, ensure_ascii=False, separators=(",", ":"))


def _select_fields(page: Page[Any], query: ListQuery) -> Page[Any]:
    """A page with only the requested fields."""
    asked = frozenset(getattr(query, "fields", ()))
    return (
        page.model_copy(update={"items": [_select_item_fields(item, asked) for item in page.items]}) if asked else page
    )


def _select_item_fields(item: BaseModel | str, asked: frozenset[str]) -> str:
    if isinstance(item, BaseModel):
        return item.model_dump_json(include=set(asked))
    return _compact_json({name: value for name, value in json.loads(item).items() if name in asked})


def _refuse_facets(query: ListQuery, form: Format) -> None:
    if form is not Format.JSON and getattr(query, "facets", None):
        raise BadQuery("facets", f"needs JSON, not {form}; leave out one of the two")


def _refuse_paging(query: ListQuery, form: Format) -> None:
    for name in ("limit", "count"):
        if name in query.model_fields_set:
            raise BadQuery(name, f"{form} contains all items from the cursor on; leave out {name}")


def _make_item_writer(
    form: Format, item: type[BaseModel], query: ListQuery
) -> tuple[str, Callable[[Sequence[BaseModel | str]], str]]:
    """The header of the stream, and the function that writes its items."""
    if form is Format.CSV:
        asked = getattr(query, "fields", ())
        without = [name for name in item.model_fields if name not in asked] if asked else ()
        table = CsvTable(item, getattr(query, "include", ()), without)
        return table.render_header(), lambda items: table.render_rows([json.loads(one) for one in _as_json(items)])
    return "", lambda items: "".join(f"{one}\n" for one in _as_json(items))
