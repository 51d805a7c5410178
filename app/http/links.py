"""From one page to the next: the cursor of a query becomes the URL of a request.

The URLs have no host: they hold behind whatever proxy the request came through.
"""

from urllib.parse import parse_qsl

from fastapi import Request
from starlette.datastructures import URL

from app.schemas.common import FacetValue
from app.schemas.formats import Format


def url_of(request: Request, form: Format, **changed: str) -> str:
    """The URL of the same request in a format, with some parameters changed; JSON needs no mention."""
    named = {} if form is Format.JSON else {"format": form.value}
    return _relative(request.url.include_query_params(**named, **changed))


def next_url(request: Request, cursor: str, form: Format = Format.JSON) -> str:
    """The URL of the same request from the cursor on. Facets are of all pages, so one is enough to tell them."""
    named = {} if form is Format.JSON else {"format": form.value}
    return _relative(request.url.remove_query_params("facets").include_query_params(**named, cursor=cursor))


def linked(request: Request, facet: list[FacetValue]) -> list[FacetValue]:
    """The values of a facet, each with the URL of the same list from its start, with the filters of that value."""
    start = request.url.remove_query_params("cursor")
    return [
        value.model_copy(update={"url": _relative(start.include_query_params(**dict(parse_qsl(value.url))))})
        for value in facet
    ]


def _relative(url: URL) -> str:
    return f"{url.path}?{url.query}" if url.query else url.path
