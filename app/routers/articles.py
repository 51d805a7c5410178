"""/articles"""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from sqlmodel import Session

from app.queries import meetings
from app.queries.articles import find_articles, is_copy_of, read_article
from app.queries.quotes import records
from app.schemas.articles import ArticleItem, ArticleOptions, ArticleQuery
from app.schemas.common import FacetedPage
from app.schemas.formats import LIST_FORMATS, QUOTE_LIST_FORMATS
from app.schemas.meetings import MeetingItem, MeetingQuery
from app.schemas.quotes import ArticleQuoteQuery, QuoteItem
from app.web.dependencies import SessionDep
from app.web.examples import example_responses
from app.web.rendering import render_list

router = APIRouter(prefix="/articles", tags=["articles"])


@router.get(
    "",
    summary="List articles",
    response_model=FacetedPage[ArticleItem],
    responses=example_responses("articles", 406, 422, 503, formats=LIST_FORMATS),
)
def list_articles(session: SessionDep, query: Annotated[ArticleQuery, Query()], request: Request) -> Response:
    """The articles that match all filters, the newest first unless `sort` says otherwise."""
    return render_list(request, session, query, find_articles, ArticleItem)


@router.get(
    "/{article_id}",
    name="read_article",
    summary="Read an article",
    responses=example_responses("article", 404, 406, 410, 422, 503),
)
def show_article(session: SessionDep, article_id: str, show: Annotated[ArticleOptions, Query()]) -> ArticleItem:
    """One article; `include=text` adds the text that all offsets count in."""
    return read_article(session, article_id, show.include)


@router.get(
    "/{article_id}/quotes",
    summary="List an article's quotes",
    response_model=FacetedPage[QuoteItem],
    responses=example_responses("article_quotes", 404, 406, 410, 422, 503, formats=QUOTE_LIST_FORMATS),
)
def list_article_quotes(
    session: SessionDep, article_id: str, query: Annotated[ArticleQuoteQuery, Query()], request: Request
) -> Response:
    """The quotes of one article in the order of its text, with all filters of `/quotes`."""

    def find_page(session: Session, query: ArticleQuoteQuery) -> FacetedPage[str]:
        return records.find_quotes(session, query, records.article_scope(session, article_id))

    return render_list(request, session, query, find_page, QuoteItem)


@router.get(
    "/{article_id}/meetings",
    summary="List an article's meetings",
    response_model=FacetedPage[MeetingItem],
    responses=example_responses("article_meetings", 404, 406, 410, 422, 503, formats=LIST_FORMATS),
)
def list_article_meetings(
    session: SessionDep, article_id: str, query: Annotated[MeetingQuery, Query()], request: Request
) -> Response:
    """The meetings of one article, with all filters of `/meetings`."""

    def find_page(session: Session, query: MeetingQuery) -> FacetedPage[MeetingItem]:
        return meetings.find_meetings(session, query, meetings.is_in_article(session, article_id))

    return render_list(request, session, query, find_page, MeetingItem)


@router.get(
    "/{article_id}/copies",
    name="list_article_copies",
    summary="List an article's copies",
    response_model=FacetedPage[ArticleItem],
    responses=example_responses("copied_articles", 404, 406, 410, 422, 503, formats=LIST_FORMATS),
)
def list_copies(
    session: SessionDep, article_id: str, query: Annotated[ArticleQuery, Query()], request: Request
) -> Response:
    """The other articles with the same story, with all filters of `/articles`.

    Their texts share at least half of their three-word sequences, and they were published within seven days of it or of
    another copy.
    """

    def find_page(session: Session, query: ArticleQuery) -> FacetedPage[ArticleItem]:
        return find_articles(session, query, is_copy_of(session, article_id))

    return render_list(request, session, query, find_page, ArticleItem)
