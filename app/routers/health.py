"""/healthz and /readyz"""

from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Query
from pydantic import BaseModel, Field

from app.database.schema import require_current_schema
from app.schemas.common import NoQuery
from app.web.dependencies import SessionDep
from app.web.examples import example_responses
from app.web.middleware.etag import set_no_store

router = APIRouter(tags=["health"], dependencies=[Depends(set_no_store)])


class Health(BaseModel):
    """The state of the server."""

    status: Annotated[Literal["ok"], Field(description="Always `ok`.")]


@router.get(
    "/healthz", name="read_health", summary="Check that the server runs", responses=example_responses("health", 422)
)
def show_health(_show: Annotated[NoQuery, Query()]) -> Health:
    """Answers while the process runs; needs no database."""
    return Health(status="ok")


@router.get(
    "/readyz",
    name="read_readiness",
    summary="Check that the server can answer",
    responses=example_responses("health", 422, 503),
)
def show_readiness(session: SessionDep, _show: Annotated[NoQuery, Query()]) -> Health:
    """Answers if the database can be read and has this version's schema."""
    require_current_schema(session.connection())
    return Health(status="ok")
