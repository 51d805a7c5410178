"""/sayings"""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from app.queries.quotes.sayings import find_sayings, read_saying
from app.schemas.common import NoQuery, Page
from app.schemas.formats import LIST_FORMATS
from app.schemas.sayings import Saying, SayingItem, SayingQuery
from app.web.dependencies import SessionDep
from app.web.examples import example_responses
from app.web.rendering import render_list

router = APIRouter(prefix="/sayings", tags=["sayings"])


@router.get(
    "",
    summary="List sayings",
    response_model=Page[SayingItem],
    responses=example_responses("sayings", 406, 422, 503, formats=LIST_FORMATS),
)
def list_sayings(session: SessionDep, query: Annotated[SayingQuery, Query()], request: Request) -> Response:
    """The sayings: the same words by the same speaker in several articles; the newest first."""
    return render_list(request, session, query, find_sayings, SayingItem)


@router.get(
    "/{saying_id}",
    name="read_saying",
    summary="Read a saying",
    responses=example_responses("saying", 404, 406, 422, 503),
)
def show_saying(session: SessionDep, saying_id: str, _show: Annotated[NoQuery, Query()]) -> Saying:
    """One saying with every quote that prints it, in order."""
    return read_saying(session, saying_id)
