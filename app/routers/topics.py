"""/topics"""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from sqlmodel import Session

from app.queries.quotes.records import find_quotes, topic_scope
from app.queries.topics import find_topics, read_topic
from app.schemas.common import FacetedPage, NoQuery, Page
from app.schemas.formats import LIST_FORMATS, QUOTE_LIST_FORMATS
from app.schemas.quotes import QuoteItem, QuoteQuery
from app.schemas.topics import TopicItem, TopicQuery
from app.web.dependencies import SessionDep
from app.web.examples import example_responses
from app.web.rendering import render_list

router = APIRouter(prefix="/topics", tags=["topics"])


@router.get(
    "",
    summary="List topics",
    response_model=Page[TopicItem],
    responses=example_responses("topics", 406, 422, 503, formats=LIST_FORMATS),
)
def list_topics(session: SessionDep, query: Annotated[TopicQuery, Query()], request: Request) -> Response:
    """The topic vocabulary in two levels, with counts."""
    return render_list(request, session, query, find_topics, TopicItem)


@router.get(
    "/{topic_slug}", name="read_topic", summary="Read a topic", responses=example_responses("topic", 404, 406, 422, 503)
)
def show_topic(session: SessionDep, topic_slug: str, _show: Annotated[NoQuery, Query()]) -> TopicItem:
    """One topic with its narrower ones."""
    return read_topic(session, topic_slug)


@router.get(
    "/{topic_slug}/quotes",
    summary="List a topic's quotes",
    response_model=FacetedPage[QuoteItem],
    responses=example_responses("topic_quotes", 404, 406, 422, 503, formats=QUOTE_LIST_FORMATS),
)
def list_topic_quotes(
    session: SessionDep, topic_slug: str, query: Annotated[QuoteQuery, Query()], request: Request
) -> Response:
    """The quotes on a topic or its narrower ones, with all filters of `/quotes`."""

    def find_page(session: Session, query: QuoteQuery) -> FacetedPage[str]:
        return find_quotes(session, query, topic_scope(session, topic_slug))

    return render_list(request, session, query, find_page, QuoteItem)
