"""Conditional requests and compression: nothing is sent twice, and nothing old is taken for new."""

import gzip
import zlib
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Connection, Engine, event, text

from app.main import create_app
from tests.web.test_lists import LIST_PATHS
from tests.web.test_openapi import EXAMPLE_URLS

READ = [*EXAMPLE_URLS.values(), "/readyz", "/openapi.json", "/docs", "/quotes?format=jsonld", "/quotes?format=atom"]
IDENTITY = {"accept-encoding": "identity"}


@pytest.mark.parametrize("url", READ)
def test_who_has_the_answer_already_gets_an_empty_304(client: TestClient, url: str):
    answer = client.get(url)
    again = client.get(url, headers={"if-none-match": answer.headers["etag"]})
    assert again.status_code == 304
    assert again.content == b""
    for name in ("etag", "cache-control", "vary"):
        assert again.headers[name] == answer.headers[name]


@pytest.mark.parametrize("kept", ['"other", {}', "W/{}", '"a,b",W/{}', "*"])
def test_any_of_several_tags_will_do_and_weak_ones_as_well(client: TestClient, kept: str):
    etag = client.get("/topics").headers["etag"]
    assert etag.startswith('"')
    assert client.get("/topics", headers={"if-none-match": kept.format(etag)}).status_code == 304


@pytest.mark.parametrize("kept", ['"other"', "other", '""', ""])
def test_who_has_something_else_gets_the_answer(client: TestClient, kept: str):
    assert client.get("/topics", headers={"if-none-match": kept}).status_code == 200


def test_each_format_encoding_and_url_has_a_tag_of_its_own(client: TestClient):
    asked = [
        client.get("/quotes"),
        client.get("/quotes", headers=IDENTITY),
        client.get("/quotes?format=jsonld"),
        client.get("/quotes?format=atom"),
        client.get("/quotes?limit=1"),
    ]
    assert len({answer.headers["etag"] for answer in asked}) == len(asked)
    by_accept = client.get("/quotes", headers={"accept": "application/ld+json"})
    assert by_accept.status_code == 200
    etag = client.get("/quotes").headers["etag"]
    assert client.get("/quotes", headers={"accept": "application/ld+json", "if-none-match": etag}).status_code == 200


def test_a_problem_has_no_tag_and_is_never_a_304(client: TestClient):
    answer = client.get("/quotes/quo-nowhere", headers={"if-none-match": "*"})
    assert answer.status_code == 404
    assert "etag" not in answer.headers


@pytest.mark.sqlite
def test_nothing_is_read_again_while_nothing_has_changed(seeded, statements: list[str]):
    with TestClient(create_app(seeded)) as client:
        for path in LIST_PATHS:
            statements.clear()
            etag = client.get(path).headers["etag"]
            assert statements
            statements.clear()
            assert client.get(path, headers={"if-none-match": etag}).status_code == 304
            assert statements == []


def rename(writer: Engine, code: str, name: str) -> None:
    with writer.begin() as connection:
        connection.execute(text("UPDATE country SET name = :name WHERE code = :code"), {"name": name, "code": code})


def test_the_tag_changes_when_and_only_when_the_answer_does(writer: Engine, settings):
    def tag(code: str) -> str:
        return client.get(f"/countries/{code}").headers["etag"]

    def status(code: str, etag: str) -> int:
        return client.get(f"/countries/{code}", headers={"if-none-match": etag}).status_code

    with TestClient(create_app(settings)) as client:
        cambodia, france = tag("KH"), tag("FR")
        for number in range(3):
            rename(writer, "KH", f"Kampuchea {number}")
            assert status("KH", cambodia) == 200
            assert status("FR", france) == 304
        rename(writer, "KH", "Cambodia")
        assert status("KH", cambodia) == 304
        assert tag("KH") == cambodia


def test_what_is_written_while_an_answer_is_read_does_not_hide_behind_its_tag(writer: Engine, settings):
    with TestClient(create_app(settings)) as client:
        asked: list[str] = []

        def note(*given: Any) -> None:
            # Named on PostgreSQL.
            asked.extend(map(str, given[3].values() if isinstance(given[3], dict) else given[3]))

        def rename_once(_connection: Connection) -> None:
            # The answer has been read, and its transaction is about to end.
            if "KH" in asked:
                event.remove(Engine, "after_cursor_execute", note)
                asked.clear()
                rename(writer, "KH", "Kampuchea")

        event.listen(Engine, "after_cursor_execute", note)
        event.listen(Engine, "commit", rename_once)
        old = client.get("/countries/KH")
        event.remove(Engine, "commit", rename_once)
        assert old.json()["name"] == "Cambodia"
        new = client.get("/countries/KH", headers={"if-none-match": old.headers["etag"]})
        assert new.json()["name"] == "Kampuchea"


def test_records_are_to_be_asked_for_again_and_health_is_not_to_be_kept(client: TestClient):
    assert client.get("/quotes").headers["cache-control"] == "no-cache"
    assert client.get("/healthz").headers["cache-control"] == "no-store"
    for url in ("/quotes", "/quotes?format=csv", "/openapi.json", "/nowhere"):
        assert client.get(url).headers["vary"] == "Accept, Accept-Encoding"


def test_what_is_not_small_is_compressed(client: TestClient):
    plain = client.get("/quotes", headers=IDENTITY)
    assert "content-encoding" not in plain.headers
    packed = client.get("/quotes")
    assert packed.headers["content-encoding"] == "gzip"
    assert int(packed.headers["content-length"]) < len(plain.content) / 4
    assert packed.content == plain.content
    assert "content-encoding" not in client.get("/healthz").headers


@pytest.mark.parametrize("refusal", ["gzip;q=0", "br, gzip; q=0.0, identity", "identity"])
def test_who_does_not_want_gzip_does_not_get_it(client: TestClient, refusal: str):
    assert "content-encoding" not in client.get("/quotes", headers={"accept-encoding": refusal}).headers


def test_a_stream_is_compressed_on_its_way(client: TestClient):
    with client.stream("GET", "/quotes?format=ndjson") as answer:
        assert answer.headers["content-encoding"] == "gzip"
        packed = b"".join(answer.iter_raw())
    assert gzip.decompress(packed) == client.get("/quotes?format=ndjson", headers=IDENTITY).content
    assert len(packed) < len(zlib.decompress(packed, wbits=31)) / 3


@pytest.mark.parametrize("path", ["/quotes?limit=2", "/topics/human-rights", "/quotes?format=csv", "/healthz"])
def test_head_tells_what_get_would_answer_without_the_body(client: TestClient, path: str):
    got, told = client.get(path), client.head(path)
    assert (told.status_code, told.content) == (200, b"")
    assert told.headers.get("etag") == got.headers.get("etag")
    assert told.headers["content-type"] == got.headers["content-type"]


def test_head_of_nothing_is_nothing(client: TestClient):
    assert client.head("/quotes/quo-nowhere").status_code == 404
