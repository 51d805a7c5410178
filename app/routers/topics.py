"""/topics"""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from app.http.dependencies import SessionDep
from app.http.examples import answered
from app.http.links import linked
from app.queries.quotes import find_quotes, of_topic
from app.queries.topics import find_topics, read_topic
from app.schemas.common import NoQuery, Page
from app.schemas.quotes import QuoteItem, QuoteQuery
from app.schemas.topics import TopicItem, TopicQuery

router = APIRouter(prefix="/topics", tags=["topics"])


@router.get("", summary="List topics", responses=answered("topics", 422, 503))
def list_topics(
    session: SessionDep, query: Annotated[TopicQuery, Query()], request: Request, response: Response
) -> Page[TopicItem]:
    """The topic vocabulary in two levels, with how often each is used."""
    return linked(find_topics(session, query), request, response)


@router.get("/{topic_slug}", name="read_topic", summary="Read a topic", responses=answered("topic", 404, 422, 503))
def show_topic(session: SessionDep, topic_slug: str, _show: Annotated[NoQuery, Query()]) -> TopicItem:
    """One topic with its narrower ones."""
    return read_topic(session, topic_slug)


@router.get("/{topic_slug}/quotes", summary="List a topic's quotes", responses=answered("topic_quotes", 404, 422, 503))
def list_topic_quotes(
    session: SessionDep,
    topic_slug: str,
    query: Annotated[QuoteQuery, Query()],
    request: Request,
    response: Response,
) -> Page[QuoteItem]:
    """What was said on a topic or its narrower ones, with all filters of `/quotes`."""
    return linked(find_quotes(session, query, of_topic(session, topic_slug)), request, response)
