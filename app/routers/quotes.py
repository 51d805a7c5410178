"""/quotes"""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from app.queries.quotes.records import find_quotes, read_quote
from app.queries.timelines import count_over_time
from app.schemas.common import FacetedPage
from app.schemas.formats import QUOTE_FORMATS, QUOTE_LIST_FORMATS, TIMELINE_FORMATS
from app.schemas.quotes import QuoteItem, QuoteOptions, QuoteQuery
from app.schemas.timelines import Timeline, TimelineQuery, TimelineStep
from app.web.dependencies import SessionDep
from app.web.examples import example_responses
from app.web.rendering import render_list, render_record, render_unpaged

router = APIRouter(prefix="/quotes", tags=["quotes"])


@router.get(
    "",
    summary="List quotes",
    response_model=FacetedPage[QuoteItem],
    responses=example_responses("quotes", 406, 422, 503, formats=QUOTE_LIST_FORMATS),
)
def list_quotes(session: SessionDep, query: Annotated[QuoteQuery, Query()], request: Request) -> Response:
    """The quotes that match all filters, those of the newest article first."""
    return render_list(request, session, query, find_quotes, QuoteItem)


# Before the route of one quote, which would take "timeline" for an id.
@router.get(
    "/timeline",
    summary="Count quotes over time",
    response_model=Timeline,
    responses=example_responses("timeline", 406, 422, 503, formats=TIMELINE_FORMATS),
)
def show_timeline(session: SessionDep, query: Annotated[TimelineQuery, Query()], request: Request) -> Response:
    """The number of quotes that match all filters, by day, month or year of publication."""
    counted = count_over_time(session, query)
    return render_unpaged(request, counted, counted.items, TimelineStep)


@router.get(
    "/{quote_id}",
    name="read_quote",
    summary="Read a quote",
    response_model=QuoteItem,
    responses=example_responses("quote", 404, 406, 410, 422, 503, formats=QUOTE_FORMATS),
)
def show_quote(
    session: SessionDep, quote_id: str, show: Annotated[QuoteOptions, Query()], request: Request
) -> Response:
    """One quote with its speaker, its attribution and its article; `include=spans` adds the proof."""
    return render_record(request, session, show, lambda show: read_quote(session, quote_id, show.include))
