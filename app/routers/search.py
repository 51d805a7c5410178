"""/search and /suggest"""

from typing import Annotated

from fastapi import APIRouter, Query

from app.queries.search.results import search
from app.queries.search.suggestions import suggest
from app.schemas.search import SearchAnswer, SearchQuery
from app.schemas.suggest import Suggestions, SuggestQuery
from app.web.dependencies import SessionDep
from app.web.examples import answered

router = APIRouter(tags=["search"])


@router.get("/search", summary="Search everything", responses=answered("search", 422, 503))
def search_everything(session: SessionDep, query: Annotated[SearchQuery, Query()]) -> SearchAnswer:
    """The best quotes, articles, speakers and topics for some words, a section each, with highlighted snippets.

    Of more than 10,000 quotes or articles that have the words, the best of the 10,000 added last are shown. `more`
    leads to all of them.
    """
    return search(session, query)


@router.get("/suggest", summary="Suggest names and topics", responses=answered("suggestions", 422, 503))
def suggest_names(session: SessionDep, query: Annotated[SuggestQuery, Query()]) -> Suggestions:
    """Speakers and topics as one types: the beginnings of any words of a name, small typing errors forgiven.

    Typing errors are looked for only where what was typed finds next to nothing: one in a word of four letters or
    more, two in one of eight or more. What was typed right comes first, then whoever has most quotes.
    """
    return suggest(session, query)
