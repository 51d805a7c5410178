"""How often one client may ask."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest
from fastapi.testclient import TestClient
from starlette.responses import PlainTextResponse

from app.errors import BadSetting
from app.main import create_app
from app.settings import RateLimit, Settings, read_settings
from app.web.middleware.rate_limit import Buckets, RateLimitMiddleware
from tests.conftest import run_server


@contextmanager
def limited(seeded: Settings, limit: str, address: str = "203.0.113.7") -> Iterator[TestClient]:
    app = create_app(Settings(database_url=seeded.database_url, rate_limit=limit))
    with TestClient(app, client=(address, 1)) as client:
        yield client


def test_there_is_no_limit_by_default(client: TestClient):
    assert "ratelimit" not in client.get("/topics").headers


def test_a_client_is_told_what_it_may_and_is_refused_beyond(seeded: Settings):
    with limited(seeded, "3/minute") as client:
        answers = [client.get("/topics") for _ in range(4)]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
    assert [answer.headers["ratelimit"] for answer in answers] == [f'"default";r={r};t=20' for r in (2, 1, 0, 0)]
    assert {answer.headers["ratelimit-policy"] for answer in answers} == {'"default";q=3;w=60'}
    refusal = answers[-1]
    assert refusal.headers["content-type"] == "application/problem+json"
    assert refusal.headers["retry-after"] == "20"
    assert refusal.json()["type"] == "urn:chancery:problem:too-many-requests"
    assert refusal.json()["instance"].endswith(refusal.headers["x-request-id"])


def test_each_client_has_its_own():
    app = RateLimitMiddleware(PlainTextResponse("ok"), RateLimit(1, 3600), exempt=())
    addresses = ["203.0.113.7", "203.0.113.8", "203.0.113.7", "2001:db8::1", "2001:db8::2", "2001:db8:0:1::1"]
    statuses = [TestClient(app, client=(address, 1)).get("/").status_code for address in addresses]
    # One IPv6 client commands a whole /64.
    assert statuses == [200, 200, 429, 200, 429, 200]


def test_those_who_watch_the_server_may_always_ask(seeded: Settings):
    with limited(seeded, "1/day") as client:
        for path in ["/healthz", "/readyz", "/metrics"] * 3:
            answer = client.get(path)
            assert answer.status_code == 200
            assert "ratelimit" not in answer.headers


def test_a_server_with_a_limit_documents_the_refusal(seeded: Settings):
    with limited(seeded, "9/second") as client:
        paths = client.get("/openapi.json").json()["paths"]
    assert "429" in paths["/quotes"]["get"]["responses"]
    assert "429" not in paths["/healthz"]["get"]["responses"]


def test_a_bucket_fills_again_evenly():
    now = 0.0
    buckets = Buckets(RateLimit(60, 60), clock=lambda: now)
    assert [buckets.take("a").allowed for _ in range(61)] == [True] * 60 + [False]
    now = 2.0
    assert [buckets.take("a").allowed for _ in range(3)] == [True, True, False]
    now = 1000.0
    assert buckets.take("a").remaining == 59


@pytest.mark.parametrize("requests", [1, 3, 7, 600, 10_000])
def test_who_waits_as_long_as_told_is_let_in(requests: int):
    now = 12_345.678
    buckets = Buckets(RateLimit(requests, 60), clock=lambda: now)
    for _ in range(requests):
        assert buckets.take("a").allowed
    for _ in range(200):
        refused = buckets.take("a")
        assert not refused.allowed
        now += refused.retry_seconds
        allowed = [buckets.take("a").allowed for _ in range(requests)]
        assert allowed[0]
        while buckets.take("a").allowed:
            pass


def test_only_the_last_so_many_clients_are_remembered():
    buckets = Buckets(RateLimit(1, 3600), clients=100, clock=lambda: 0.0)
    for number in range(1_000):
        assert buckets.take(f"client {number}").allowed
    assert not any(buckets.take(f"client {number}").allowed for number in range(900, 1_000))
    assert buckets.take("client 899").allowed


@pytest.mark.parametrize(
    ("trusted", "statuses"), [("127.0.0.1", [200, 200, 429]), ("192.0.2.1", [200, 429, 429])], ids=["proxy", "stranger"]
)
def test_only_a_trusted_proxy_may_name_the_client(copied: Settings, tmp_path: Path, trusted: str, statuses: list[int]):
    limited = {"CHANCERY_RATE_LIMIT": "1/hour", "CHANCERY_TRUSTED_PROXIES": trusted}
    with run_server(tmp_path, CHANCERY_DATABASE_URL=copied.database_url, **limited) as address:
        clients = ["203.0.113.7", "203.0.113.8", "6.6.6.6, 203.0.113.8"]
        asked = [httpx.get(f"{address}/topics", headers={"X-Forwarded-For": client}) for client in clients]
    assert [answer.status_code for answer in asked] == statuses


@pytest.mark.parametrize("limit", ["600", "0/minute", "600/fortnight", "-1/second", "many/minute", "1.5/second"])
def test_what_is_no_limit_is_refused_at_the_start(monkeypatch: pytest.MonkeyPatch, limit: str):
    monkeypatch.setenv("CHANCERY_RATE_LIMIT", limit)
    with pytest.raises(BadSetting, match=r"CHANCERY_RATE_LIMIT: .*600/minute"):
        read_settings()
