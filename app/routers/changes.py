"""/changes, and the history of a quote or a speaker"""

from typing import Annotated

from fastapi import APIRouter, Path, Query, Request, Response
from sqlmodel import Session

from app.queries import changes
from app.schemas.changes import ChangeItem, ChangeQuery, HistoryQuery
from app.schemas.common import NoQuery, Page
from app.schemas.formats import Format
from app.web.dependencies import SessionDep
from app.web.examples import example_responses
from app.web.rendering import render_list

router = APIRouter(tags=["changes"])

_FORMATS = (Format.JSON, Format.NDJSON)


@router.get(
    "/changes",
    summary="List changes",
    response_model=Page[ChangeItem],
    responses=example_responses("changes", 406, 422, 503, formats=_FORMATS),
)
def list_changes(session: SessionDep, query: Annotated[ChangeQuery, Query()], request: Request) -> Response:
    """All changes of all records, in order.

    Follow it by passing the greatest `id` that you have seen as `since`: nothing is left out and nothing
    comes twice.
    """
    return render_list(request, session, query, changes.find_changes, ChangeItem)


@router.get(
    "/changes/{change_id}",
    name="read_change",
    summary="Read a change",
    responses=example_responses("change", 404, 406, 422, 503),
)
def show_change(
    session: SessionDep, change_id: Annotated[int, Path(ge=1, lt=2**63)], _show: Annotated[NoQuery, Query()]
) -> ChangeItem:
    """One change with the fields before and after it."""
    return changes.read_change(session, change_id)


@router.get(
    "/quotes/{quote_id}/history",
    summary="List a quote's history",
    response_model=Page[ChangeItem],
    responses=example_responses("quote_history", 404, 406, 410, 422, 503, formats=_FORMATS),
)
def list_quote_history(
    session: SessionDep, quote_id: str, query: Annotated[HistoryQuery, Query()], request: Request
) -> Response:
    """Every change of one quote, the first one first."""

    def find_page(session: Session, query: HistoryQuery) -> Page[ChangeItem]:
        return changes.find_quote_history(session, query, quote_id)

    return render_list(request, session, query, find_page, ChangeItem)


@router.get(
    "/speakers/{speaker_id}/history",
    summary="List a speaker's history",
    response_model=Page[ChangeItem],
    responses=example_responses("speaker_history", 308, 404, 406, 410, 422, 503, formats=_FORMATS),
)
def list_speaker_history(
    session: SessionDep, speaker_id: str, query: Annotated[HistoryQuery, Query()], request: Request
) -> Response:
    """Every change of one speaker and of those who were merged into them, the first one first."""

    def find_page(session: Session, query: HistoryQuery) -> Page[ChangeItem]:
        return changes.find_speaker_history(session, query, speaker_id)

    return render_list(request, session, query, find_page, ChangeItem)
