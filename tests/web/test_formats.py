"""Other forms of the same lists and records: what `format=` and `Accept` lead to, and that streams are complete."""

import csv
import json
from collections.abc import Callable
from datetime import datetime
from io import StringIO
from pathlib import Path
from xml.etree.ElementTree import fromstring

import anyio
import httpx2
import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlalchemy import Engine, select

from app.database.engine import open_session, open_writer
from app.errors import DatabaseProblem
from app.main import create_app
from app.queries import tables as t
from app.services.quote_json import write_quote_json
from app.settings import Settings
from tests.conftest import run_server, run_sql
from tests.web.test_lists import LIST_PATHS, get_all_items, get_json, item_id
from tests.web.test_problems import require_problem

SUBLISTS = ["/speakers/seun-sam/quotes", "/topics/human-rights/quotes"]
QUOTE_LISTS = ["/quotes?kind=direct", *SUBLISTS]
BASE = "http://testserver"
ATOM = "{http://www.w3.org/2005/Atom}"
JSON, NDJSON, CSV = "application/json", "application/x-ndjson", "text/csv"
JSONLD, ATOM_FEED = "application/ld+json", "application/atom+xml"


def rows(text: str) -> list[dict[str, str]]:
    assert text.startswith("\ufeff")
    return list(csv.DictReader(StringIO(text.removeprefix("\ufeff"), newline=""), strict=True))


def with_format(url: str, name: str) -> str:
    return f"{url}{'&' if '?' in url else '?'}format={name}"


@pytest.mark.parametrize(
    ("accept", "media_type"),
    [
        (None, JSON),
        ("", JSON),
        ("*/*", JSON),
        ("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", JSON),
        (NDJSON, NDJSON),
        (CSV, CSV),
        ("TEXT/CSV; header=present", CSV),
        ("text/*", CSV),
        (JSONLD, JSONLD),
        ('application/ld+json;profile="http://www.w3.org/ns/anno.jsonld"', JSONLD),
        (ATOM_FEED, ATOM_FEED),
        ("application/json;q=0.5, text/csv", CSV),
        ("application/json;q=0.5, text/csv;q=0.4", JSON),
        ("application/json;q=0, */*", NDJSON),
        ("application/*;q=0.2, text/csv;q=0.1, application/atom+xml;q=0.3", ATOM_FEED),
        ("text/html;q=1, text/csv;Q=0.001", CSV),
        ("nonsense", JSON),
    ],
)
def test_accept_chooses_what_the_client_likes_best(client: TestClient, accept: str | None, media_type: str):
    answer = client.get("/quotes", headers={} if accept is None else {"accept": accept})
    assert answer.headers["content-type"].partition(";")[0] == media_type


@pytest.mark.parametrize("accept", ["text/html", "application/json;q=0", "*/*;q=0", "image/*, text/html"])
def test_what_nobody_would_take_is_a_406_that_says_what_there_is(client: TestClient, accept: str):
    fault = require_problem(client.get("/quotes", headers={"accept": accept}))["errors"][0]
    assert fault["name"] == "accept"
    assert fault["allowed"] == [JSON, NDJSON, CSV, JSONLD, ATOM_FEED]


@pytest.mark.parametrize("path", ["/speakers/seun-sam", "/topics/human-rights", "/countries/KH", "/speakers/nobody"])
def test_what_there_is_only_as_json_is_a_406_otherwise(client: TestClient, path: str):
    assert require_problem(client.get(path, headers={"accept": CSV}))["status"] == 406


def test_format_goes_before_accept(client: TestClient):
    answer = client.get("/quotes?format=json", headers={"accept": CSV})
    assert answer.headers["content-type"] == JSON
    assert client.get("/quotes?format=csv", headers={"accept": "text/html"}).status_code == 200


@pytest.mark.parametrize(("path", "name"), [("/quotes", "xml"), ("/speakers", "atom"), ("/topics", "jsonld")])
def test_an_unknown_format_is_a_422_that_lists_the_known_ones(client: TestClient, path: str, name: str):
    fault = require_problem(client.get(f"{path}?format={name}"))["errors"][0]
    assert fault["name"] == "format"
    assert "csv" in fault["allowed"]


@pytest.mark.parametrize("url", [*LIST_PATHS, *SUBLISTS, "/quotes?kind=direct&include=spans", "/articles?include=text"])
def test_ndjson_holds_each_item_of_the_list_on_a_line(client: TestClient, url: str):
    answer = client.get(with_format(url, "ndjson"))
    assert answer.headers["content-type"] == NDJSON
    assert [json.loads(line) for line in answer.text.splitlines()] == get_all_items(client, url)


@pytest.mark.parametrize("url", [*LIST_PATHS, *SUBLISTS])
def test_csv_holds_each_item_of_the_list_on_a_row(client: TestClient, url: str):
    answer = client.get(with_format(url, "csv"))
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    items = get_all_items(client, url)
    assert [row.get("id") or row.get("slug") or row["code"] for row in rows(answer.text)] == [*map(item_id, items)]
    assert answer.text.count("\r\n") == answer.text.count("\n") == len(items) + 1


def test_csv_spreads_a_quote_over_columns(client: TestClient):
    row = rows(client.get("/quotes?speaker=seun-sam&topic=human-rights&format=csv").text)[0]
    assert row["speakers_id"] == "seun-sam"
    assert row["speakers_role_title"] == "researcher on international policy"
    assert row["topics"] == "democracy;human-rights"
    assert row["addressee"] == ""
    assert row["withdrawn"] == "false"
    assert float(row["confidence"]) > 0.5
    assert "spans_content_start" not in row
    assert "spans_content_start" in rows(client.get("/quotes?include=spans&format=csv").text)[0]


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("/quotes?format=csv", "quotes.csv"),
        (
            "/quotes?topic=human-rights&kind=direct&fields=id&format=ndjson",
            "quotes-topic-human-rights-kind-direct.ndjson",
        ),
        ("/speakers/seun-sam/quotes?format=csv", "speakers-seun-sam-quotes.csv"),
        ("/quotes/timeline?topic=human-rights&fill=true&format=csv", "quotes-timeline-topic-human-rights.csv"),
        ("/quotes?q=%22;%0d%0aSet-Cookie:%20a=b;%20Élysée&format=csv", "quotes-q-set-cookie-a-b-elysee.csv"),
        ("/quotes?speaker=../../etc/passwd&format=csv", "quotes-speaker-etc-passwd.csv"),
    ],
)
def test_a_download_is_called_after_its_list_and_filters(client: TestClient, url: str, name: str):
    assert client.get(url).headers["content-disposition"] == f'attachment; filename="{name}"'


def test_the_name_of_a_download_is_no_longer_than_names_can_be(client: TestClient):
    asked = "&".join(f"outlet={'x' * 190}{number}" for number in range(30))
    name = client.get(f"/quotes?format=csv&{asked}").headers["content-disposition"]
    assert len(name) < 120
    assert "content-disposition" not in client.get("/quotes").headers


def test_an_empty_list_still_has_its_columns(client: TestClient):
    of_nobody = "/quotes?said_until=1900-01-01&format="
    full = client.get("/quotes?format=csv").text
    assert client.get(of_nobody + "csv").text == full[: full.index("\r\n") + 2]
    assert client.get(of_nobody + "ndjson").text == ""


def test_a_stream_goes_on_from_a_cursor(client: TestClient):
    page = get_json(client, "/quotes?limit=200")
    rest = client.get(page["next"].replace("limit=200&", "") + "&format=csv").text
    assert [row["id"] for row in rows(rest)] == [item["id"] for item in get_all_items(client, "/quotes")[200:]]


@pytest.mark.parametrize("parameter", ["limit=10", "count=true"])
@pytest.mark.parametrize("name", ["csv", "ndjson"])
def test_a_stream_has_no_pages_and_no_total(client: TestClient, name: str, parameter: str):
    fault = require_problem(client.get(f"/quotes?format={name}&{parameter}"))["errors"][0]
    assert fault["name"] == parameter.partition("=")[0]


def test_a_bad_filter_is_a_problem_in_every_format(client: TestClient):
    for name in ("json", "ndjson", "csv", "jsonld", "atom"):
        assert require_problem(client.get(f"/quotes?topic=no-topic&format={name}"))["status"] == 422
        assert require_problem(client.get(f"/topics/no-topic/quotes?format={name}"))["status"] == 404


@pytest.mark.parametrize("url", QUOTE_LISTS)
@pytest.mark.parametrize(("name", "media_type"), [("jsonld", JSONLD), ("atom", ATOM_FEED)])
def test_linked_data_and_feeds_have_pages_as_json_has(client: TestClient, url: str, name: str, media_type: str):
    found: list[str] = []
    following: str | None = f"{with_format(url, name)}&limit=2"
    while following and len(found) < 12:
        answer = client.get(following)
        assert answer.headers["content-type"] == media_type
        found += identities(answer.text, name)
        following = answer.links.get("next", {}).get("url")
    assert found == [item["id"] for item in get_all_items(client, url)][: len(found)]


def identities(text: str, name: str) -> list[str]:
    if name == "jsonld":
        return [node["identifier"] for node in json.loads(text)["@graph"]]
    return [entry.findtext(f"{ATOM}id").rpartition("/")[2] for entry in fromstring(text).iter(f"{ATOM}entry")]


def test_the_next_page_keeps_a_format_that_accept_chose(client: TestClient):
    following = client.get("/quotes?limit=1", headers={"accept": JSONLD}).links["next"]["url"]
    assert client.get(following).headers["content-type"] == JSONLD


def test_linked_data_proves_the_words_by_offsets_and_by_context(client: TestClient):
    texts = {f"{BASE}/articles/{item['id']}": item["text"] for item in get_all_items(client, "/articles?include=text")}
    for node in json.loads(client.get("/quotes?format=jsonld&limit=200").text)["@graph"]:
        assert (node["isPartOf"] if node["@type"] == "Quotation" else node["appearance"])["@type"] == "NewsArticle"
        assert node["isBasedOn"]
        for place in node["isBasedOn"]:
            text = texts[place["source"]]
            position, words = place["selector"]
            assert (position["@type"], words["@type"]) == ("TextPositionSelector", "TextQuoteSelector")
            assert text[position["start"] : position["end"]] == words["exact"]
            assert words["prefix"] + words["exact"] + words["suffix"] in text


def test_linked_data_of_one_quote_says_what_the_list_says(client: TestClient):
    listed = client.get("/quotes?format=jsonld&limit=1").json()
    node = listed["@graph"][0]
    shown = client.get(f"{node['@id']}?format=jsonld")
    assert shown.headers["content-type"] == JSONLD
    assert shown.json() == {"@context": listed["@context"], **node}


def test_linked_data_leaves_an_unnamed_speaker_out(client: TestClient):
    nodes = client.get("/quotes?has_speaker=false&format=jsonld").json()["@graph"]
    assert nodes
    assert not any({"spokenByCharacter", "creator", "author"} & node.keys() for node in nodes)


def test_linked_data_needs_nothing_from_elsewhere(client: TestClient):
    context = client.get("/quotes?format=jsonld&limit=1").json()["@context"]
    assert isinstance(context, dict)
    assert context["@vocab"] == "https://schema.org/"


def test_a_feed_has_what_rfc_4287_requires(client: TestClient):
    feed = fromstring(client.get("/quotes?topic=human-rights&limit=3&format=atom").text)
    assert feed.tag == f"{ATOM}feed"
    links = {link.get("rel"): link.get("href") for link in feed.findall(f"{ATOM}link")}
    assert client.get(links["self"]).status_code == client.get(links["next"]).status_code == 200
    # All pages are one feed.
    assert fromstring(client.get(links["next"]).text).findtext(f"{ATOM}id") == feed.findtext(f"{ATOM}id")
    entries = feed.findall(f"{ATOM}entry")
    assert len({entry.findtext(f"{ATOM}id") for entry in entries}) == 3
    for part in (feed, *entries):
        for name in ("id", "title", "updated"):
            assert len(part.findall(f"{ATOM}{name}")) == 1
        assert part.findtext(f"{ATOM}id").startswith(f"{BASE}/quotes")
        assert datetime.fromisoformat(part.findtext(f"{ATOM}updated")).tzinfo is not None
        alternates = [link.get("type") for link in part.findall(f"{ATOM}link") if link.get("rel") == "alternate"]
        assert len(set(alternates)) == len(alternates)
        assert all(link.get("href").startswith("http") for link in part.findall(f"{ATOM}link"))
    # An entry without an author has the feed's.
    assert feed.findtext(f"{ATOM}author/{ATOM}name")
    latest = max(datetime.fromisoformat(entry.findtext(f"{ATOM}updated")) for entry in entries)
    assert datetime.fromisoformat(feed.findtext(f"{ATOM}updated")) == latest


def test_a_corrected_record_is_an_updated_entry(desk: TestClient):
    def updated() -> dict[str, str]:
        entries = fromstring(desk.get("/quotes?limit=3&format=atom").text).findall(f"{ATOM}entry")
        return {entry.findtext(f"{ATOM}id"): entry.findtext(f"{ATOM}updated") for entry in entries}

    before = updated()
    address = list(before)[1]
    desk.patch(address, json={"reason": "It is one.", "review": "verified"})
    after = updated()
    assert {one for one in after if after[one] > before[one]} == {address}


def test_a_feed_has_the_public_address_in_all_its_links(seeded: Settings):
    settings = seeded.model_copy(update={"public_url": "https://news.example"})
    with TestClient(create_app(settings)) as client:
        feed = fromstring(client.get("/quotes?limit=2&format=atom").text)
        told = [link.get("href") for link in feed.iter(f"{ATOM}link")] + [one.text for one in feed.iter(f"{ATOM}id")]
        node = client.get("/quotes?limit=1&format=jsonld").json()["@graph"][0]
    assert len(told) >= 2 + 2 + 3
    assert all(one.startswith("https://news.example/quotes") for one in [*told, node["@id"]])


@pytest.fixture
def crowded(copied: Settings) -> Settings:
    """A database of its own with thousands of quotes."""
    return crowd(copied, times=40)


def crowd(copied: Settings, times: int) -> Settings:
    """The quotes of the seeds, so many times more."""
    columns = ", ".join(column.name for column in t.quote.c if column.name not in ("key", "id"))
    run_sql(
        copied,
        "WITH RECURSIVE number(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM number WHERE n < :times) "
        f"INSERT INTO quote (id, {columns}) SELECT id || '-' || n, {columns} FROM quote, number",
        times=times,
    )
    writer = open_writer(copied.database_url)
    with open_session(writer) as session:
        write_quote_json(session, session.scalars(select(t.quote.c.key)).all())
    writer.dispose()
    return copied


def asked_in_pieces(app: FastAPI, path: str, meanwhile: Callable[[int], None]) -> list[bytes]:
    """The pieces of an answer, with something done after each is sent and before the next is read."""
    pieces: list[bytes] = []

    async def send(message) -> None:
        if message.get("body"):
            pieces.append(message["body"])
            meanwhile(len(pieces))

    async def ask() -> None:
        async with app.router.lifespan_context(app) as state:
            path_, _, query = path.partition("?")
            scope = {"type": "http", "asgi": {"spec_version": "2.4"}, "method": "GET", "scheme": "http", "path": path_}
            scope |= {"query_string": query.encode(), "headers": [], "state": dict(state)}
            await app(scope, anyio.sleep_forever, send)

    anyio.run(ask)
    return pieces


@pytest.mark.parametrize("order", ["-published_on", "published_on", "confidence"])
def test_a_stream_is_whole_while_rows_are_added(crowded: Settings, order: str):
    app = create_app(crowded)
    with TestClient(app) as client:
        before = [item["id"] for item in get_all_items(client, f"/quotes?sort={order}&limit=200")]
    writer = open_writer(crowded.database_url)
    columns = "id, article_key, version, position, withdrawn, kind, act, text, method, confidence, review, published_on"

    def add(number: int) -> None:
        with open_session(writer) as session:
            session.connection().exec_driver_sql(
                f"INSERT INTO quote ({columns}) SELECT 'new-' || key || '-{number}', "
                f"{columns.removeprefix('id, ')} FROM quote LIMIT 100"
            )
            added = select(t.quote.c.key).where(t.quote.c.id.like(f"new-%-{number}"))
            write_quote_json(session, session.scalars(added).all())

    pieces = asked_in_pieces(app, f"/quotes?sort={order}&format=ndjson", add)
    writer.dispose()
    found = [json.loads(line)["id"] for line in b"".join(pieces).splitlines()]
    assert len(pieces) > 10
    assert len(set(found)) == len(found)
    assert [one for one in found if not one.startswith("new-")] == before


def break_(database: Engine) -> None:
    """Have whoever reads quotes fail."""
    with database.begin() as connection:
        if connection.dialect.name == "sqlite":
            connection.exec_driver_sql("ALTER TABLE quote RENAME TO hidden")
        else:
            others = "datname = current_database() AND pid <> pg_backend_pid()"
            connection.exec_driver_sql(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE {others}")


def test_a_stream_that_fails_has_no_end(crowded: Settings):
    writer = open_writer(crowded.database_url)
    pieces: list[int] = []

    def once(number: int) -> None:
        pieces.append(number)
        if number == 3:
            break_(writer)

    with pytest.raises(RuntimeError, match="already started") as failed:
        asked_in_pieces(create_app(crowded), "/quotes?format=csv", once)
    writer.dispose()
    assert isinstance(failed.value.__cause__, DatabaseProblem)
    assert pieces == [1, 2, 3]


def test_a_client_notices_that_a_stream_has_failed(copied: Settings, tmp_path: Path):
    # Far more than what the sockets between the two can hold.
    crowded = crowd(copied, times=150)
    writer = open_writer(crowded.database_url)
    with (
        run_server(tmp_path, CHANCERY_DATABASE_URL=crowded.database_url) as address,
        httpx2.stream("GET", f"{address}/quotes?format=csv", headers={"accept-encoding": "identity"}) as answer,
    ):
        pieces = answer.iter_raw()
        assert next(pieces).startswith(b"\xef\xbb\xbfid,kind")
        break_(writer)
        with pytest.raises(httpx2.RemoteProtocolError, match="incomplete chunked read"):
            list(pieces)
    writer.dispose()
