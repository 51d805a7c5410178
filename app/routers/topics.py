"""/topics"""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from sqlmodel import Session

from app.queries.quotes.records import find_quotes, of_topic
from app.queries.topics import find_topics, read_topic
from app.schemas.common import FacetedPage, NoQuery, Page
from app.schemas.formats import LIST_FORMATS, QUOTE_LIST_FORMATS
from app.schemas.quotes import QuoteItem, QuoteQuery
from app.schemas.topics import TopicItem, TopicQuery
from app.web.dependencies import SessionDep
from app.web.examples import answered
from app.web.read_route import Reading
from app.web.rendering import listed

router = APIRouter(prefix="/topics", tags=["topics"], route_class=Reading)


@router.get(
    "",
    summary="List topics",
    response_model=Page[TopicItem],
    responses=answered("topics", 406, 422, 503, formats=LIST_FORMATS),
)
def list_topics(session: SessionDep, query: Annotated[TopicQuery, Query()], request: Request) -> Response:
    """The topic vocabulary in two levels, with how often each is used."""
    return listed(request, session, query, find_topics, TopicItem)


@router.get("/{topic_slug}", name="read_topic", summary="Read a topic", responses=answered("topic", 404, 406, 422, 503))
def show_topic(session: SessionDep, topic_slug: str, _show: Annotated[NoQuery, Query()]) -> TopicItem:
    """One topic with its narrower ones."""
    return read_topic(session, topic_slug)


@router.get(
    "/{topic_slug}/quotes",
    summary="List a topic's quotes",
    response_model=FacetedPage[QuoteItem],
    responses=answered("topic_quotes", 404, 406, 422, 503, formats=QUOTE_LIST_FORMATS),
)
def list_topic_quotes(
    session: SessionDep, topic_slug: str, query: Annotated[QuoteQuery, Query()], request: Request
) -> Response:
    """What was said on a topic or its narrower ones, with all filters of `/quotes`."""

    def find(session: Session, query: QuoteQuery) -> FacetedPage[str]:
        return find_quotes(session, query, of_topic(session, topic_slug))

    return listed(request, session, query, find, QuoteItem)
