"""Who may write, and read where reading is closed: without a key nothing passes, and no key is told to anybody."""

import json
import logging
import re
import string
from itertools import product

import httpx
import pytest
from fastapi.testclient import TestClient
from sqlalchemy import inspect

from app.database.engine import open_session, open_writer
from app.errors import BadInput
from app.main import create_app
from app.models import Scope
from app.routers import submission
from app.services.keys import create_key, revoke_key
from app.settings import Settings
from tests.conftest import run_server
from tests.web.test_problems import require_problem

OPEN_POSTS = {"/extract", "/reconcile"}
UNLOCKED = ["/healthz", "/readyz", "/docs", "/redoc", "/openapi.json"]
REASON = {"reason": "it says so"}


def bearer_header(token: str) -> dict[str, str]:
    return {"authorization": f"Bearer {token}"}


@pytest.fixture
def stranger(copied: Settings):
    with TestClient(create_app(copied), raise_server_exceptions=False) as client:
        yield client


def writing(client: TestClient) -> list[tuple[str, str]]:
    """Every operation that writes, as the OpenAPI document has them, with paths that exist."""
    ids = {
        "quote_id": client.get("/quotes?limit=1").json()["items"][0]["id"],
        "article_id": client.get("/articles?limit=1").json()["items"][0]["id"],
        "meeting_id": client.get("/meetings?limit=1").json()["items"][0]["id"],
        "speaker_id": "seun-sam",
        "change_id": "1",
        "webhook_id": "hook-nowhere",
    }
    paths = client.get("/openapi.json").json()["paths"]
    found = [
        (method.upper(), string.Formatter().vformat(path, (), ids))
        for path, operations in paths.items()
        for method in operations
        if method not in ("get", "head") and path not in OPEN_POSTS
    ]
    assert len(found) >= 11
    return found


def holdings(settings: Settings) -> list[tuple]:
    engine = open_writer(settings.database_url)
    with engine.connect() as connection:
        tables = inspect(connection).get_table_names()
        held = [connection.exec_driver_sql(f'SELECT * FROM "{table}"').fetchall() for table in tables]
    engine.dispose()
    return held


BAD = ["", "Bearer", "Bearer x", "Basic YTpi", "bearer chancery_000000000000_" + "a" * 43, "Bearer \u00e9", "{read}"]
DISGUISES = [{}, {"x-http-method-override": "GET"}, {"x-forwarded-for": "127.0.0.1"}, {"cookie": "key={admin}"}]


def test_without_a_key_no_write_passes(stranger: TestClient, copied: Settings, keys: dict[Scope, str]):
    before = holdings(copied)
    for (method, path), given, disguise in product(writing(stranger), BAD, DISGUISES):
        named = {scope.value: token for scope, token in keys.items()}
        headers = {name: value.format(**named) for name, value in disguise.items()}
        if given:
            authorization = given.format(read=f"Bearer {keys[Scope.READ]}").encode("latin-1")
            headers = {**headers, "authorization": authorization}  # type: ignore[dict-item]
        answer = stranger.request(method, path, json=REASON, headers=headers)
        body = require_problem(answer)
        if given == "{read}":
            assert answer.status_code == 403
            assert re.search("scope (write|review|admin)", body["detail"])
            assert 'error="insufficient_scope"' in answer.headers["www-authenticate"]
        else:
            assert answer.status_code == 401
            assert answer.headers["www-authenticate"].startswith('Bearer realm="chancery"')
    assert holdings(copied) == before


def test_other_methods_and_spellings_of_a_path_write_nothing(
    stranger: TestClient, copied: Settings, keys: dict[Scope, str]
):
    before = holdings(copied)
    for method, path in product(
        ["POST", "PUT", "PATCH", "DELETE", "PROPFIND"], ["/quotes", "/articles/", "//articles"]
    ):
        answer = stranger.request(method, path, json=REASON, headers=bearer_header(keys[Scope.ADMIN]))
        assert answer.status_code in (404, 405), (method, path)
    token = keys[Scope.ADMIN]
    for url in (f"/articles?key={token}", f"/articles?access_token={token}", f"/quotes?authorization={token}"):
        answer = stranger.post(url, json=REASON)
        assert answer.status_code in (401, 405)
        assert token not in answer.text
    assert holdings(copied) == before


def test_each_scope_includes_those_before_it(stranger: TestClient, keys: dict[Scope, str]):
    expected = {Scope.READ: (403, 403), Scope.WRITE: (422, 403), Scope.REVIEW: (422, 422), Scope.ADMIN: (422, 422)}
    for scope, (article, quote) in expected.items():
        assert stranger.post("/articles", json={}, headers=bearer_header(keys[scope])).status_code == article
        found = stranger.get("/quotes?limit=1").json()["items"][0]["id"]
        assert stranger.patch(f"/quotes/{found}", json={}, headers=bearer_header(keys[scope])).status_code == quote


def test_a_revoked_key_is_dead_at_once(stranger: TestClient, copied: Settings, keys: dict[Scope, str]):
    article = {"title": "Talks", "published_on": "2024-02-27", "text": "Nothing was said.", "outlet": "A"}
    headers = bearer_header(keys[Scope.WRITE]) | {"idempotency-key": "one"}
    assert stranger.post("/articles", json=article, headers=headers).status_code == 201
    engine = open_writer(copied.database_url)
    with open_session(engine) as session:
        revoke_key(session, "write-desk")
    engine.dispose()
    # Not even what it was answered before.
    for again in (article, article | {"outlet": "B"}):
        assert require_problem(stranger.post("/articles", json=again, headers=headers))["status"] == 401


def test_a_key_that_is_revoked_while_its_article_is_read_writes_nothing(
    copied: Settings, keys: dict[Scope, str], monkeypatch: pytest.MonkeyPatch
):
    document_to_extract = submission.document_to_extract

    def revoking(*given):
        engine = open_writer(copied.database_url)
        with open_session(engine) as session:
            revoke_key(session, "write-desk")
        engine.dispose()
        return document_to_extract(*given)

    with TestClient(create_app(copied), raise_server_exceptions=False) as client:
        before = client.get("/articles?count=true&limit=1").json()["total"]
        monkeypatch.setattr(submission, "document_to_extract", revoking)
        article = {"title": "Talks", "published_on": "2024-02-27", "text": "Nothing was said."}
        assert client.post("/articles", json=article, headers=bearer_header(keys[Scope.WRITE])).status_code == 401
        assert client.get("/articles?count=true&limit=1").json()["total"] == before


def test_a_key_is_in_no_log_no_address_and_no_answer(copied: Settings, keys: dict[Scope, str], caplog):
    caplog.set_level(logging.DEBUG)
    with TestClient(create_app(copied), raise_server_exceptions=False) as client:
        secrets = [*keys.values(), "chancery_deadbeef0000_" + "s" * 43]
        seen = []
        for (method, path), secret in product(writing(client), secrets):
            answer = client.request(method, path, json=REASON, headers=bearer_header(secret))
            seen += [answer.text, str(answer.headers), str(answer.url)]
            answer = client.request(method, path, content=b"{", headers=bearer_header(secret))
            seen += [answer.text, str(answer.headers)]
        seen += [client.get("/changes?limit=200").text, caplog.text]
    for secret in secrets:
        assert not any(secret in one for one in seen)
        assert not any(secret.split("_", 2)[2] in one for one in seen)
    assert not any(secret in str(table) for table in holdings(copied) for secret in secrets)


def test_the_log_names_the_key_of_each_write(tmp_path, copied: Settings, keys: dict[Scope, str]):
    article = {"title": "Talks", "published_on": "2024-02-27", "text": "Nothing was said."}
    with run_server(tmp_path, CHANCERY_LOG="json", CHANCERY_DATABASE_URL=copied.database_url) as address:
        assert (
            httpx.post(f"{address}/articles", json=article, headers=bearer_header(keys[Scope.WRITE])).status_code == 201
        )
    lines = [json.loads(line) for line in (tmp_path / "server.log").read_text(encoding="utf-8").splitlines()]
    (request,) = [line for line in lines if line["event"] == "request"]
    assert (request["method"], request["status"], request["key"]) == ("POST", 201, "write-desk")
    assert keys[Scope.WRITE] not in (tmp_path / "server.log").read_text(encoding="utf-8")


@pytest.fixture
def closed(copied: Settings):
    settings = copied.model_copy(update={"open_reading": False})
    with TestClient(create_app(settings), raise_server_exceptions=False) as client:
        yield client


def test_where_reading_is_closed_nothing_is_told_without_a_key(closed: TestClient, keys: dict[Scope, str]):
    reader = bearer_header(keys[Scope.READ])
    paths = closed.get("/openapi.json").json()["paths"]
    for path in [path for path in paths if "get" in paths[path] and path not in UNLOCKED] + ["/metrics", "/nowhere"]:
        for method in ("GET", "HEAD"):
            answer = closed.request(method, path)
            assert answer.status_code == 401, path
            assert answer.headers["www-authenticate"].startswith("Bearer")
        allowed = (403,) if path.startswith("/webhooks") else (200, 404, 422)
        assert closed.get(path, headers=reader).status_code in allowed, path
    for path in OPEN_POSTS:
        assert closed.post(path).status_code == 401
    for path in UNLOCKED:
        assert closed.get(path).status_code == 200, path


def test_where_reading_is_closed_a_remembered_tag_tells_nothing_either(closed: TestClient, keys: dict[Scope, str]):
    reader = bearer_header(keys[Scope.READ])
    etag = closed.get("/topics", headers=reader).headers["etag"]
    for known in (etag, "*"):
        assert closed.get("/topics", headers={"if-none-match": known}).status_code == 401
        assert closed.get("/topics", headers=reader | {"if-none-match": known}).status_code == 304


def test_the_document_says_where_a_key_is_needed(stranger: TestClient, closed: TestClient):
    needs = {"security": [{"key": []}]}
    for client, everywhere in ((stranger, False), (closed, True)):
        document = client.get("/openapi.json").json()
        assert document["components"]["securitySchemes"]["key"]["scheme"] == "bearer"
        for path, operations in document["paths"].items():
            for method, operation in operations.items():
                takes_one = path.startswith("/webhooks") or (method != "get" and path not in OPEN_POSTS)
                expected = takes_one or (everywhere and path not in UNLOCKED)
                assert (operation.get("security") == needs["security"]) is expected, (method, path)
                # A wrong key is refused anywhere.
                assert ("401" in operation["responses"]) is (path not in UNLOCKED), (method, path)


def test_a_wrong_key_is_refused_even_where_reading_is_open(stranger: TestClient, keys: dict[Scope, str]):
    etag = stranger.get("/topics").headers["etag"]
    for wrong in ("Bearer", "Bearer x", "bearer chancery_000000000000_" + "a" * 43):
        answer = stranger.get("/topics", headers={"authorization": wrong, "if-none-match": etag})
        assert require_problem(answer)["status"] == 401
        assert 'error="invalid_token"' in answer.headers["www-authenticate"]
    for right in (bearer_header(keys[Scope.READ]), bearer_header(keys[Scope.ADMIN])):
        assert stranger.get("/topics", headers=right).status_code == 200
    # That is for a proxy before the server, which passes it on.
    assert stranger.get("/topics", headers={"authorization": "Basic YTpi"}).status_code == 200


@pytest.mark.usefixtures("keys")
def test_a_name_is_used_once(copied: Settings):
    engine = open_writer(copied.database_url)
    for name in ("read-desk", "ingest", "reextract", "two words", "", "a" * 65):
        with pytest.raises(BadInput), open_session(engine) as session:
            create_key(session, name, Scope.READ)
    engine.dispose()
