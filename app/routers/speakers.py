"""/speakers"""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from app.http.dependencies import SessionDep
from app.http.examples import answered
from app.http.links import linked
from app.queries.quotes import find_quotes, of_speaker
from app.queries.speakers import find_speakers, read_speaker
from app.schemas.common import NoQuery, Page
from app.schemas.quotes import QuoteItem, QuoteQuery
from app.schemas.speakers import SpeakerItem, SpeakerQuery

router = APIRouter(prefix="/speakers", tags=["speakers"])


@router.get("", summary="List speakers", responses=answered("speakers", 422, 503))
def list_speakers(
    session: SessionDep, query: Annotated[SpeakerQuery, Query()], request: Request, response: Response
) -> Page[SpeakerItem]:
    """The people and organisations that are quoted, by name."""
    return linked(find_speakers(session, query), request, response)


@router.get(
    "/{speaker_id}", name="read_speaker", summary="Read a speaker", responses=answered("speaker", 404, 422, 503)
)
def show_speaker(session: SessionDep, speaker_id: str, _show: Annotated[NoQuery, Query()]) -> SpeakerItem:
    """One speaker with every name and office that articles printed."""
    return read_speaker(session, speaker_id)


@router.get(
    "/{speaker_id}/quotes",
    summary="List a speaker's quotes",
    responses=answered("speaker_quotes", 404, 422, 503),
)
def list_speaker_quotes(
    session: SessionDep,
    speaker_id: str,
    query: Annotated[QuoteQuery, Query()],
    request: Request,
    response: Response,
) -> Page[QuoteItem]:
    """What one speaker said, with all filters of `/quotes`."""
    return linked(find_quotes(session, query, of_speaker(session, speaker_id)), request, response)
