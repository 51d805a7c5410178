"""/articles/{id}/versions and /articles/{id}/changes"""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from sqlmodel import Session

from app.queries.versions import compare_versions, find_versions, read_version
from app.schemas.common import Page
from app.schemas.versions import Version, VersionChanges, VersionChangesQuery, VersionItem, VersionOptions, VersionQuery
from app.web.dependencies import SessionDep
from app.web.examples import example_responses
from app.web.rendering import render_list

router = APIRouter(prefix="/articles/{article_id}", tags=["articles"])


@router.get(
    "/versions",
    name="list_article_versions",
    summary="List an article's versions",
    response_model=Page[VersionItem],
    responses=example_responses("article_versions", 404, 406, 410, 422, 503),
)
def list_versions(
    session: SessionDep, article_id: str, query: Annotated[VersionQuery, Query()], request: Request
) -> Response:
    """The versions of an article, the first one first."""

    def find_page(session: Session, query: VersionQuery) -> Page[VersionItem]:
        return find_versions(session, query, article_id)

    return render_list(request, session, query, find_page, VersionItem)


@router.get(
    "/versions/{number}",
    name="read_article_version",
    summary="Read a version of an article",
    responses=example_responses("article_version", 404, 406, 410, 422, 503),
)
def show_version(
    session: SessionDep, article_id: str, number: str, show: Annotated[VersionOptions, Query()]
) -> Version:
    """One version; `include=text` adds its text, and `include=quotes` its quotes as they were."""
    return read_version(session, article_id, number, show)


@router.get(
    "/changes",
    name="compare_article_versions",
    summary="Compare two versions of an article",
    responses=example_responses("article_changes", 404, 406, 410, 422, 503),
)
def show_version_changes(
    session: SessionDep, article_id: str, query: Annotated[VersionChangesQuery, Query()]
) -> VersionChanges:
    """The change of each quote: kept, changed, added or withdrawn, with old and new words side by side.

    Without parameters, the current version is compared with the one before it.
    """
    return compare_versions(session, article_id, query)
