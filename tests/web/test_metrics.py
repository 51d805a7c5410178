"""/metrics: what Prometheus reads."""

import pytest
from fastapi.testclient import TestClient
from prometheus_client.openmetrics.parser import text_string_to_metric_families as parse_openmetrics
from prometheus_client.parser import text_string_to_metric_families as parse_text

from app.main import create_app
from app.settings import Settings


def samples(client: TestClient) -> dict[tuple[str, ...], float]:
    """Every sample by its name and the values of its labels."""
    families = parse_text(client.get("/metrics").text)
    return {(one.name, *one.labels.values()): one.value for family in families for one in family.samples}


@pytest.fixture
def fresh(seeded: Settings):
    with TestClient(create_app(seeded), raise_server_exceptions=False) as client:
        yield client


def test_requests_are_counted_by_route_method_and_class_of_status(fresh: TestClient):
    quote = fresh.get("/quotes?limit=1").json()["items"][0]["id"]
    for path in (f"/quotes/{quote}", "/quotes/quo-a", "/quotes/quo-b", "/quotes?limit=0"):
        fresh.get(path)
    fresh.delete("/quotes")
    found = {key[1:]: value for key, value in samples(fresh).items() if key[0] == "http_requests_total"}
    assert found == {
        ("/quotes", "GET", "2xx"): 1,
        ("/quotes", "GET", "4xx"): 1,
        ("/quotes", "DELETE", "4xx"): 1,
        ("/quotes/{quote_id}", "GET", "2xx"): 1,
        ("/quotes/{quote_id}", "GET", "4xx"): 2,
    }


def test_an_answer_that_is_still_the_same_is_counted_under_its_route(fresh: TestClient):
    etag = fresh.get("/topics").headers["etag"]
    assert fresh.get("/topics", headers={"If-None-Match": etag}).status_code == 304
    assert samples(fresh)["http_requests_total", "/topics", "GET", "3xx"] == 1


def test_what_clients_make_up_adds_no_series(fresh: TestClient):
    fresh.get("/nowhere")
    fresh.request("INVENTED", "/quotes")
    samples(fresh)
    before = samples(fresh).keys()
    for number in range(50):
        fresh.get(f"/nowhere/{number}")
        fresh.get(f"/static-offline-docs/{number}")
        fresh.request(f"INVENTED{number}", "/quotes")
    assert samples(fresh).keys() == before


def test_requests_and_extractions_are_timed(fresh: TestClient):
    fresh.get("/topics")
    fresh.post("/extract", content="“We agree,” Ana Lim said.", headers={"content-type": "text/plain"})
    found = samples(fresh)
    assert found["http_request_duration_seconds_count", "/topics", "GET"] == 1
    assert found["chancery_extraction_seconds_count",] == 1
    assert 0 < found["chancery_extraction_seconds_sum",] < 10


def test_holdings_are_what_the_lists_count(fresh: TestClient):
    found = samples(fresh)
    for name in ("articles", "quotes", "speakers"):
        assert found[f"chancery_{name}",] == fresh.get(f"/{name}?count=true&limit=1").json()["total"]
    assert found["chancery_database_up",] == 1


def test_the_version_is_told(fresh: TestClient):
    version = fresh.get("/openapi.json").json()["info"]["version"]
    assert samples(fresh)["chancery_build_info", version] == 1


def test_a_scraper_may_ask_for_openmetrics(fresh: TestClient):
    answer = fresh.get("/metrics", headers={"Accept": "application/openmetrics-text; version=1.0.0"})
    assert answer.headers["content-type"].startswith("application/openmetrics-text; version=1.0.0")
    assert answer.text.endswith("# EOF\n")
    assert list(parse_openmetrics(answer.text))


@pytest.mark.parametrize(
    "accept", ["", "*/*", "text/html", "application/openmetrics-text; version=x", "text/plain;q=x"]
)
def test_any_other_scraper_gets_plain_text(fresh: TestClient, accept: str):
    answer = fresh.get("/metrics", headers={"Accept": accept})
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/plain")


def test_a_database_that_is_gone_leaves_the_other_metrics(writer, settings: Settings):
    with TestClient(create_app(settings)) as client:
        with writer.begin() as connection:
            connection.exec_driver_sql("ALTER TABLE quote RENAME TO hidden")
        found = samples(client)
    assert found["chancery_database_up",] == 0
    assert "process_cpu_seconds_total" in {key[0] for key in found}


def test_it_is_no_part_of_the_documented_interface(client: TestClient):
    assert "/metrics" not in client.get("/openapi.json").json()["paths"]
