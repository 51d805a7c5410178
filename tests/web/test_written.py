"""The JSON that is served is the JSON of the models that the documentation shows, byte by byte."""

import json

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Engine, text

from app.database.engine import open_reader, open_session
from app.main import create_app
from app.queries.quotes.records import find_quotes, read_quote
from app.schemas.common import FacetedPage, Page
from app.schemas.quotes import QuoteItem, QuoteQuery
from app.services.quote_json import write_quote_json
from app.settings import Settings
from tests.conftest import run_sql
from tests.web.test_lists import get_json


@pytest.mark.parametrize("include", [[], ["spans"], ["selectors"], ["spans", "selectors"]])
def test_what_the_database_writes_is_what_the_model_would(seeded: Settings, include: list[str]):
    engine = open_reader(seeded.database_url)
    with open_session(engine) as session:
        query = QuoteQuery.model_validate({"include": include, "limit": 200})
        items = find_quotes(session, query).items
        assert len(items) > 50
        for item in items:
            model = QuoteItem.model_validate_json(item)
            assert model.model_dump_json() == item
            assert read_quote(session, model.id, query.include) == item
    engine.dispose()


def test_a_page_is_what_the_model_of_a_page_would_write(client: TestClient):
    for url in (
        "/quotes?limit=3&count=true",
        "/quotes?q=treaty&include=spans",
        "/quotes?kind=direct&limit=200",
        "/quotes?limit=2&count=true&facets=topic,year",
        "/quotes?speaker=nobody",
    ):
        answer = client.get(url)
        assert FacetedPage[QuoteItem].model_validate_json(answer.content).model_dump_json() == answer.text


def test_marks_and_names_of_any_script_are_written_alike(writer: Engine, settings: Settings):
    words = 'He said "\\" \u2028 \x7f \x01 \t\n\b\f\r é 😀 </script> الله'
    with writer.begin() as connection:
        for statement, values in (
            (
                "INSERT INTO speaker (key, id, name, kind, created_at) VALUES (7, 'a', :text, 'person', '2024-02-27')",
                {"text": words},
            ),
            (
                "INSERT INTO article (key, id, title, language, published_on, version, created_at, updated_at) "
                "VALUES (1, 'art-1', :text, 'en', '2024-02-27', 1, '2024-02-27', '2024-02-27')",
                {"text": words},
            ),
            *(
                (
                    "INSERT INTO quote (key, id, article_key, version, position, withdrawn, kind, act, text, "
                    "speaker_key, method, confidence, review, published_on) VALUES "
                    "(:key, :id, 1, 1, 1, false, 'direct', 'speech', :text, 7, 'named', :sure, 'machine', "
                    "'2024-02-27')",
                    {"key": key, "id": f"quo-{key}", "text": words, "sure": confidence},
                )
                for key, confidence in enumerate([0.0, 1.0, 0.001, 0.987, 0.1], 1)
            ),
        ):
            connection.execute(text(statement), values)
    with open_session(writer) as session:
        write_quote_json(session, range(1, 6))
    with TestClient(create_app(settings)) as client:
        answer = client.get("/quotes")
        page = Page[QuoteItem].model_validate_json(answer.content)
        assert page.model_dump_json() == answer.text
        assert page.items[0].text == page.items[0].article.title == words
        assert json.loads(answer.text)["items"][0]["speakers"][0]["name"] == words


def test_a_corrected_name_or_title_is_served_at_once(office: TestClient):
    (quote, *_) = get_json(office, "/quotes?has_speaker=true")["items"]
    before = office.get(f"/quotes/{quote['id']}")
    speaker, article = quote["speakers"][0]["id"], quote["article"]["id"]
    for url, field in ((f"/speakers/{speaker}", "name"), (f"/articles/{article}", "title")):
        office.patch(url, json={field: "Corrected", "reason": "A test."}).raise_for_status()
        after = office.get(f"/quotes/{quote['id']}", headers={"if-none-match": before.headers["etag"]})
        assert "Corrected" in (after.json()["speakers"][0]["name"], after.json()["article"]["title"])
        before = after


def test_a_filtered_page_too_is_read_in_as_many_statements_whatever_its_size(seeded: Settings, statements: list[str]):
    asked = "topic=human-rights&country=KH&language=en&q=the&include=spans&include=selectors"
    with TestClient(create_app(seeded)) as client:
        used = set()
        for limit in (1, 100):
            statements.clear()
            get_json(client, f"/quotes?{asked}&limit={limit}")
            used.add(len(statements))
    assert len(used) == 1


def test_what_takes_long_is_read_all_the_same(client: TestClient, monkeypatch: pytest.MonkeyPatch):
    quick = get_json(client, "/quotes?q=the&count=true")
    monkeypatch.setattr("app.database.sqlite.event_loop_reader._STEPS", 0)
    assert get_json(client, "/quotes?q=the&count=true") == quick


def test_a_list_never_leaves_out_a_quote_whose_json_is_missing(copied: Settings):
    run_sql(copied, "DELETE FROM quote_json WHERE quote_key = (SELECT max(key) FROM quote)")
    with TestClient(create_app(copied), raise_server_exceptions=False) as client:
        answers = [client.get(f"/quotes?limit=200&sort={sort}") for sort in ("published_on", "-published_on")]
    assert 500 in [answer.status_code for answer in answers]
