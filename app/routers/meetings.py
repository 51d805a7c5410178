"""/meetings"""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from app.domain.offsets import model_to_utf16_offsets
from app.queries import tables as t
from app.queries.meetings import find_meetings, read_meeting
from app.queries.versions import texts_by_record
from app.schemas.common import FacetedPage, Offsets
from app.schemas.formats import LIST_FORMATS
from app.schemas.meetings import MeetingItem, MeetingOptions, MeetingQuery
from app.web.dependencies import SessionDep
from app.web.examples import example_responses
from app.web.rendering import render_list

router = APIRouter(prefix="/meetings", tags=["meetings"])


@router.get(
    "",
    summary="List meetings",
    response_model=FacetedPage[MeetingItem],
    responses=example_responses("meetings", 406, 422, 503, formats=LIST_FORMATS),
)
def list_meetings(session: SessionDep, query: Annotated[MeetingQuery, Query()], request: Request) -> Response:
    """The meetings that match all filters, those of the newest article first."""
    return render_list(request, session, query, find_meetings, MeetingItem)


@router.get(
    "/{meeting_id}",
    name="read_meeting",
    summary="Read a meeting",
    responses=example_responses("meeting", 404, 406, 410, 422, 503),
)
def show_meeting(session: SessionDep, meeting_id: str, show: Annotated[MeetingOptions, Query()]) -> MeetingItem:
    """One meeting with its participants and the sentence that reports it."""
    meeting = read_meeting(session, meeting_id)
    if show.offsets is Offsets.CODE_POINTS:
        return meeting
    return model_to_utf16_offsets(meeting, texts_by_record(session, t.meeting, [meeting.id])[meeting.id])
