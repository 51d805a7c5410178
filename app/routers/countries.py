"""/countries"""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from app.http.dependencies import SessionDep
from app.http.examples import answered
from app.http.links import linked
from app.queries.countries import find_countries, read_country
from app.schemas.common import ListQuery, NoQuery, Page
from app.schemas.countries import CountryItem

router = APIRouter(prefix="/countries", tags=["countries"])


@router.get("", summary="List countries", responses=answered("countries", 422, 503))
def list_countries(
    session: SessionDep, query: Annotated[ListQuery, Query()], request: Request, response: Response
) -> Page[CountryItem]:
    """The countries that articles mention or speakers are of, by code."""
    return linked(find_countries(session, query), request, response)


@router.get(
    "/{country_code}", name="read_country", summary="Read a country", responses=answered("country", 404, 422, 503)
)
def show_country(session: SessionDep, country_code: str, _show: Annotated[NoQuery, Query()]) -> CountryItem:
    """One country by its ISO 3166-1 alpha-2 code, mentioned or not."""
    return read_country(session, country_code)
