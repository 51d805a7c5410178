"""/reconcile: the Reconciliation Service API 0.2, as OpenRefine uses it."""

import json
from html import unescape

import pytest
from fastapi.testclient import TestClient

from app.main import create_app
from tests.web.conftest import ArticlePrinter
from tests.web.test_lists import get_json
from tests.web.test_problems import require_problem


def ask(client: TestClient, **queries: dict | str) -> dict[str, list[dict]]:
    batch = {name: {"query": query} if isinstance(query, str) else query for name, query in queries.items()}
    answer = client.post("/reconcile", data={"queries": json.dumps(batch)})
    assert answer.status_code == 200, answer.text
    return {name: found["result"] for name, found in answer.json().items()}


def best(client: TestClient, query: str, **more: object) -> dict:
    return ask(client, q={"query": query, **more})["q"][0]


def knowing(**properties: object) -> list[dict]:
    return [{"pid": pid, "v": value} for pid, value in properties.items()]


def test_the_manifest_leads_to_everything(crowd: TestClient):
    manifest = get_json(crowd, "/reconcile")
    assert manifest["versions"] == ["0.2"]
    assert [one["id"] for one in manifest["defaultTypes"]] == ["person", "organisation"]
    assert crowd.get(manifest["view"]["url"].replace("{{id}}", "emile-gauthier")).json()["name"] == "Émile Gauthier"
    for service in manifest["suggest"].values():
        assert crowd.get(f"{service['service_url']}{service['service_path']}?prefix=c").status_code == 200


def test_a_batch_may_be_posted_or_asked_for(crowd: TestClient):
    queries = json.dumps({"a": {"query": "Émile Gauthier"}, "b": {"query": "Nobody Whatsoever"}})
    posted = crowd.post("/reconcile", data={"queries": queries})
    assert posted.json() == crowd.get("/reconcile", params={"queries": queries}).json()
    assert posted.json().keys() == {"a", "b"}
    assert posted.json()["b"] == {"result": []}


@pytest.mark.parametrize(
    "name",
    ["Émile Gauthier", "emile gauthier", "GAUTHIER, Émile", "emile-gauthier", "Quai d’Orsay", "Владимир Орлов"],
)
def test_a_full_name_of_one_speaker_alone_is_a_match(crowd: TestClient, name: str):
    found = best(crowd, name)
    assert found["match"]
    assert found["score"] == 100


def test_two_speakers_of_one_name_never_match(crowd: TestClient):
    for more in ({}, {"properties": knowing(country="DE")}, {"properties": knowing(country="DE", role="ambassador")}):
        found = ask(crowd, q={"query": "Michael Brandt", **more})["q"]
        assert [one["match"] for one in found] == [False] * len(found)
        assert [one["name"] for one in found[:2]] == ["Michael Brandt"] * 2


def test_what_is_known_tells_namesakes_apart_by_score(crowd: TestClient):
    for country, identity in (("Germany", "michael-brandt"), ("AUT", "michael-brandt-2")):
        one, other = ask(crowd, q={"query": "Michael Brandt", "properties": knowing(country=country)})["q"][:2]
        assert one["id"] == identity
        assert one["score"] > other["score"]


@pytest.mark.parametrize("name", ["Gauthier", "Gautier, Emile", "Gauthier Émile", "E. Gauthier", "Émile P. Gauthier"])
def test_a_doubt_is_no_match(crowd: TestClient, name: str):
    found = best(crowd, name)
    assert found["id"] == "emile-gauthier"
    assert not found["match"]


@pytest.mark.parametrize(
    ("known", "matches"),
    [
        ({"country": "FR"}, True),
        ({"country": "france"}, True),
        ({"country": {"id": "FR", "name": "France"}}, True),
        ({"country": ["BE", "FR"]}, True),
        ({"role": "Minister of Foreign Affairs"}, True),
        ({"role": "minister", "country": "FRA"}, True),
        ({"country": "DE"}, False),
        ({"country": "Atlantis"}, False),
        ({"role": "ambassador"}, False),
        ({"role": "minister", "country": "DE"}, False),
    ],
)
def test_a_match_agrees_with_all_that_is_known(crowd: TestClient, known: dict, matches: bool):
    found = best(crowd, "Émile Gauthier", properties=knowing(**known))
    assert found["id"] == "emile-gauthier"
    assert found["match"] is matches
    assert (found["score"] == 100) is matches


def test_a_country_that_nobody_knows_is_a_doubt(crowd: TestClient):
    found = best(crowd, "Boutros Boutros-Ghali", properties=knowing(country="EG"))
    assert 80 < found["score"] < 100
    assert not found["match"]


def test_only_the_types_asked_for(crowd: TestClient):
    query = "Ministry of Foreign Affairs"
    assert best(crowd, query, type="organisation")["match"]
    assert best(crowd, query, type=["person", "organisation"], type_strict="any")["match"]
    assert ask(crowd, q={"query": query, "type": "person"})["q"] == []


def test_a_candidate_says_who_it_is(crowd: TestClient):
    assert best(crowd, "Łukasz Wiśniewski") == {
        "id": "lukasz-wisniewski",
        "name": "Łukasz Wiśniewski",
        "description": "person, PL; diplomat",
        "type": [{"id": "person", "name": "Person"}],
        "score": 100.0,
        "match": True,
        "features": [{"id": "name", "value": 1.0}],
    }


def test_the_best_come_first_and_no_more_than_the_limit(crowd: TestClient):
    found = ask(crowd, q={"query": "Michael Brandl", "limit": 2})["q"]
    scores = [one["score"] for one in found]
    assert scores == sorted(scores, reverse=True)
    assert len(found) == 2


def test_properties_alone_name_nobody(crowd: TestClient):
    assert ask(crowd, q={"properties": knowing(country="FR")}) == {"q": []}


def test_speakers_are_suggested_to_a_client_whatever_else_it_sends(crowd: TestClient):
    found = get_json(crowd, "/reconcile/suggest/entity?prefix=gau&type=person&exact=false&key=")["result"]
    assert [one["id"] for one in found] == ["emile-gauthier"]
    assert found[0]["description"] == "person, FR; minister of foreign affairs"
    first = get_json(crowd, "/reconcile/suggest/entity?prefix=m")["result"]
    assert get_json(crowd, "/reconcile/suggest/entity?prefix=m&cursor=1")["result"] == first[1:]
    assert get_json(crowd, "/reconcile/suggest/property?prefix=Ro")["result"] == [{"id": "role", "name": "Role"}]


@pytest.mark.parametrize(
    ("queries", "name"),
    [
        ("{", "queries"),
        ("[]", "queries"),
        ("", "queries"),
        ('{"q": {}}', "queries.q"),
        ('{"q": {"query": ""}}', "queries.q.query"),
        ('{"q": {"query": "a\\u0000b"}}', "queries.q.query"),
        ('{"q": {"query": "\\ud800"}}', "queries"),
        ('{"q": {"query": "a", "limit": 0}}', "queries.q.limit"),
        ('{"q": {"query": "a", "bogus": 1}}', "queries.q.bogus"),
        ('{"q": {"query": "a", "properties": [{"pid": "age", "v": 1}]}}', "queries.q.properties.0.pid"),
    ],
)
def test_a_batch_that_cannot_be_read_is_refused_by_name(crowd: TestClient, queries: str, name: str):
    for answer in (
        crowd.post("/reconcile", data={"queries": queries}),
        crowd.get("/reconcile", params={"queries": queries}),
    ):
        assert require_problem(answer)["status"] == 422
        assert require_problem(answer)["errors"][0]["name"] == name


@pytest.mark.parametrize(
    ("content", "media_type", "status"),
    [
        ('{"q": {"query": "a"}}', "application/json", 415),
        ("", "application/x-www-form-urlencoded", 422),
        ("extend={}", "application/x-www-form-urlencoded", 422),
        ("queries={}&queries={}", "application/x-www-form-urlencoded", 422),
        ("queries=%ff", "application/x-www-form-urlencoded", 422),
        ("queries=" + "a" * 5_000_001, "application/x-www-form-urlencoded", 413),
    ],
)
def test_a_form_that_cannot_be_read_is_refused(crowd: TestClient, content: str, media_type: str, status: int):
    answer = crowd.post("/reconcile", content=content, headers={"content-type": media_type})
    assert require_problem(answer)["status"] == status


def test_a_batch_that_is_too_large_is_a_413(crowd: TestClient):
    batch = json.dumps({str(number): {"query": "a"} for number in range(51)})
    assert require_problem(crowd.post("/reconcile", data={"queries": batch}))["status"] == 413


def test_a_batch_takes_as_many_statements_whatever_its_size(crowd_settings, statements: list[str]):
    used = set()
    with TestClient(create_app(crowd_settings)) as client:
        for names in (["Michael Brandt"], ["Émile Gauthier", "Gautier", "a b", "Orlov", *map(str, range(46))]):
            statements.clear()
            ask(client, **{name: {"query": name, "properties": knowing(country="FR")} for name in names})
            used.add(len(statements))
    assert used == {7}


def extended(client: TestClient, ids: list[str], *properties: str) -> dict:
    asked = {"ids": ids, "properties": [{"id": one} for one in properties]}
    answer = client.post("/reconcile", data={"extend": json.dumps(asked)})
    assert answer.status_code == 200, answer.text
    assert answer.json() == client.get("/reconcile", params={"extend": json.dumps(asked)}).json()
    return answer.json()


def test_a_table_is_extended_by_what_is_known(crowd: TestClient):
    told = extended(crowd, ["emile-gauthier", "nobody"], "country", "alias", "role", "quotes", "wikidata")
    assert told["meta"][:2] == [{"id": "country", "name": "Country"}, {"id": "alias", "name": "Names as printed"}]
    assert told["rows"]["emile-gauthier"] == {
        "country": [{"str": "FR"}],
        "alias": [{"str": "Gauthier"}, {"str": "Émile Gauthier"}],
        "role": [{"str": "minister of foreign affairs"}],
        "quotes": [{"int": 2}],
        "wikidata": [],
    }
    assert told["rows"]["nobody"] == {one["id"]: [] for one in told["meta"]}
    assert extended(crowd, [], "name")["rows"] == {}


def test_every_property_that_is_proposed_can_be_asked_for(crowd: TestClient):
    service = get_json(crowd, "/reconcile")["extend"]["propose_properties"]
    proposed = get_json(crowd, f"{service['service_url']}{service['service_path']}?type=person&limit=3")["properties"]
    told = extended(crowd, ["emile-gauthier"], *(one["id"] for one in proposed))
    assert told["meta"] == proposed


@pytest.mark.parametrize(
    "asked",
    [
        "[]",
        "nonsense",
        '{"ids": ["a"]}',
        '{"ids": ["a"], "properties": [{"id": "shoe size"}]}',
        json.dumps({"ids": ["a"] * 1_001, "properties": []}),
    ],
)
def test_an_extension_that_is_none_is_refused(crowd: TestClient, asked: str):
    for answer in (
        crowd.post("/reconcile", data={"extend": asked}),
        crowd.get("/reconcile", params={"extend": asked}),
    ):
        assert require_problem(answer)["errors"][0]["name"].startswith("extend")
    assert require_problem(crowd.post("/reconcile", data={"extend": "{}", "queries": "{}"}))["status"] == 422


def test_a_preview_is_a_small_page_that_anybody_may_frame(client: TestClient):
    shown = get_json(client, "/reconcile")["preview"]
    assert shown["width"] > 0 < shown["height"]
    answer = client.get(shown["url"].replace("{{id}}", "seun-sam"))
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert "frame-ancestors *" in answer.headers["content-security-policy"]
    assert "x-frame-options" not in answer.headers
    assert "<h1>Seun Sam</h1>" in answer.text
    assert "Royal Academy of Cambodia" in answer.text
    assert require_problem(client.get("/reconcile/preview?id=nobody"))["status"] == 404


def test_a_preview_tells_a_paraphrase_as_one(client: TestClient):
    quotes = get_json(client, "/speakers/seun-sam/quotes?limit=3")["items"]
    page = unescape(client.get("/reconcile/preview?id=seun-sam").text)
    assert {quote["kind"] for quote in quotes} >= {"direct", "indirect"}
    for quote in quotes:
        told = "Seun Sam: “" if quote["kind"] == "direct" else "Seun Sam, as reported: "
        assert told + quote["text"][:100] in page


def test_a_preview_runs_nothing_that_an_article_holds(printing: ArticlePrinter, printed: TestClient):
    printing("2024-02-27", ("Ana <script>alert(1)</script> Lim", "A <img src=x onerror=alert(1)> & “so on” here"))
    (speaker,) = get_json(printed, "/speakers")["items"]
    page = printed.get(f"/reconcile/preview?id={speaker['id']}").text
    assert "<script" not in page
    assert "<img" not in page
    assert "&lt;img src=x" in page
