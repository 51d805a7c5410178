"""/meetings"""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from app.http.answers import listed
from app.http.dependencies import SessionDep
from app.http.examples import answered
from app.http.reading import Reading
from app.queries.meetings import find_meetings, read_meeting
from app.schemas.common import FacetedPage, NoQuery
from app.schemas.formats import LIST_FORMATS
from app.schemas.meetings import MeetingItem, MeetingQuery

router = APIRouter(prefix="/meetings", tags=["meetings"], route_class=Reading)


@router.get(
    "",
    summary="List meetings",
    response_model=FacetedPage[MeetingItem],
    responses=answered("meetings", 406, 422, 503, formats=LIST_FORMATS),
)
def list_meetings(session: SessionDep, query: Annotated[MeetingQuery, Query()], request: Request) -> Response:
    """Who met whom: the meetings that pass all filters, those of the newest article first."""
    return listed(request, session, query, find_meetings, MeetingItem)


@router.get(
    "/{meeting_id}",
    name="read_meeting",
    summary="Read a meeting",
    responses=answered("meeting", 404, 406, 410, 422, 503),
)
def show_meeting(session: SessionDep, meeting_id: str, _show: Annotated[NoQuery, Query()]) -> MeetingItem:
    """One meeting with its sides and the sentence that tells of it."""
    return read_meeting(session, meeting_id)
