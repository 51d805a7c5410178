"""The road of what is read: faster than the framework's, and as strict."""

import pytest
from fastapi import APIRouter, Depends, HTTPException
from fastapi.testclient import TestClient

from app.main import create_app
from app.routers import quotes
from app.settings import Settings
from app.web.read_route import ReadRoute


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


def test_every_list_of_records_takes_it():
    assert all(isinstance(route, ReadRoute) for route in quotes.router.routes)


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
