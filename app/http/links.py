"""From one page to the next: the cursor of a query becomes the URL of a request."""

from typing import TypeVar

from fastapi import Request, Response

from app.schemas.common import Page

ItemT = TypeVar("ItemT")


def linked(page: Page[ItemT], request: Request, response: Response) -> Page[ItemT]:
    """The page with `next` as the URL of the same request from the cursor on, also as a Link header.

    The URL has no host: it holds behind whatever proxy the request came through.
    """
    if page.next is None:
        return page
    url = request.url.include_query_params(cursor=page.next)
    following = f"{url.path}?{url.query}"
    response.headers["Link"] = f'<{following}>; rel="next"'
    return page.model_copy(update={"next": following})
