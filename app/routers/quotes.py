"""/quotes"""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from app.http.dependencies import SessionDep
from app.http.examples import answered
from app.http.links import linked
from app.queries.quotes import find_quotes, read_quote
from app.schemas.common import Page
from app.schemas.quotes import QuoteItem, QuoteQuery, QuoteShow

router = APIRouter(prefix="/quotes", tags=["quotes"])


@router.get("", summary="List quotes", responses=answered("quotes", 422, 503))
def list_quotes(
    session: SessionDep, query: Annotated[QuoteQuery, Query()], request: Request, response: Response
) -> Page[QuoteItem]:
    """Who said what: the quotes that pass all filters, those of the newest article first."""
    return linked(find_quotes(session, query), request, response)


@router.get("/{quote_id}", name="read_quote", summary="Read a quote", responses=answered("quote", 404, 422, 503))
def show_quote(session: SessionDep, quote_id: str, show: Annotated[QuoteShow, Query()]) -> QuoteItem:
    """One quote with its speaker, its attribution and its article; `include=spans` adds the proof."""
    return read_quote(session, quote_id, show.include)
