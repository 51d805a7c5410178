"""/speakers"""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from sqlmodel import Session

from app.queries.quotes.records import find_quotes, speaker_scope
from app.queries.speakers import find_speakers, read_speaker
from app.queries.timelines import count_speaker_topics
from app.schemas.common import FacetedPage, NoQuery, Page
from app.schemas.formats import LIST_FORMATS, QUOTE_LIST_FORMATS
from app.schemas.quotes import PositionQuery, QuoteItem, QuoteQuery
from app.schemas.speakers import SpeakerItem, SpeakerQuery
from app.schemas.timelines import SpokenTopics
from app.web.dependencies import SessionDep
from app.web.examples import example_responses
from app.web.rendering import render_list

router = APIRouter(prefix="/speakers", tags=["speakers"])


@router.get(
    "",
    summary="List speakers",
    response_model=Page[SpeakerItem],
    responses=example_responses("speakers", 406, 422, 503, formats=LIST_FORMATS),
)
def list_speakers(session: SessionDep, query: Annotated[SpeakerQuery, Query()], request: Request) -> Response:
    """The people and organisations that are quoted, by name or by number of quotes."""
    return render_list(request, session, query, find_speakers, SpeakerItem)


@router.get(
    "/{speaker_id}",
    name="read_speaker",
    summary="Read a speaker",
    responses=example_responses("speaker", 404, 406, 410, 422, 503),
)
def show_speaker(session: SessionDep, speaker_id: str, _show: Annotated[NoQuery, Query()]) -> SpeakerItem:
    """One speaker with every name and office that articles printed."""
    return read_speaker(session, speaker_id)


@router.get(
    "/{speaker_id}/quotes",
    summary="List a speaker's quotes",
    response_model=FacetedPage[QuoteItem],
    responses=example_responses("speaker_quotes", 404, 406, 410, 422, 503, formats=QUOTE_LIST_FORMATS),
)
def list_speaker_quotes(
    session: SessionDep, speaker_id: str, query: Annotated[QuoteQuery, Query()], request: Request
) -> Response:
    """The quotes of one speaker, with all filters of `/quotes`."""

    def find_page(session: Session, query: QuoteQuery) -> FacetedPage[str]:
        return find_quotes(session, query, speaker_scope(session, speaker_id))

    return render_list(request, session, query, find_page, QuoteItem)


@router.get(
    "/{speaker_id}/topics",
    summary="List a speaker's topics",
    responses=example_responses("speaker_topics", 404, 406, 410, 422, 503),
)
def list_speaker_topics(session: SessionDep, speaker_id: str, _show: Annotated[NoQuery, Query()]) -> SpokenTopics:
    """The topics of one speaker, with the number of quotes and the first and last day."""
    return count_speaker_topics(session, speaker_id)


@router.get(
    "/{speaker_id}/positions",
    summary="List a speaker's quotes on a topic, in order",
    response_model=FacetedPage[QuoteItem],
    responses=example_responses("position_quotes", 404, 406, 410, 422, 503, formats=QUOTE_LIST_FORMATS),
)
def list_speaker_positions(
    session: SessionDep, speaker_id: str, query: Annotated[PositionQuery, Query()], request: Request
) -> Response:
    """The quotes of one speaker on a topic or its narrower ones, the earliest first.

    Ordered by the day of speaking, or else of publication, with all filters of `/quotes`.
    """

    def find_page(session: Session, query: PositionQuery) -> FacetedPage[str]:
        return find_quotes(session, query, speaker_scope(session, speaker_id))

    return render_list(request, session, query, find_page, QuoteItem)
