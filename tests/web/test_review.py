"""What reviewers correct, merge, split and undo, and what remains of it."""

import itertools

import pytest
from fastapi.testclient import TestClient

from app.extraction.types import Span, words_at
from tests.web.test_problems import require_problem
from tests.web.test_submission import ARTICLE

WHY = {"reason": "The article names her."}


@pytest.fixture
def quote(desk: TestClient) -> str:
    return desk.get("/speakers/seun-sam/quotes").json()["items"][0]["id"]


def change(desk: TestClient, path: str, **what: object) -> dict:
    answer = desk.request("PATCH" if path.count("/") == 2 else "POST", path, json=WHY | what)
    assert answer.status_code in (200, 201), answer.text
    return answer.json()


def undo(desk: TestClient, number: int):
    return desk.post(f"/changes/{number}/undo", json={"reason": "That was wrong."})


def latest(desk: TestClient, path: str) -> dict:
    return desk.get(f"{path}/history?limit=200").json()["items"][-1]


def test_a_corrected_quote_says_what_the_spans_say(desk: TestClient, quote: str):
    (before,) = desk.get(f"/quotes/{quote}?include=spans").json()["spans"]["content"]
    content = [
        {"start": before["start"] + 2, "end": before["start"] + 12},
        {"start": before["end"] - 9, "end": before["end"]},
    ]
    after = change(desk, f"/quotes/{quote}", content=content, kind="mixed", topics=["treaties", "democracy"])
    article = desk.get(f"/articles/{after['article']['id']}?include=text").json()["text"]
    assert after["text"] == words_at(article, (Span(**span) for span in content))
    assert (after["kind"], set(after["topics"])) == ("mixed", {"treaties", "democracy"})
    assert after == desk.get(f"/quotes/{quote}").json()
    word = after["text"].split()[0]
    assert quote in [one["id"] for one in desk.get("/quotes", params={"q": word}).json()["items"]]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("speakers", ["nobody-at-all"]),
        ("topics", ["no-topic"]),
        ("countries", ["KH", "ZZ"]),
        ("speakers", [{"id": "seun-sam", "role": {"country": "ZZ"}}]),
        ("said_on", "last Monday"),
        ("act", "belief"),
        ("place", "\x07"),
        ("content", [{"start": 5, "end": 5}]),
        ("content.0.start", [{"start": False, "end": 9}]),
        ("content.0.end", [{"start": 5, "end": "9"}]),
        ("content", [{"start": 9, "end": 5}]),
        ("content", [{"start": 0, "end": 10**30}]),
        ("content", [{"start": 0, "end": 9}, {"start": 8, "end": 12}]),
        ("cue", [{"start": 10**9, "end": 10**9 + 1}]),
    ],
)
def test_what_cannot_be_is_refused_and_named(desk: TestClient, quote: str, field: str, value: object):
    before = desk.get(f"/quotes/{quote}").json()
    body = require_problem(desk.patch(f"/quotes/{quote}", json=WHY | {"kind": "mixed", field.partition(".")[0]: value}))
    assert (body["status"], body["errors"][0]["where"], body["errors"][0]["name"]) == (422, "body", field)
    assert desk.get(f"/quotes/{quote}").json() == before


CIRCUMSTANCES = {
    "act": "writing",
    "addressee": "a committee of parliament",
    "medium": "Telegram",
    "relayed_by": "her spokesman",
    "said_on": "2024-01-01",
    "said_on_precision": "month",
    "place": "Siem Reap",
    "countries": ["FR", "TH"],
}
UNKNOWN = {**dict.fromkeys(CIRCUMSTANCES), "act": "speech", "countries": []}


def test_every_field_of_a_quote_is_corrected_and_the_lists_find_it_so(desk: TestClient, quote: str):
    before = desk.get(f"/quotes/{quote}").json()
    assert desk.get("/quotes?medium=Telegram&count=true").json().get("total", 0) == 0
    after = change(desk, f"/quotes/{quote}", **CIRCUMSTANCES)
    assert {name: after[name] for name in CIRCUMSTANCES} == CIRCUMSTANCES
    assert after == before | CIRCUMSTANCES == desk.get(f"/quotes/{quote}").json()
    for narrowed in ("medium=Telegram", "country=TH", "said_until=2024-01-01"):
        found = desk.get(f"/quotes?speaker=seun-sam&{narrowed}").json()["items"]
        assert quote in [one["id"] for one in found], narrowed
    assert undo(desk, latest(desk, f"/quotes/{quote}")["id"]).status_code == 200
    assert desk.get(f"/quotes/{quote}").json() == before


def test_a_field_is_corrected_to_what_nobody_knows(desk: TestClient, quote: str):
    change(desk, f"/quotes/{quote}", **CIRCUMSTANCES)
    after = change(desk, f"/quotes/{quote}", **UNKNOWN)
    assert {name: after[name] for name in UNKNOWN} == UNKNOWN


def test_a_day_without_a_precision_is_a_day(desk: TestClient, quote: str):
    assert change(desk, f"/quotes/{quote}", said_on="2024-01-05")["said_on_precision"] == "day"
    assert require_problem(desk.patch(f"/quotes/{quote}", json=WHY | {"said_on_precision": "year"}))["status"] == 422


def test_an_office_that_is_given_with_another_speaker_is_theirs(desk: TestClient, quote: str):
    role = {"title": "prime minister", "organisation": None, "country": "KH"}
    after = change(desk, f"/quotes/{quote}", speakers=[{"id": "hun-manet", "role": role}])
    assert [(one["id"], one["role"]) for one in after["speakers"]] == [("hun-manet", role)]
    found = desk.get("/quotes?speaker=hun-manet&role=prime+minister&limit=200").json()["items"]
    assert quote in [one["id"] for one in found]
    assert change(desk, f"/quotes/{quote}", speakers=["hun-manet"])["speakers"] == after["speakers"]
    assert change(desk, f"/quotes/{quote}", speakers=["seun-sam"])["speakers"][0]["role"] is None


@pytest.mark.parametrize("body", [{}, WHY, {"review": "verified"}, WHY | {"review": None}, WHY | {"text": "x"}, []])
def test_a_correction_needs_a_reason_and_something_to_correct(desk: TestClient, quote: str, body: object):
    assert require_problem(desk.patch(f"/quotes/{quote}", json=body))["status"] == 422


def test_a_retracted_quote_is_read_by_its_id_and_listed_only_when_asked_for(desk: TestClient, quote: str):
    change(desk, f"/quotes/{quote}", review="retracted")
    assert desk.get(f"/quotes/{quote}").json()["review"] == "retracted"

    def listed(path: str) -> bool:
        return quote in [one["id"] for one in desk.get(path).json()["items"]]

    assert listed("/speakers/seun-sam/quotes") is False
    assert listed("/quotes?speaker=seun-sam&review=retracted") is True
    assert listed("/quotes?speaker=seun-sam&review=machine&review=retracted") is True
    assert desk.get("/speakers/seun-sam").json()["quotes"] == len(desk.get("/speakers/seun-sam/quotes").json()["items"])
    assert desk.get("/suggest?q=seun").json()["items"][0]["quotes"] == desk.get("/speakers/seun-sam").json()["quotes"]


def test_counts_agree_with_lists_whatever_was_changed(desk: TestClient, quote: str):
    change(
        desk, f"/quotes/{quote}", review="retracted", topics=["treaties", "democracy"], speakers=["daniel-kritenbrink"]
    )
    change(desk, f"/quotes/{quote}", review="disputed", speakers=[])
    change(desk, "/speakers/daniel-kritenbrink/merge", into="seun-sam")
    for topic in ("treaties", "democracy", "human-rights"):
        counted = desk.get(f"/quotes?topic={topic}&count=true&limit=1").json()["total"]
        assert desk.get(f"/topics/{topic}").json()["quotes"] == counted
        label = desk.get(f"/topics/{topic}").json()["label"]
        suggested = desk.get("/suggest", params={"q": label, "kind": "topic"}).json()["items"]
        assert [one["quotes"] for one in suggested if one["id"] == topic] == [counted]
    counted = desk.get("/quotes?speaker=seun-sam&count=true&limit=1").json()["total"]
    assert desk.get("/suggest?q=seun").json()["items"][0]["quotes"] == counted


def test_a_missed_quote_is_added_once(desk: TestClient):
    article = desk.post("/articles", json=ARTICLE).json()["article"]["id"]
    body = WHY | {"kind": "indirect", "content": [{"start": 27, "end": 43}], "speakers": ["ana-lim"]} | CIRCUMSTANCES
    added = desk.post(f"/articles/{article}/quotes", json=body)
    assert added.status_code == 201
    assert added.headers["location"] == f"/quotes/{added.json()['id']}"
    assert (added.json()["text"], added.json()["review"]) == ("Foreign Minister", "verified")
    assert {name: added.json()[name] for name in CIRCUMSTANCES} == CIRCUMSTANCES
    assert desk.get(added.headers["location"]).json()["speakers"][0]["id"] == "ana-lim"
    again = require_problem(desk.post(f"/articles/{article}/quotes", json=body))
    assert again["status"] == 409
    assert added.json()["id"] in again["detail"]
    assert require_problem(desk.post("/articles/art-nowhere/quotes", json=body))["status"] == 404


def test_a_merged_id_leads_to_the_one_that_stayed(desk: TestClient):
    theirs = {one["id"] for one in desk.get("/speakers/seun-sam/quotes").json()["items"]}
    change(desk, "/speakers/seun-sam/merge", into="daniel-kritenbrink")
    for path in ("", "/quotes?limit=1", "/topics", "/history"):
        answer = desk.get(f"/speakers/seun-sam{path}", follow_redirects=False)
        assert answer.status_code == 308
        assert answer.headers["location"] == f"/speakers/daniel-kritenbrink{path}"
    stayed = desk.get("/speakers/seun-sam").json()
    assert stayed["id"] == "daniel-kritenbrink"
    assert "Seun Sam" in stayed["names"]
    assert theirs <= {one["id"] for one in desk.get("/quotes?speaker=seun-sam").json()["items"]}
    # A merge of what has been merged leads all the way.
    change(desk, "/speakers/daniel-kritenbrink/merge", into="hun-manet")
    assert desk.get("/speakers/seun-sam", follow_redirects=False).headers["location"] == "/speakers/hun-manet"
    assert require_problem(desk.post("/speakers/hun-manet/merge", json=WHY | {"into": "seun-sam"}))["status"] == 422


def test_what_was_done_is_undone_in_the_order_that_it_can_be(desk: TestClient):
    first = change(desk, "/speakers/seun-sam/merge", into="daniel-kritenbrink")["id"]
    second = change(desk, "/speakers/daniel-kritenbrink/merge", into="hun-manet")["id"]
    refused = require_problem(undo(desk, first))
    assert refused["status"] == 409
    assert "'daniel-kritenbrink' has since been merged into 'hun-manet'" in refused["detail"]
    assert undo(desk, second).status_code == 200
    undone = undo(desk, first).json()
    assert (undone["action"], undone["undoes"]) == ("split", first)
    assert desk.get("/speakers/seun-sam", follow_redirects=False).status_code == 200
    assert require_problem(undo(desk, first))["detail"].startswith(
        f"change {first} has been undone by change {undone['id']}"
    )
    # An undoing is a change like any other.
    assert undo(desk, undone["id"]).json()["action"] == "merged"
    assert desk.get("/speakers/seun-sam", follow_redirects=False).status_code == 308


def test_a_split_is_undone_and_the_machine_may_decide_again(desk: TestClient, quote: str):
    before = desk.get(f"/quotes/{quote}").json()
    split = change(desk, "/speakers/seun-sam/split", quotes=[quote], name="Seun Sam")
    new = split["after"]["into"]
    assert desk.get(f"/quotes/{quote}").json()["speakers"][0]["id"] == new == "seun-sam-2"
    assert undo(desk, split["id"]).json()["action"] == "merged"
    after = desk.get(f"/quotes/{quote}").json()
    assert after["speakers"] == before["speakers"]
    assert latest(desk, f"/quotes/{quote}")["after"]["decided"] == []
    assert desk.get(f"/speakers/{new}", follow_redirects=False).headers["location"] == "/speakers/seun-sam"


def test_a_rename_is_undone_unless_they_were_renamed_again(desk: TestClient):
    before = desk.get("/speakers/seun-sam").json()
    change(desk, "/speakers/seun-sam", name="Samdech Seun Sam", country="FR", add_names=["Sam S."], wikidata_id="Q42")
    first = latest(desk, "/speakers/seun-sam")["id"]
    change(desk, "/speakers/seun-sam", name="Sam")
    second = latest(desk, "/speakers/seun-sam")["id"]
    refused = require_problem(undo(desk, first))
    assert refused["status"] == 409
    assert f"has been changed since, by change {second}" in refused["detail"]
    assert undo(desk, second).status_code == 200
    assert undo(desk, first).status_code == 200
    assert desk.get("/speakers/seun-sam").json() == before


def test_a_correction_is_undone_unless_the_quote_was_corrected_again(desk: TestClient, quote: str):
    before = desk.get(f"/quotes/{quote}?include=spans").json()
    change(desk, f"/quotes/{quote}", speakers=["hun-manet"], topics=[], content=[{"start": 0, "end": 7}])
    first = latest(desk, f"/quotes/{quote}")["id"]
    change(desk, f"/quotes/{quote}", speakers=[])
    second = latest(desk, f"/quotes/{quote}")["id"]
    assert require_problem(undo(desk, first))["status"] == 409
    assert undo(desk, second).status_code == 200
    assert undo(desk, first).status_code == 200
    assert desk.get(f"/quotes/{quote}?include=spans").json() == before


def test_what_no_person_did_cannot_be_undone(desk: TestClient):
    seen = {(one["kind"], one["action"]): one["id"] for one in desk.get("/changes?limit=200").json()["items"]}
    for kind in ("article", "quote", "speaker", "meeting"):
        assert require_problem(undo(desk, seen[kind, "created"]))["status"] == 409
    assert require_problem(undo(desk, 10**9))["status"] == 404
    assert require_problem(undo(desk, 2**63))["status"] == 422


ENCODINGS = ("gzip", "identity", "br", "gzip, deflate, br, zstd", "gzip;q=0", None)


@pytest.mark.parametrize(
    ("path", "what"), [("/quotes/{}", {"kind": "mixed"}), ("/speakers/seun-sam", {"name": "S. Sam"})]
)
def test_who_changes_what_has_changed_meanwhile_is_told_so(desk: TestClient, quote: str, path: str, what: dict):
    url = path.format(quote)
    old = desk.get(url).headers["etag"]
    change(desk, url, **what)
    for given in (old, '"no-such-tag"', "W/" + old, f"{old}, {old}", "rubbish"):
        refused = desk.patch(url, json=WHY | what, headers={"if-match": given})
        assert require_problem(refused)["status"] == 412
    asked_with, sent_with = {}, {}
    for asked, sent in itertools.product(ENCODINGS, ENCODINGS):
        asked_with = {"accept-encoding": asked} if asked else {}
        sent_with = {"accept-encoding": sent} if sent else {}
        present = desk.get(url, headers=asked_with).headers["etag"]
        answer = desk.patch(url, json=WHY | what, headers=sent_with | {"if-match": f'"other", {present}'})
        assert answer.status_code == 200, (asked, sent)
    assert desk.patch(url, json=WHY | what, headers={"if-match": "*"}).status_code == 200


@pytest.mark.parametrize("encoding", ["gzip", "identity", "br", ""])
def test_a_correction_answers_with_the_tag_that_the_next_one_sends(desk: TestClient, quote: str, encoding: str):
    sent_with = {"accept-encoding": encoding}
    for url, one, other in (
        (f"/quotes/{quote}?include=spans", {"kind": "mixed"}, {"kind": "direct"}),
        ("/speakers/seun-sam", {"add_names": ["Sam Seun"]}, {"remove_names": ["Sam Seun"]}),
    ):
        tag = desk.patch(url, json=WHY | one, headers=sent_with).headers["etag"]
        assert tag == desk.get(url, headers=sent_with).headers["etag"]
        assert desk.patch(url, json=WHY | other, headers=sent_with | {"if-match": tag}).status_code == 200
        assert desk.patch(url, json=WHY | other, headers=sent_with | {"if-match": tag}).status_code == 412


def test_a_tag_is_of_the_url_that_it_came_from(desk: TestClient, quote: str):
    tag = desk.get(f"/quotes/{quote}?include=spans").headers["etag"]
    answer = desk.patch(f"/quotes/{quote}?include=spans", json=WHY | {"kind": "mixed"}, headers={"if-match": tag})
    assert "spans" in answer.json()
    tag = desk.get(f"/quotes/{quote}?include=spans").headers["etag"]
    assert desk.patch(f"/quotes/{quote}", json=WHY | {"kind": "mixed"}, headers={"if-match": tag}).status_code == 412


def test_a_name_for_a_request_holds_for_corrections_too(desk: TestClient, quote: str):
    named = {"idempotency-key": "a"}
    first = desk.patch(f"/quotes/{quote}", json=WHY | {"kind": "mixed"}, headers=named)
    change(desk, f"/quotes/{quote}", kind="indirect")
    again = desk.patch(f"/quotes/{quote}", json=WHY | {"kind": "mixed"}, headers=named)
    assert again.text == first.text
    assert desk.get(f"/quotes/{quote}").json()["kind"] == "indirect"


def test_no_article_is_of_a_day_far_ahead(desk: TestClient, quote: str):
    article = desk.get(f"/quotes/{quote}").json()["article"]["id"]
    body = require_problem(desk.patch(f"/articles/{article}", json=WHY | {"published_on": "9999-12-31"}))
    assert (body["status"], body["errors"][0]["name"]) == (422, "published_on")
