"""The OpenAPI document: complete, with real examples, and true."""

import json
import os
import re

import httpx2 as httpx
import pytest
from fastapi.testclient import TestClient
from jsonschema import Draft202012Validator

from app.main import create_app
from app.models import Scope
from app.schemas.formats import Format
from app.settings import RateLimit, Settings
from app.web.examples import EXAMPLES_FOLDER
from tests.conftest import mask_machine_dependent
from tests.webhooks.receiver import Receiver

EXAMPLE_URLS = {
    "quotes": "/quotes?speaker=seun-sam&topic=human-rights&facets=country,kind",
    "articles": "/articles?country=KH",
    "speakers": "/speakers?country=KH&limit=2",
    "speaker": "/speakers/seun-sam",
    "speaker_quotes": "/speakers/seun-sam/quotes?kind=direct&include=spans",
    "speaker_topics": "/speakers/seun-sam/topics",
    "timeline": "/quotes/timeline?topic=human-rights&interval=year",
    "topics": "/topics?limit=2",
    "topic": "/topics/human-rights",
    "topic_quotes": "/topics/human-rights/quotes?limit=1",
    "countries": "/countries?limit=2",
    "country": "/countries/KH",
    "meetings": "/meetings?participant=hun-manet",
    "relation": "/countries/KH/relations/US",
    "position_quotes": "/speakers/seun-sam/positions?topic=human-rights",
    "sayings": "/sayings?limit=2",
    "health": "/healthz",
    "search": "/search?q=human+rights&limit=1",
    "suggestions": "/suggest?q=kritnebrink",
    "reconciliation_entities": "/reconcile/suggest/entity?prefix=krit",
    "reconciliation_proposals": "/reconcile/extend/propose",
    "reconciliation_properties": "/reconcile/suggest/property?prefix=co",
}
FORMAT_EXAMPLE_URLS = {
    "quotes.csv": "/quotes?speaker=seun-sam&topic=human-rights&format=csv",
    "quotes.jsonld": "/quotes?speaker=seun-sam&topic=human-rights&format=jsonld",
    "quotes.atom": "/quotes?speaker=seun-sam&topic=human-rights&format=atom",
    "articles.csv": "/articles?country=KH&format=csv",
    "speakers.csv": "/speakers?country=KH&format=csv",
    "meetings.csv": "/meetings?participant=hun-manet&format=csv",
    "timeline.csv": "/quotes/timeline?topic=human-rights&interval=year&format=csv",
    "topics.csv": "/topics?broader=security-and-defence&format=csv",
    "countries.csv": "/countries?format=csv",
    "sayings.csv": "/sayings?speaker=seun-sam&format=csv",
}
VOLATILE = {
    **dict.fromkeys(("created_at", "updated_at", "at"), "2026-11-24T09:00:00Z"),
    # It changes with every rule of the engine.
    "engine": "1-4f1c2a90b7d3",
    "instance": "urn:chancery:request:4f1c2a90b7d3e865",
    "secret": "whsec_bWF5IHlvdXIgd29yZCBiZSBrZXB0LCBhbmQgc2VudA==",
    "duration_ms": 12,
    # The length of the seeds' ledger: it changes with every quote that the engine finds or drops.
    "last_change": 332,
}
HOOK = "hook-dmeoztkb4nwyx3fa"


@pytest.fixture(scope="module")
def schema(client: TestClient) -> dict:
    """What the pages of documentation show."""
    return client.get("/docs/openapi.json").json()


def operations(schema: dict) -> list[dict]:
    return [operation for path in schema["paths"].values() for operation in path.values()]


def settled(value):
    """An answer with the times of the day, and the name of its request, replaced by ones that stay."""
    if isinstance(value, dict):
        return {key: VOLATILE.get(key, settled(inner)) for key, inner in value.items()}
    return [settled(inner) for inner in value] if isinstance(value, list) else value


def answers(client: TestClient) -> dict[str, object]:
    found = {name: client.get(url).json() for name, url in EXAMPLE_URLS.items()}
    quote = found["quotes"]["items"][0]["id"]
    article = found["quotes"]["items"][0]["article"]["id"]
    found["quote"] = client.get(f"/quotes/{quote}?include=spans").json()
    found["article"] = client.get(f"/articles/{article}").json()
    found["article_quotes"] = client.get(f"/articles/{article}/quotes?limit=1").json()
    body = client.get("/openapi.json").json()["paths"]["/extract"]["post"]["requestBody"]
    found["saying"] = client.get(f"/sayings/{found['sayings']['items'][0]['id']}").json()
    meeting = found["meetings"]["items"][0]["id"]
    found["meeting"] = client.get(f"/meetings/{meeting}").json()
    found["article_meetings"] = client.get(f"/articles/{article}/meetings").json()
    found["extraction"] = client.post("/extract", json=body["content"]["application/json"]["example"]).json()
    host = {"host": "127.0.0.1:8000"}
    found["reconciliation_service"] = client.get("/reconcile", headers=host).json()
    form = client.get("/openapi.json").json()["paths"]["/reconcile"]["post"]["requestBody"]
    batch = form["content"]["application/x-www-form-urlencoded"]["example"]
    found["reconciliation_matches"] = client.post("/reconcile", data=batch).json()
    return {name: settled(answer) for name, answer in found.items()}


def answers_about_versions_and_copies(desk: TestClient) -> dict[str, object]:
    """A seed article as another outlet prints it, which then prints one quote in other words."""
    seed = desk.get("/quotes?q=sovereignty&kind=direct&limit=1").json()["items"][0]["article"]["id"]
    text = desk.get(f"/articles/{seed}?include=text").json()["text"]
    facts = {"title": "Envoy and premier talk", "published_on": "2024-03-09", "outlet": "Example News"}
    url = "https://example.org/envoy"
    for words in (text, text.replace("more prosperous, democratic and", "prosperous, peaceful and")):
        done = desk.post("/articles", json=facts | {"url": url, "text": words}).json()
    path = f"/articles/{done['article']['id']}"
    return {
        "article_versions": desk.get(f"{path}/versions").json(),
        "article_version": desk.get(f"{path}/versions/1").json(),
        "article_changes": desk.get(f"{path}/changes?change=changed").json(),
        "copied_articles": desk.get(f"{path}/copies").json(),
    }


def answers_to_writing(desk: TestClient) -> dict[str, object]:
    article = desk.get("/openapi.json").json()["paths"]["/articles"]["post"]["requestBody"]
    talks = article["content"]["application/json"]["examples"]["one"]["value"]
    found = {name: desk.post("/articles", json=talks).json() for name in ("article_created", "article_unchanged")}
    found["articles_submitted"] = desk.post("/articles", json={"items": [talks, {"title": "No text"}]}).json()
    (quote,) = desk.get("/speakers/ana-lim/quotes").json()["items"]
    why = {"reason": "The article names her."}
    desk.patch(f"/quotes/{quote['id']}", json=why | {"review": "verified", "topics": ["treaties"]})
    split = desk.post(
        "/speakers/ana-lim/split", json=why | {"quotes": [quote["id"]], "name": "Ana Lim", "country": "SG"}
    )
    merged = desk.post("/speakers/ana-lim/merge", json=why | {"into": "ana-lim-2"})
    undoing = desk.post(f"/changes/{merged.json()['id']}/undo", json=why)
    found |= {"change_split": split.json(), "change_merged": merged.json(), "change_undoing": undoing.json()}
    found["change"] = merged.json()
    found["changes"] = desk.get(f"/changes?since={split.json()['id'] - 1}&limit=3").json()
    found |= answers_about_versions_and_copies(desk)
    found["quote_history"] = desk.get(f"/quotes/{quote['id']}/history").json()
    found["speaker_history"] = desk.get("/speakers/ana-lim-2/history").json()
    talks = found["article_created"]["article"]["id"]
    found["change_withdrawn"] = desk.post(f"/articles/{talks}/take-down", json=why).json()
    return {name: settled(answer) for name, answer in found.items()}


def answers_to_managing(office: TestClient, receiver: Receiver) -> dict[str, object]:
    body = office.get("/openapi.json").json()["paths"]["/webhooks"]["post"]["requestBody"]
    asked = body["content"]["application/json"]["example"]
    found = {"webhook_created": office.post("/webhooks", json=asked | {"url": receiver.url}).json()}
    hook = found["webhook_created"]["id"]
    receiver.answers = [503]
    office.post(f"/webhooks/{hook}/test")
    found["webhook_attempt"] = office.post(f"/webhooks/{hook}/test").json()
    found["webhook_attempts"] = office.get(f"/webhooks/{hook}/attempts").json()
    found["webhook"] = office.get(f"/webhooks/{hook}").json()
    found["webhooks"] = office.get("/webhooks").json()
    told = json.dumps(settled(found)).replace(receiver.url, asked["url"]).replace(hook, HOOK)
    return json.loads(told)


# PostgreSQL finds other things more relevant.
@pytest.mark.sqlite
def test_every_example_is_what_the_server_says(
    client: TestClient, desk: TestClient, office: TestClient, receiver: Receiver
):
    """Run with UPDATE_EXAMPLES=1 to write the examples anew."""
    found = answers(client) | answers_to_writing(desk) | answers_to_managing(office, receiver)
    for name, answer in found.items():
        file, said = EXAMPLES_FOLDER / f"{name}.json", json.dumps(answer, indent=2, ensure_ascii=False) + "\n"
        if os.environ.get("UPDATE_EXAMPLES"):
            file.write_text(said, encoding="utf-8")
        kept = file.read_text(encoding="utf-8")
        assert mask_machine_dependent(kept) == mask_machine_dependent(said), f"{file.name}: run with UPDATE_EXAMPLES=1"


def test_every_example_in_another_format_is_what_the_server_says(client: TestClient):
    """Run with UPDATE_EXAMPLES=1 to write the examples anew."""
    quote = client.get(EXAMPLE_URLS["quotes"]).json()["items"][0]["id"]

    # The public address that an operator sets, in place of the one that this test is served at.
    def told(url: str) -> str:
        text = client.get(url).text.replace("http://testserver", "https://chancery.example")
        return re.sub(r"\d{4}-\d\d-\d\dT[\d:.]+Z(?=[,\r]|</updated>)", VOLATILE["created_at"], text)

    for name, url in (FORMAT_EXAMPLE_URLS | {"quote.jsonld": f"/quotes/{quote}?format=jsonld"}).items():
        answer = told(url)
        if name.endswith(".jsonld"):
            answer = json.dumps(json.loads(answer), indent=2, ensure_ascii=False) + "\n"
        file = EXAMPLES_FOLDER / name
        if os.environ.get("UPDATE_EXAMPLES"):
            file.write_bytes(answer.encode())
        assert file.read_bytes().decode() == answer, f"{name}: run with UPDATE_EXAMPLES=1"


def answer_of(operation: dict) -> dict:
    """The content of the answer when all goes well."""
    return next(answer for status, answer in sorted(operation["responses"].items()) if status < "300")["content"]


def test_every_operation_says_what_it_does_and_answers_by_example(schema):
    for operation in operations(schema):
        assert operation["summary"]
        assert operation["description"]
        assert answer_of(operation)["application/json"]["example"]


def test_an_example_keeps_its_nulls(schema):
    example = schema["paths"]["/quotes"]["get"]["responses"]["200"]["content"]["application/json"]["example"]
    assert example == json.loads((EXAMPLES_FOLDER / "quotes.json").read_text(encoding="utf-8"))
    assert example["next"] is None


def test_every_error_is_documented_as_a_problem(schema):
    for operation in operations(schema):
        errors = {status: answer for status, answer in operation["responses"].items() if status >= "400"}
        assert "422" in errors
        for answer in errors.values():
            content = answer["content"]["application/problem+json"]
            assert content["schema"] == {"$ref": "#/components/schemas/Problem"}
            assert content["example"]["status"] >= 400
    assert "HTTPValidationError" not in schema["components"]["schemas"]


def test_what_format_may_say_is_what_an_operation_documents(schema):
    for operation in operations(schema):
        parameters = {parameter["name"]: parameter["schema"] for parameter in operation.get("parameters", [])}
        named = parameters["format"]["enum"] if "format" in parameters else ["json"]
        answer = answer_of(operation)
        assert list(answer) == [Format(name).media_type for name in named]
        assert all(form["example"] and form["schema"] for form in answer.values())


def test_a_generator_is_shown_one_form_of_each_answer(client: TestClient, schema):
    """Some make one type of all that an answer may be, or take it for a stream because one of them is."""
    plain = client.get("/openapi.json").json()
    assert plain["paths"].keys() == schema["paths"].keys()
    for operation in operations(plain):
        assert all(len(answer["content"]) == 1 for answer in operation["responses"].values() if "content" in answer)
        assert list(answer_of(operation)) == ["application/json"]
        assert "format" not in [one["name"] for one in operation.get("parameters", ())]


# What HTTP itself and the body need.
OF_THE_BODY = {"content-length", "content-type", "content-encoding"}


def test_every_header_of_an_answer_is_documented(copied: Settings, keys: dict[Scope, str]):
    limited = copied.model_copy(update={"rate_limit": RateLimit(requests=600, seconds=60)})
    key = {"authorization": f"Bearer {keys[Scope.ADMIN]}"}
    seen = set()
    with TestClient(create_app(limited), raise_server_exceptions=False) as client:
        schema = client.get("/docs/openapi.json").json()

        def check(method: str, path: str, url: str, **asked: object) -> httpx.Response:
            answer = client.request(method, url, follow_redirects=False, **asked)
            described = schema["paths"][path][method.lower()]["responses"][str(answer.status_code)]["headers"]
            undocumented = answer.headers.keys() - OF_THE_BODY - {name.lower() for name in described}
            assert undocumented == set(), (method, path, answer.status_code)
            seen.update((answer.status_code, name) for name in answer.headers)
            return answer

        for path, methods in schema["paths"].items():
            if "get" in methods:
                url, needed = asked_as_opened(path, methods["get"])
                answer = check("GET", path, url, params=needed, headers=key)
                if "etag" in answer.headers:
                    check("GET", path, url, params=needed, headers=key | {"if-none-match": "*"})
                check("GET", path, url, params=needed | {"bogus": "1"}, headers=key)
                if methods["get"].get("security") or not path.endswith("z"):
                    check("GET", path, url, params=needed, headers={"authorization": "Bearer x"})
        check("GET", "/quotes", "/quotes?limit=1")
        for name in ("csv", "atom", "jsonld"):
            check("GET", "/quotes", f"/quotes?format={name}")
        check("GET", "/quotes", "/quotes?format=ndjson")
        why = {"reason": "The article says so."}
        check("PATCH", "/speakers/{speaker_id}", "/speakers/seun-sam", json=why | {"add_names": ["Sam"]}, headers=key)
        check(
            "POST",
            "/speakers/{speaker_id}/merge",
            "/speakers/hun-manet/merge",
            json=why | {"into": "seun-sam"},
            headers=key,
        )
        check("GET", "/speakers/{speaker_id}/quotes", "/speakers/hun-manet/quotes")
        talks = {"title": "Talks", "published_on": "2024-02-27", "text": "“We agree,” Ana Lim said."}
        for _ in range(2):
            check("POST", "/articles", "/articles", json=talks, headers=key)
        reader = {"authorization": f"Bearer {keys[Scope.READ]}"}
        check("POST", "/articles", "/articles", json=talks, headers=reader)
        check("POST", "/extract", "/extract", json={"text": "“We agree,” Ana Lim said."})
    promised = {(200, "etag"), (200, "link"), (200, "location"), (200, "ratelimit"), (200, "ratelimit-policy")}
    promised |= {(201, "location"), (304, "etag"), (308, "location"), (401, "www-authenticate")}
    promised |= {(403, "www-authenticate"), (422, "x-request-id")}
    assert promised <= seen


def test_every_operation_that_reads_documents_that_nothing_may_have_changed(schema):
    for path, operation in ((path, one) for path, all_ in schema["paths"].items() for one in [all_.get("get")] if one):
        assert "304" in operation["responses"], path


def parameters(schema: dict) -> list[tuple[str, dict]]:
    hooks = [operation for path in schema["webhooks"].values() for operation in path.values()]
    return [(one["operationId"], named) for one in operations(schema) + hooks for named in one.get("parameters", ())]


def test_every_parameter_and_every_field_says_what_it_is_by_example(schema):
    """A list of records, or a record, has the examples of its fields: see app/web/field_examples.py."""
    wanting = [f"{name}: {one['name']}" for name, one in parameters(schema) if not one.get("description")]
    wanting += [f"{name}: {one['name']}" for name, one in parameters(schema) if not one["schema"].get("examples")]
    for name, shape in schema["components"]["schemas"].items():
        if not shape.get("description"):
            wanting.append(name)
        for field, value in shape.get("properties", {}).items():
            if not value.get("description") or not (value.get("examples") or "$ref" in json.dumps(value)):
                wanting.append(f"{name}.{field}")
    assert wanting == []


def test_every_example_of_a_parameter_or_field_fits_its_schema(schema):
    shapes = {"components": schema["components"]}
    fields = [
        (f"{name}.{field}", value)
        for name, shape in schema["components"]["schemas"].items()
        for field, value in shape.get("properties", {}).items()
    ]
    for name, value in [*fields, *((f"{name}: {one['name']}", one["schema"]) for name, one in parameters(schema))]:
        for example in value.get("examples", ()):
            errors = Draft202012Validator(value | shapes).iter_errors(example)
            assert [error.message for error in errors] == [], name


def asked_as_opened(path: str, operation: dict, **more: object) -> tuple[str, dict]:
    """What a page of documentation asks when one only presses the button: all that must be given, by its example."""
    given = {one["name"]: one for one in operation.get("parameters", ()) if one.get("required")}
    url = re.sub(r"{(\w+)}", lambda match: str(given[match[1]]["example"]), path)
    return url, {name: one["example"] for name, one in given.items() if one["in"] == "query"} | more


@pytest.mark.sqlite
def test_every_read_answers_its_own_examples(client: TestClient, schema):
    """As it is opened, and with each of its parameters in turn as its example has it."""
    for path, operation in ((path, one["get"]) for path, one in schema["paths"].items() if "get" in one):
        if operation["security"]:
            continue
        url, needed = asked_as_opened(path, operation)
        assert client.get(url, params=needed).status_code == 200, url
        for one in operation.get("parameters", ()):
            # A cursor is taken from `next`, and whose it is only the server knows.
            if one["in"] == "query" and one["name"] != "cursor":
                asked = needed | {one["name"]: one["schema"]["examples"][0]}
                if asked.get("sort") == "relevance":
                    asked["q"] = "treaty"
                answer = client.get(url, params=asked)
                assert answer.status_code == 200, (url, asked, answer.text[:300])


def test_operation_ids_make_good_method_names(schema):
    names = [operation["operationId"] for operation in operations(schema)]
    assert len(set(names)) == len(names)
    assert {"list_quotes", "read_quote", "list_speaker_quotes", "extract_quotes"} <= set(names)
    assert all(name.isidentifier() and name.islower() for name in names)


def test_shapes_have_names_that_a_program_can_say(schema):
    shapes = schema["components"]["schemas"]
    assert {"QuotePage", "QuoteItem", "ExtractionRequest", "Problem"} <= shapes.keys()
    assert all(name.isalnum() for name in shapes)
    for operation in operations(schema):
        for body in operation.get("requestBody", {}).get("content", {}).values():
            assert "properties" not in body["schema"], operation["operationId"]


def test_a_parameter_is_what_a_url_can_say(schema):
    for operation in operations(schema):
        for parameter in operation.get("parameters", []):
            assert "null" not in json.dumps(parameter["schema"]), parameter
            assert "title" not in parameter["schema"], parameter


def test_every_tag_says_what_is_under_it(schema):
    described = {tag["name"] for tag in schema["tags"] if tag["description"]}
    assert {tag for operation in operations(schema) for tag in operation["tags"]} == described


def test_every_field_that_holds_offsets_says_what_they_count(schema):
    for name, shape in schema["components"]["schemas"].items():
        if {"start", "end"} <= shape.get("properties", {}).keys():
            assert "code point" in json.dumps(shape), name


def test_the_documentation_needs_nothing_from_elsewhere(client: TestClient):
    for page in ("/docs", "/redoc"):
        html = client.get(page).text
        assert "http://" not in html.replace("http://testserver", "")
        assert "https://" not in html
        for asset in [part.split('"')[0] for part in html.split('src="')[1:]]:
            assert client.get(asset).status_code == 200
