"""Every answer names its request, and an error says the name again."""

import pytest
from fastapi.testclient import TestClient

from app.main import create_app


@pytest.mark.parametrize(
    "path", ["/quotes", "/quotes?limit=0", "/nowhere", "/docs", "/metrics", "/healthz", "/openapi.json"]
)
def test_every_answer_names_its_request(client: TestClient, path: str):
    one, other = (client.get(path).headers["x-request-id"] for _ in range(2))
    assert one != other


@pytest.mark.parametrize("name", ["a", "4f1c2a90b7d3e865", "Root=1-67891233-abcdef01", "x" * 128])
def test_a_name_that_the_client_gives_is_kept(client: TestClient, name: str):
    assert client.get("/quotes", headers={"X-Request-ID": name}).headers["x-request-id"] == name


@pytest.mark.parametrize("name", ["", " ", "a b", "x" * 129, '"quoted"', "-dash", "a\tb", "<b>", "a%0Ab", "é"])
def test_a_name_that_could_break_a_log_is_replaced(client: TestClient, name: str):
    given = client.get("/quotes", headers={"X-Request-ID": name.encode("latin-1")}).headers["x-request-id"]
    assert given != name
    assert given.isalnum()


def test_a_problem_names_the_request_that_it_befell(client: TestClient):
    answer = client.get("/quotes/quo-nowhere", headers={"X-Request-ID": "mine-1"})
    assert answer.json()["instance"] == "urn:chancery:request:mine-1"


def test_a_bug_is_a_problem_with_the_headers_of_any_answer(seeded):
    from app.settings import Settings

    app = create_app(Settings(database_url=seeded.database_url, cors_origins="*", rate_limit="9/second"))

    @app.get("/bug")
    def stumble() -> None:
        raise RuntimeError("a secret")

    with TestClient(app) as client:
        answer = client.get("/bug", headers={"Origin": "https://example.org"})
    assert answer.status_code == 500
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["instance"] == f"urn:chancery:request:{answer.headers['x-request-id']}"
    assert answer.headers["access-control-allow-origin"] == "*"
    assert "ratelimit" in answer.headers
    assert "secret" not in answer.text
