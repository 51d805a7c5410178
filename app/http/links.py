"""From one page to the next: the cursor of a query becomes the URL of a request.

The URLs have no host: they hold behind whatever proxy the request came through.
"""

from fastapi import Request

from app.schemas.formats import Format


def url_of(request: Request, form: Format, **changed: str) -> str:
    """The URL of the same request in a format, with some parameters changed; JSON needs no mention."""
    named = {} if form is Format.JSON else {"format": form.value}
    url = request.url.include_query_params(**named, **changed)
    return f"{url.path}?{url.query}" if url.query else url.path


def next_url(request: Request, cursor: str, form: Format = Format.JSON) -> str:
    """The URL of the same request from the cursor on."""
    return url_of(request, form, cursor=cursor)
