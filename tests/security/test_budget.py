"""A text costs what its budget allows, and nothing once nobody waits for it."""

import json
import os
import socket
import time
from datetime import date
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest
from fastapi.testclient import TestClient

from app.budget import Budget
from app.errors import CpuBudgetExceeded, TooLarge
from app.extraction import Document, extract
from app.ingestion.readers.markdown import markdown_to_text
from app.ingestion.readers.pages import read_page
from app.ingestion.save_article import limit_cpu_time, load_article, make_extractor
from app.main import create_app
from app.models import Scope
from app.services.articles import IncomingArticle
from app.settings import Settings
from tests.conftest import run_server
from tests.web.test_problems import require_problem
from tests.web.test_submission import ARTICLE

_SENTENCE = "“We agree on every point of it,” Ana Lim said. She told them that they would meet again on Monday. "
# Texts that are read in seconds, and in many minutes.
LONG, ENDLESS = _SENTENCE * 2_000, _SENTENCE * 10_000
COSTLY = ARTICLE | {"url": "https://example.org/long", "text": LONG}


@pytest.fixture
def poor(copied: Settings, keys: dict[Scope, str]):
    """The application with a CPU second for each text, and a client that may write."""
    settings = copied.model_copy(update={"extraction_seconds": 1.0})
    with TestClient(create_app(settings), headers={"authorization": f"Bearer {keys[Scope.WRITE]}"}) as client:
        yield client


def article(text: str) -> IncomingArticle:
    return IncomingArticle(Document(text, "Talks open", date(2024, 2, 27)))


def test_a_text_that_costs_too_much_is_refused_and_the_next_one_read(poor: TestClient):
    for _ in range(2 * (os.cpu_count() or 1)):
        refused = require_problem(poor.post("/extract", json={"text": LONG}))
        assert refused["status"] == 422
        assert refused["type"].endswith("too-costly")
        assert "1 seconds of processor time that CHANCERY_EXTRACTION_SECONDS allows" in refused["detail"]
    assert len(poor.post("/extract", json={"text": ARTICLE["text"]}).json()["quotes"]) == 1


def test_an_article_that_costs_too_much_is_not_stored_and_keeps_none_of_the_others(poor: TestClient):
    assert require_problem(poor.post("/articles", json=COSTLY))["type"].endswith("too-costly")
    items = [COSTLY, ARTICLE]
    many = {
        "application/json": json.dumps({"items": items}),
        "application/x-ndjson": "\n".join(map(json.dumps, items)),
    }
    for media_type, body in many.items():
        answer = poor.post("/articles", content=body, headers={"content-type": media_type})
        first, second = answer.json()["items"]
        assert first["problem"]["type"].endswith("too-costly")
        assert second["outcome"] in ("created", "unchanged")


def test_an_extraction_ends_wherever_its_check_tells_it_to():
    text = _SENTENCE * 5 + "Ana Lim met Bo Karlsen in Kenya on 3 May 2024.\n" * 5

    class Stop(Exception):
        pass

    class Counter:
        left = 1_000_000

        def check(self) -> None:
            self.left -= 1
            if self.left < 0:
                raise Stop

    counter = Counter()
    extract(Document(text), check=counter.check)
    checks = 1_000_000 - counter.left
    # More often than every ten characters.
    assert checks > len(text) / 10
    for stop in range(0, checks, max(1, checks // 50)):
        counter.left = stop
        with pytest.raises(Stop):
            extract(Document(text), check=counter.check)


def test_the_budget_counts_processor_time_and_not_the_time_of_others():
    budget = Budget(0.2)
    time.sleep(0.3)
    budget.raise_if_exceeded()

    def spend() -> None:
        while True:
            budget.raise_if_exceeded()

    with pytest.raises(CpuBudgetExceeded):
        spend()


def test_a_feed_s_article_that_costs_too_much_is_named_and_skipped(writer, vocabulary):
    extractor = limit_cpu_time(make_extractor(vocabulary), 0.5)
    loaded = load_article(writer, "the feed", article(LONG), extractor)
    assert isinstance(loaded.error, CpuBudgetExceeded)
    loaded = load_article(writer, "the feed", article(ARTICLE["text"]), extractor)
    assert loaded.outcome is not None


def test_one_article_that_brings_a_bug_out_ends_none_of_the_others(writer):
    def broken(_document, _check=None):
        raise RuntimeError("generator raised StopIteration")

    loaded = load_article(writer, "the file", article(ARTICLE["text"]), broken)
    assert "which is a bug (RuntimeError('generator raised StopIteration'))" in str(loaded.error)


def test_clients_that_leave_keep_nobody_from_being_read(tmp_path: Path):
    with run_server(tmp_path, CHANCERY_EXTRACTION_SECONDS="3600") as address, httpx.Client(base_url=address) as client:
        body = json.dumps({"text": ENDLESS}).encode()
        left = [_sent(address, body) for _ in range(os.cpu_count() or 1)]

        def status() -> int:
            return client.post("/extract", json={"text": ARTICLE["text"]}, timeout=60).status_code

        assert any(status() == 503 for _ in range(1_000)), "the server has more slots than cores"
        for connection in left:
            connection.close()
        # Each waits for two seconds at most: far less in all than the texts take.
        assert any(status() == 200 for _ in range(50)), "the slots are still taken"


def _sent(address: str, body: bytes) -> socket.socket:
    """A connection on which a text has been sent, and nothing is read."""
    server = urlsplit(address)
    connection = socket.create_connection((server.hostname, server.port))
    head = f"POST /extract HTTP/1.1\r\nHost: {server.netloc}\r\nContent-Type: application/json\r\n"
    connection.sendall(f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body)
    return connection


def test_markup_that_costs_too_much_is_refused_too(poor: TestClient):
    paragraphs = ("![" * 4_000 + "\n\n") * 200
    refused = require_problem(poor.post("/extract", content=paragraphs, headers={"content-type": "text/markdown"}))
    assert refused["type"].endswith("too-costly")


def test_an_endless_paragraph_stays_as_it_is_written():
    assert markdown_to_text("*We* agree.\n\n" + "**a " * 5_000).startswith("We agree.\n\n**a **a ")


def test_a_page_of_more_elements_than_news_has_is_refused():
    with pytest.raises(TooLarge, match="100,000 elements"):
        read_page("<p>a</p>" * 100_001, None)
