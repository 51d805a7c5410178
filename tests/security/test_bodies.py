"""Packed bodies are unpacked within the limit, or refused; never taken for what they are not."""

import gzip
import json
import zlib
from collections.abc import Callable, Iterator

import brotli
import pytest
from fastapi.testclient import TestClient

from app.main import create_app
from app.models import Scope
from app.settings import Settings

LIMIT = 100_000
TEXT = "“We agree on a hotline,” Foreign Minister Ana Lim told reporters."
PACK: dict[str, Callable[[bytes], bytes]] = {
    "gzip": gzip.compress,
    "x-gzip": gzip.compress,
    "GZIP": gzip.compress,
    "deflate": zlib.compress,
    "br": brotli.compress,
    "identity": bytes,
}
FORM = "application/x-www-form-urlencoded"
BODIES = {
    ("POST", "/extract"): ("text/plain", TEXT.encode()),
    ("POST", "/reconcile"): (FORM, b'queries={"q0": {"query": "Kritenbrink"}}'),
    ("POST", "/articles"): (
        "application/json",
        json.dumps({"title": "News", "published_on": "2024-01-01", "text": TEXT}).encode(),
    ),
    ("PATCH", "/speakers/seun-sam"): (
        "application/json",
        json.dumps({"name": "Seun Sam", "reason": "as printed"}).encode(),
    ),
}


@pytest.fixture
def client(copied: Settings, keys: dict[Scope, str]) -> Iterator[TestClient]:
    settings = copied.model_copy(update={"max_article_bytes": LIMIT})
    headers = {"authorization": f"Bearer {keys[Scope.ADMIN]}"}
    with TestClient(create_app(settings), headers=headers) as client:
        yield client


def send(client: TestClient, operation: tuple[str, str], body: bytes, encoding: str):
    headers = {"content-type": BODIES[operation][0], "content-encoding": encoding}
    return client.request(*operation, content=body, headers=headers)


@pytest.mark.parametrize("encoding", PACK)
def test_a_packed_body_is_what_it_was_before(client: TestClient, encoding: str):
    for operation, (_, body) in BODIES.items():
        assert send(client, operation, PACK[encoding](body), encoding).status_code in (200, 201), operation
    assert client.get("/articles?q=hotline").json()["items"]


@pytest.mark.parametrize("encoding", ["zstd", "compress", "gzip, gzip", "aws-chunked", "no encoding at all"])
@pytest.mark.parametrize("operation", BODIES)
def test_an_unknown_packing_is_refused(client: TestClient, operation: tuple[str, str], encoding: str):
    answer = send(client, operation, b"whatever", encoding)
    assert answer.status_code == 415
    assert "Content-Encoding" in answer.json()["detail"]
    assert answer.headers["accept-encoding"] == "gzip, deflate, br"


@pytest.mark.parametrize("encoding", ["gzip", "deflate", "br"])
@pytest.mark.parametrize("operation", BODIES)
def test_a_bomb_is_too_large(client: TestClient, operation: tuple[str, str], encoding: str):
    bomb = PACK[encoding](b" " * 50_000_000)
    assert len(bomb) < LIMIT
    assert send(client, operation, bomb, encoding).status_code == 413


@pytest.mark.parametrize("encoding", ["gzip", "deflate", "br"])
@pytest.mark.parametrize("operation", BODIES)
def test_what_cannot_be_unpacked_is_named(client: TestClient, operation: tuple[str, str], encoding: str):
    whole = PACK[encoding](BODIES[operation][1])
    for body in (whole[: len(whole) // 2], b"this is not packed"):
        answer = send(client, operation, body, encoding)
        assert answer.status_code == 422
        assert answer.json()["detail"].startswith("the body ")


def test_a_body_that_does_not_shrink_keeps_to_the_limit_as_well(client: TestClient):
    blocks = b"\x00\x00\x00\xff\xff" * LIMIT
    empty = zlib.compressobj(wbits=zlib.MAX_WBITS | 16).flush(zlib.Z_SYNC_FLUSH) + blocks
    assert send(client, ("POST", "/extract"), empty, "gzip").status_code == 413
