"""/meetings"""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from app.domain.offsets import model_in_utf16
from app.queries import tables as t
from app.queries.meetings import find_meetings, read_meeting
from app.queries.version_texts import texts_of
from app.schemas.common import FacetedPage, Offsets
from app.schemas.formats import LIST_FORMATS
from app.schemas.meetings import MeetingItem, MeetingQuery, MeetingShow
from app.web.dependencies import SessionDep
from app.web.examples import answered
from app.web.read_route import Reading
from app.web.rendering import listed

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
def show_meeting(session: SessionDep, meeting_id: str, show: Annotated[MeetingShow, Query()]) -> MeetingItem:
    """One meeting with its sides and the sentence that tells of it."""
    meeting = read_meeting(session, meeting_id)
    if show.offsets is Offsets.CODE_POINTS:
        return meeting
    return model_in_utf16(meeting, texts_of(session, t.meeting, [meeting.id])[meeting.id])
