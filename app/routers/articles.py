"""/articles"""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from app.http.dependencies import SessionDep
from app.http.examples import answered
from app.http.links import linked
from app.queries import meetings
from app.queries.articles import find_articles, read_article
from app.queries.quotes import find_quotes, of_article
from app.schemas.articles import ArticleItem, ArticleQuery, ArticleShow
from app.schemas.common import Page
from app.schemas.meetings import MeetingItem, MeetingQuery
from app.schemas.quotes import QuoteItem, QuoteQuery

router = APIRouter(prefix="/articles", tags=["articles"])


@router.get("", summary="List articles", responses=answered("articles", 422, 503))
def list_articles(
    session: SessionDep, query: Annotated[ArticleQuery, Query()], request: Request, response: Response
) -> Page[ArticleItem]:
    """The articles that pass all filters, the newest first."""
    return linked(find_articles(session, query), request, response)


@router.get(
    "/{article_id}", name="read_article", summary="Read an article", responses=answered("article", 404, 422, 503)
)
def show_article(session: SessionDep, article_id: str, show: Annotated[ArticleShow, Query()]) -> ArticleItem:
    """One article; `include=text` adds the text that all offsets count in."""
    return read_article(session, article_id, show.include)


@router.get(
    "/{article_id}/quotes",
    summary="List an article's quotes",
    responses=answered("article_quotes", 404, 422, 503),
)
def list_article_quotes(
    session: SessionDep,
    article_id: str,
    query: Annotated[QuoteQuery, Query()],
    request: Request,
    response: Response,
) -> Page[QuoteItem]:
    """What was said in one article, with all filters of `/quotes`."""
    return linked(find_quotes(session, query, of_article(session, article_id)), request, response)


@router.get(
    "/{article_id}/meetings",
    summary="List an article's meetings",
    responses=answered("article_meetings", 404, 422, 503),
)
def list_article_meetings(
    session: SessionDep,
    article_id: str,
    query: Annotated[MeetingQuery, Query()],
    request: Request,
    response: Response,
) -> Page[MeetingItem]:
    """Who met whom in one article, with all filters of `/meetings`."""
    return linked(meetings.find_meetings(session, query, meetings.of_article(session, article_id)), request, response)
