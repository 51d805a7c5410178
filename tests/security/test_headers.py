"""What browsers are told of each answer."""

import pytest
from fastapi.testclient import TestClient

from app.settings import Settings
from tests.conftest import run_server
from tests.security.wire import send_raw
from tests.web.test_openapi import EXAMPLE_URLS, FORMAT_EXAMPLE_URLS

PAGES = ["/docs", "/redoc", "/docs/oauth2-redirect", "/quotes?format=atom"]
ANSWERS = [
    *EXAMPLE_URLS.values(),
    *FORMAT_EXAMPLE_URLS.values(),
    *PAGES,
    "/openapi.json",
    "/metrics",
    "/nowhere",
    "/quotes?no=1",
]


@pytest.mark.parametrize("url", [*ANSWERS, "/static-offline-docs/swagger-ui-bundle.js"])
def test_no_answer_is_taken_for_what_it_is_not(client: TestClient, url: str):
    assert client.get(url).headers["x-content-type-options"] == "nosniff"
    assert client.head(url).headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize("url", PAGES)
def test_pages_take_nothing_from_elsewhere_and_stand_in_no_frame(client: TestClient, url: str):
    headers = client.get(url).headers
    policy = dict(one.split(" ", 1) for one in headers["content-security-policy"].split("; "))
    assert (policy["default-src"], policy["object-src"], policy["base-uri"]) == ("'self'", "'none'", "'none'")
    assert policy["frame-ancestors"] == "'none'"
    assert headers["x-frame-options"] == "DENY"
    assert headers["referrer-policy"] == "no-referrer"


def test_only_the_documentation_runs_scripts_of_its_own_page(client: TestClient):
    assert "unsafe-inline" in client.get("/docs").headers["content-security-policy"]
    assert "unsafe-inline" not in client.get("/quotes?format=atom").headers["content-security-policy"]


def test_what_the_server_refuses_is_not_taken_for_something_else_either(seeded: Settings, tmp_path):
    with run_server(tmp_path, CHANCERY_DATABASE_URL=seeded.database_url) as address:
        assert send_raw(address, b"GET / HTTP/1.1\r\n\r\n").headers["x-content-type-options"] == "nosniff"
