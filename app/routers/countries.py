"""/countries"""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from app.queries.countries import find_countries, read_country
from app.queries.country_pairs import read_relation
from app.schemas.common import NoQuery, Page
from app.schemas.countries import CountryItem, CountryQuery
from app.schemas.formats import LIST_FORMATS
from app.schemas.relations import Relation
from app.web.dependencies import SessionDep
from app.web.examples import example_responses
from app.web.rendering import render_list

router = APIRouter(prefix="/countries", tags=["countries"])


@router.get(
    "",
    summary="List countries",
    response_model=Page[CountryItem],
    responses=example_responses("countries", 406, 422, 503, formats=LIST_FORMATS),
)
def list_countries(session: SessionDep, query: Annotated[CountryQuery, Query()], request: Request) -> Response:
    """The countries that articles mention or speakers come from, by code."""
    return render_list(request, session, query, find_countries, CountryItem)


@router.get(
    "/{country_code}",
    name="read_country",
    summary="Read a country",
    responses=example_responses("country", 404, 406, 422, 503),
)
def show_country(session: SessionDep, country_code: str, _show: Annotated[NoQuery, Query()]) -> CountryItem:
    """One country by its ISO 3166-1 alpha-2 code."""
    return read_country(session, country_code)


@router.get(
    "/{country_code}/relations/{other_code}",
    name="read_relation",
    summary="Read the relation of two countries",
    responses=example_responses("relation", 404, 406, 422, 503),
)
def show_relation(
    session: SessionDep, country_code: str, other_code: str, _show: Annotated[NoQuery, Query()]
) -> Relation:
    """Count quotes, meetings and articles that concern two countries, in total and by month, with links to lists.

    A quote concerns both if it is about both, or by a speaker of one about the other; a meeting if a
    side of each takes part; an article if it mentions both. The order of the two does not matter.
    """
    return read_relation(session, country_code, other_code)
