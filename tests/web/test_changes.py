"""The feed of all changes: complete, in order, and nothing in it is ever another."""

import json

import pytest
from fastapi.testclient import TestClient
from sqlalchemy.exc import IntegrityError

from tests.conftest import run_sql
from tests.web.test_problems import require_problem
from tests.web.test_submission import ARTICLE

WHY = {"reason": "The article names her."}


def follow_pages(desk: TestClient, url: str) -> list[dict]:
    found: list[dict] = []
    following: str | None = url
    while following:
        page = desk.get(following).json()
        found += page["items"]
        following = page["next"]
    return found


def test_who_follows_from_the_start_hears_of_every_record(desk: TestClient):
    changes = follow_pages(desk, "/changes?limit=50")
    assert [one["id"] for one in changes] == sorted({one["id"] for one in changes})
    told = {(one["kind"], one["record"]) for one in changes if one["action"] == "created"}
    for kind in ("article", "quote", "speaker", "meeting"):
        there = {one["id"] for one in follow_pages(desk, f"/{kind}s?limit=200")}
        assert there == {record for of, record in told if of == kind}
    lines = desk.get("/changes?format=ndjson").text.splitlines()
    assert [json.loads(line) for line in lines] == changes


def test_who_knows_the_last_one_hears_what_came_since(desk: TestClient):
    last = follow_pages(desk, "/changes?limit=200")[-1]["id"]
    assert desk.get(f"/changes?since={last}").json() == {"items": [], "next": None}
    article = desk.post("/articles", json=ARTICLE).json()["article"]["id"]
    (quote,) = (one["id"] for one in desk.get(f"/articles/{article}/quotes").json()["items"])
    desk.post("/speakers/ana-lim/merge", json=WHY | {"into": "hun-manet"})
    desk.post("/articles", json=ARTICLE | {"text": "Nothing was said."})
    came = follow_pages(desk, f"/changes?since={last}&limit=2")
    assert [(one["action"], one["record"]) for one in came if one["kind"] != "meeting"] == [
        ("created", article),
        ("created", "ana-lim"),
        ("created", quote),
        ("merged", "ana-lim"),
        ("changed", "hun-manet"),
        ("changed", article),
        ("withdrawn", quote),
    ]
    assert came[3]["after"]["into"] == "hun-manet"
    only = follow_pages(desk, f"/changes?since={last}&action=merged&action=withdrawn&kind=speaker&kind=quote")
    assert [one["record"] for one in only] == ["ana-lim", quote]
    assert [one["record"] for one in follow_pages(desk, f"/changes?record={quote}")] == [quote, quote]


def test_each_change_can_be_read_alone(desk: TestClient):
    first = desk.get("/changes?limit=1").json()["items"][0]
    assert desk.get(f"/changes/{first['id']}").json() == first
    for path, status in (
        ("/changes/999999", 404),
        ("/changes/0", 422),
        ("/changes/x", 422),
        (f"/changes/{2**63}", 422),
    ):
        assert require_problem(desk.get(path))["status"] == status
    assert require_problem(desk.get(f"/changes?since={2**63}"))["status"] == 422
    for path in ("/quotes/quo-nowhere/history", "/speakers/nobody/history"):
        assert require_problem(desk.get(path))["status"] == 404


@pytest.mark.usefixtures("keys")
def test_no_entry_can_be_changed_or_deleted(copied):
    for statement in ("UPDATE change SET reason = 'another'", "DELETE FROM change WHERE key = 1"):
        with pytest.raises(IntegrityError, match="never changed"):
            run_sql(copied, statement)
