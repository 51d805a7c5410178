"""Links: from one page of a list to the next, and to other formats.

They have no host: they hold behind whatever proxy the request came through. What is kept and read elsewhere, such as
a feed, begins its links with `base_url`.
"""

from collections.abc import Collection
from urllib.parse import parse_qsl, quote, urlencode

from fastapi import Request

from app.domain.identifiers import make_slug
from app.schemas.common import FacetValue
from app.schemas.formats import Format

# Parameters for the presentation of a list, not for its content.
_DISPLAY_PARAMETERS = frozenset({"format", "cursor", "fields", "include", "offsets", "fill"})


def base_url(request: Request) -> str:
    """The server's public address with its path prefix, without a slash at the end.

    CHANCERY_PUBLIC_URL if it is set, else as the request addressed the server.
    """
    public: str | None = request.state.public_url
    return public or str(request.base_url).rstrip("/")


def public_path(request: Request, path: str) -> str:
    """A path on this server with the prefix under which clients reach it."""
    return f"{request.scope.get('root_path', '')}{path}"


def request_url(request: Request, form: Format) -> str:
    """The URL of the same request in a format; JSON needs no mention."""
    return _build_url(request, _format_parameter(form))


def next_page_url(request: Request, cursor: str, form: Format = Format.JSON) -> str:
    """The URL of the same request from the cursor on. Facets are of all pages, so one is enough to tell them."""
    return _build_url(request, _format_parameter(form) | {"cursor": cursor}, without=("facets",))


def with_facet_urls(request: Request, facet: list[FacetValue]) -> list[FacetValue]:
    """The values of a facet, each with the URL of the same list from its start, with the filters of that value."""
    return [
        value.model_copy(update={"url": _build_url(request, dict(parse_qsl(value.url)), without=("cursor", "limit"))})
        for value in facet
    ]


def content_disposition(request: Request, form: Format) -> str:
    """The `Content-Disposition` of a file of records: its name tells the list and its filters, in plain ASCII."""
    filters = [(name, value) for name, value in request.query_params.multi_items() if name not in _DISPLAY_PARAMETERS]
    # Only so much of what the client sent goes into a header.
    told = [
        request.scope["path"].removeprefix(request.scope.get("root_path", "")),
        *(part for one in filters[:10] for part in one),
    ]
    return f'attachment; filename="{make_slug(" ".join(part[:80] for part in told))}.{form}"'


def _format_parameter(form: Format) -> dict[str, str]:
    return {} if form is Format.JSON else {"format": form.value}


def _build_url(request: Request, changed: dict[str, str], without: Collection[str] = ()) -> str:
    """The URL of the request with some parameters changed and some left out."""
    gone = {*changed, *without}
    kept = [(name, value) for name, value in request.query_params.multi_items() if name not in gone]
    path = quote(request.scope["path"], safe="/:@!$&'()*+,;=~")
    query = urlencode([*kept, *changed.items()])
    return f"{path}?{query}" if query else path
