"""/search and /suggest"""

from typing import Annotated

from fastapi import APIRouter, Query

from app.queries.search.results import search_records
from app.queries.search.suggestions import suggest_completions
from app.schemas.search import SearchAnswer, SearchQuery
from app.schemas.suggest import Suggestions, SuggestQuery
from app.web.dependencies import SessionDep
from app.web.examples import example_responses

router = APIRouter(tags=["search"])


@router.get("/search", summary="Search everything", responses=example_responses("search", 422, 503))
def search_everything(session: SessionDep, query: Annotated[SearchQuery, Query()]) -> SearchAnswer:
    """The best quotes, articles, speakers and topics for the words, in sections, with highlighted snippets.

    Of more than 10,000 quotes or articles that have the words, the best of the 10,000 added last are shown. `more`
    leads to all of them.
    """
    return search_records(session, query)


@router.get("/suggest", summary="Suggest names and topics", responses=example_responses("suggestions", 422, 503))
def suggest_names(session: SessionDep, query: Annotated[SuggestQuery, Query()]) -> Suggestions:
    """Suggest speakers and topics by the beginnings of any words of a name; small typing errors are forgiven.

    Typing errors are considered only if the typed words find little: one in a word of four letters or
    more, two in one of eight or more. Exact matches come first, then those with most quotes.
    """
    return suggest_completions(session, query)
