"""The routes that records are read by: faster than FastAPI's, and as strict."""

from typing import Annotated

import pytest
from fastapi import APIRouter, Depends, FastAPI, Header, HTTPException, Query
from fastapi.testclient import TestClient
from starlette.routing import Match

from app.main import create_app
from app.routers import quotes
from app.schemas.common import NoQuery
from app.settings import Settings
from app.web.dependencies import SessionDep
from app.web.read_route import ReadRoute, make_read_routes
from tests.web.test_lists import get_json

# Operations that FastAPI serves itself: they are asked seldom, take other parameters, or tell of this very moment.
SERVED_BY_FASTAPI = {
    "/changes",
    "/changes/{change_id}",
    "/healthz",
    "/quotes/{quote_id}/history",
    "/readyz",
    "/reconcile",
    "/reconcile/extend/propose",
    "/reconcile/suggest/entity",
    "/reconcile/suggest/property",
    "/search",
    "/speakers/{speaker_id}/history",
    "/suggest",
    "/webhooks",
    "/webhooks/{webhook_id}",
    "/webhooks/{webhook_id}/attempts",
}


def refuse() -> None:
    raise HTTPException(401)


@pytest.mark.parametrize("where", ["the router", "the application"])
def test_what_a_router_is_included_with_is_asked_all_the_same(seeded: Settings, where: str):
    app = create_app(seeded)
    refusing = [Depends(refuse)]
    within = APIRouter()
    within.include_router(quotes.router, dependencies=refusing if where == "the router" else [])
    app.include_router(within, prefix="/closed", dependencies=refusing if where == "the application" else [])
    with TestClient(app) as client:
        assert client.get("/closed/quotes").status_code == 401
        assert client.get("/quotes").status_code == 200


def route_of(app: FastAPI, path: str) -> object:
    scope = {"type": "http", "method": "GET", "path": path, "root_path": "", "headers": []}
    return next(route for route in app.routes if route.matches(scope)[0] is Match.FULL)


def test_every_documented_read_has_a_fast_route(seeded: Settings):
    app = create_app(seeded)
    documented = {path for path, operations in app.openapi()["paths"].items() if "get" in operations}
    slow = {path for path in documented if not isinstance(route_of(app, path), ReadRoute)}
    assert slow == SERVED_BY_FASTAPI


def asked_path(path: str, client: TestClient) -> str:
    """A documented path with ids of records that there are."""
    quote = get_json(client, "/quotes?limit=1&has_speaker=true")["items"][0]
    ids = {
        "quote_id": quote["id"],
        "article_id": quote["article"]["id"],
        "speaker_id": quote["speakers"][0]["id"],
        "saying_id": get_json(client, "/sayings?limit=1")["items"][0]["id"],
        "meeting_id": get_json(client, "/meetings?limit=1")["items"][0]["id"],
        "topic_slug": "diplomacy",
        "country_code": "KH",
        "other_code": "US",
        "number": "1",
    }
    return path.format(**ids) + ("?topic=diplomacy" if path.endswith("/positions") else "")


def test_a_fast_route_answers_as_the_documented_one(seeded: Settings, client: TestClient):
    plain = create_app(seeded)
    fast = [route for route in plain.routes if isinstance(route, ReadRoute)]
    for route in fast:
        plain.router.routes.remove(route)
    with TestClient(plain) as documented:
        for route in fast:
            path = asked_path(route.path, client)
            answer, wanted = client.get(path), documented.get(path)
            assert wanted.status_code == 200, path
            assert answer.content == wanted.content
            assert answer.headers["etag"] == wanted.headers["etag"]
            wrong = f"{path}{'&' if '?' in path else '?'}colour=red"
            answer, wanted = client.get(wrong), documented.get(wrong)
            assert wanted.status_code == 422, wrong
            assert answer.json()["errors"] == wanted.json()["errors"]


def takes_a_header(session: SessionDep, _show: Annotated[NoQuery, Query()], x_name: Annotated[str, Header()]) -> None:
    """An operation that takes more than a read does."""


def takes_no_query(session: SessionDep) -> None:
    """An operation that would ignore unknown parameters."""


@pytest.mark.parametrize("operation", [takes_a_header, takes_no_query])
def test_an_operation_that_takes_anything_else_is_refused_when_the_application_is_made(operation):
    router = APIRouter()
    router.add_api_route("/odd", operation)
    with pytest.raises(TypeError, match="/odd"):
        make_read_routes(router)


def test_a_router_with_a_dependency_is_refused_likewise():
    router = APIRouter(prefix="/closed", dependencies=[Depends(refuse)])
    with pytest.raises(TypeError, match="/closed"):
        make_read_routes(router)


@pytest.mark.parametrize(
    ("query", "name"),
    [
        ("limit=0", "limit"),
        ("kind=loud", "kind"),
        ("kind=direct&kind=loud", "kind"),
        ("limit=1&limit=x", "limit"),
        ("colour=red", "colour"),
        ("colour=red&colour=blue", "colour"),
        ("said_since=yesterday", "said_since"),
    ],
)
def test_what_cannot_be_used_is_named(client: TestClient, query: str, name: str):
    answer = client.get(f"/quotes?{query}")
    assert answer.status_code == 422
    (fault,) = answer.json()["errors"]
    assert (fault["where"], fault["name"]) == ("query", name)
