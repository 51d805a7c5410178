"""Feeds of a real server, watched: what is asked for, how often, and what becomes of it."""

import contextlib
import os
import signal
import sqlite3
import subprocess
import sys
import time
from threading import Event

import pytest
from sqlalchemy import Engine
from sqlmodel import select

from app.database.engine import open_session
from app.errors import NotFetched
from app.extraction.types import Extraction
from app.ingestion.feed_poller import FeedPoller
from app.ingestion.net.fetch import Fetcher
from app.ingestion.net.polite_fetcher import PoliteFetcher
from app.ingestion.readers.types import ReaderOptions
from app.ingestion.save_article import LoadResult
from app.models import ArticleVersion
from tests.commands import TIMEOUT_SECONDS
from tests.ingestion.pages import news_sites
from tests.ingestion.pages.story import story
from tests.ingestion.servers import Site, page, site

MARSHALL = story("marshall-plan", "Helen Ward", "The Tribune")
PARIS = story("2015-paris-agreement", "Noor Haddad", "The Tribune")


@pytest.fixture
def web():
    with site() as web:
        yield web


class Waits(Event):
    """Stops a watch after so many waits, and lets it wait for none of them."""

    def __init__(self, number: int) -> None:
        super().__init__()
        self.left = number
        self.waited: list[float] = []

    def wait(self, timeout: float | None = None) -> bool:
        self.waited.append(round(timeout or 0))
        self.left -= 1
        if self.left <= 0:
            self.set()
        return self.is_set()


def guest(wait=lambda _seconds: None) -> PoliteFetcher:
    return PoliteFetcher(Fetcher(1_000_000, allowed=lambda _address: True), wait=wait)


def watch(engine: Engine, stop: Event | None = None, fetch: PoliteFetcher | None = None) -> FeedPoller:
    return FeedPoller(
        engine, lambda _: Extraction((), ()), ReaderOptions(1_000_000), fetch or guest(), 900, stop or Event()
    )


def outcomes(loaded: list[LoadResult]) -> list[str]:
    return [str(one.outcome or one.error) for one in loaded]


def feed_of(web: Site, *paths: str) -> bytes:
    """A feed that gives nothing but links to pages."""
    items = "".join(
        f"<item><title>{path}</title><link>{web.address}{path}</link><guid>{path}</guid></item>" for path in paths
    )
    return f"<rss version='2.0'><channel><title>The Tribune</title>{items}</channel></rss>".encode()


def test_each_new_entry_is_fetched_and_stored_once(web, writer):
    xml = {"Content_Type": "application/rss+xml"}
    web.pages |= {"/a": page(news_sites.newspaper(MARSHALL)), "/b": page(news_sites.newspaper(PARIS))}
    web.pages["/feed"] = page(feed_of(web, "/a"), **xml)
    feed = f"{web.address}/feed"
    assert outcomes(list(watch(writer).poll_once([feed]))) == ["created"]
    assert list(watch(writer).poll_once([feed])) == []
    web.pages["/feed"] = page(feed_of(web, "/b", "/a"), **xml)
    assert outcomes(list(watch(writer).poll_once([feed]))) == ["created"]
    assert [path for path in web.paths if path in ("/a", "/b")] == ["/a", "/b"]


def test_what_the_server_said_of_the_feed_is_sent_back_to_it(web, writer):
    changed = "Wed, 27 Feb 2024 09:00:00 GMT"
    web.pages |= {
        "/feed": page(feed_of(web, "/a"), ETag='"one"', Last_Modified=changed, Content_Type="text/xml"),
        "/a": page(news_sites.newspaper(MARSHALL)),
    }
    feed = f"{web.address}/feed"
    assert outcomes(list(watch(writer).poll_once([feed]))) == ["created"]
    web.pages["/feed"] = page(b"", 304)
    assert list(watch(writer).poll_once([feed])) == []
    headers = [headers for path, headers in web.asked if path == "/feed"]
    assert "If-None-Match" not in headers[0]
    assert (headers[1]["If-None-Match"], headers[1]["If-Modified-Since"]) == ('"one"', changed)


def test_robots_txt_is_kept_to(web, writer):
    web.pages |= {
        "/robots.txt": page(
            b"User-agent: *\nAllow: /\nUser-agent: Chancery\nDisallow: /private/\n", Content_Type="text/plain"
        ),
        "/feed": page(feed_of(web, "/private/a"), Content_Type="text/xml"),
        "/private/a": page(news_sites.newspaper(MARSHALL)),
    }
    (refused,) = watch(writer).poll_once([f"{web.address}/feed"])
    assert "robots.txt forbids it" in str(refused.error)
    assert web.paths == ["/robots.txt", "/feed"]


def test_nothing_is_fetched_where_robots_txt_fails(web, writer):
    web.pages["/robots.txt"] = page(b"", 503)
    (refused,) = watch(writer).poll_once([f"{web.address}/feed"])
    assert "robots.txt cannot be read now: it is refused by its server: 503" in str(refused.error)
    assert web.paths == ["/robots.txt"]


def test_a_server_is_not_asked_twice_in_a_breath(web):
    waited: list[float] = []
    web.pages |= {
        "/robots.txt": page(b"User-agent: *\nCrawl-delay: 7\n", Content_Type="text/plain"),
        "/a": page(b"a"),
        "/b": page(b"b"),
    }
    fetch = guest(waited.append)
    fetch(f"{web.address}/a")
    fetch(f"{web.address}/b")
    assert [round(seconds) for seconds in waited] == [7]


def test_a_page_that_fails_for_now_is_tried_again_and_one_that_is_no_article_is_not(web, writer):
    web.pages |= {
        "/feed": page(feed_of(web, "/empty", "/down"), ETag='"one"', Content_Type="text/xml"),
        "/down": page(b"", 503),
        "/empty": page(b"<html></html>"),
    }
    feed = f"{web.address}/feed"
    first = outcomes(list(watch(writer).poll_once([feed])))
    assert ["503" in first[0], "without the text of an article" in first[1]] == [True, True]
    web.pages["/down"] = page(news_sites.newspaper(MARSHALL))
    assert outcomes(list(watch(writer).poll_once([feed]))) == ["created"]
    assert web.paths.count("/empty") == 1
    assert all("If-None-Match" not in headers for path, headers in web.asked if path == "/feed")


def test_a_feed_that_fails_is_asked_less_and_less_often(web, writer):
    web.pages["/feed"] = page(b"", 500)
    stop = Waits(5)
    assert len(list(watch(writer, stop).poll_until_stopped([f"{web.address}/feed"]))) == 4
    first, *pauses = stop.waited
    assert first == 0
    assert [900 * 2**n <= pause <= 900 * 2**n * 1.1 for n, pause in enumerate(pauses, 1)] == [True] * 4


def test_a_feed_that_works_is_asked_at_the_interval(web, writer):
    web.pages["/feed"] = page(feed_of(web), Content_Type="text/xml")
    stop = Waits(3)
    assert list(watch(writer, stop).poll_until_stopped([f"{web.address}/feed"])) == []
    assert all(900 <= pause <= 990 for pause in stop.waited[1:])


def test_retry_after_is_kept_to(web, writer):
    web.pages["/feed"] = page(b"", 429, Retry_After="7200")
    stop = Waits(2)
    (loaded,) = watch(writer, stop).poll_until_stopped([f"{web.address}/feed"])
    assert isinstance(loaded.error, NotFetched)
    assert stop.waited[1] in (7199, 7200)


def test_a_feed_that_is_gone_is_not_asked_again(web, writer):
    web.pages["/feed"] = page(b"", 410)
    stop = Waits(9)
    assert len(list(watch(writer, stop).poll_until_stopped([f"{web.address}/feed"]))) == 1
    assert not stop.is_set()


ITEM = """<item><title>Talks open</title><link>http://post.example/{0}</link><guid isPermaLink='false'>{0}</guid>
<pubDate>Tue, 27 Feb 2024 10:00:00 GMT</pubDate>
<content:encoded>We agree on {1}, Ana Lim said.</content:encoded></item>"""


def items(*said: tuple[str, str]) -> bytes:
    inside = "".join(ITEM.format(*one) for one in said)
    space = "http://purl.org/rss/1.0/modules/content/"
    return f"<rss version='2.0' xmlns:content='{space}'><channel><title>Post</title>{inside}</channel></rss>".encode()


@pytest.mark.parametrize(
    "answer",
    [
        page(b"", Content_Type="application/rss+xml"),
        page(b" \n", Content_Type="text/xml"),
        page(b"\0\1", Content_Type="text/xml"),
        page(b"{}", Content_Type="application/json"),
        page(b"<html>", Content_Type="text/html"),
        page(b"", 302, Location="http://[::1"),
        page(b"", 302, Location="/\x00"),
        page(b"x", Content_Encoding="gzip", Content_Type="text/xml"),
        page(b"%PDF-1.4", Content_Type="application/pdf"),
    ],
)
def test_one_bad_feed_costs_itself_a_line_and_no_other_feed_anything(web, writer, answer):
    web.pages |= {"/bad": answer, "/good": page(items(("1", "one")), Content_Type="text/xml")}
    feeds = [f"{web.address}/bad", f"{web.address}/good"]
    bad, good = watch(writer).poll_once(feeds)
    assert (bad.name, bad.outcome) == (feeds[0], None)
    assert "\n" not in str(bad.error)
    assert outcomes([good]) == ["created"]


def test_what_nobody_foresaw_costs_one_entry(web, writer, monkeypatch):
    web.pages["/feed"] = page(items(("1", "one"), ("2", "two")), Content_Type="text/xml")

    def fail_once(entry, _how):
        if entry.facts.url.endswith("1"):
            raise KeyError("nobody foresaw it")
        return entry.facts, entry.plain_text

    monkeypatch.setattr("app.ingestion.feed_poller.read_entry", fail_once)
    found = outcomes(list(watch(writer).poll_once([f"{web.address}/feed"])))
    assert found == ["created", "cannot be read: KeyError: 'nobody foresaw it'"]


def test_an_entry_that_is_corrected_is_a_new_version(web, writer):
    feed = f"{web.address}/feed"

    def asked(*said: tuple[str, str]) -> list[str]:
        web.pages["/feed"] = page(items(*said), Content_Type="text/xml")
        return outcomes(list(watch(writer).poll_once([feed])))

    assert asked(("1", "the first text"), ("2", "two")) == ["created", "created"]
    assert asked(("1", "a corrected text"), ("2", "two")) == ["updated"]
    assert asked(("1", "a corrected text"), ("2", "two")) == []
    with open_session(writer) as session:
        versions = session.exec(select(ArticleVersion.text).order_by(ArticleVersion.key)).all()
    assert [text.split(",")[0] for text in versions] == [
        "We agree on two",
        "We agree on the first text",
        "We agree on a corrected text",
    ]


def test_a_server_that_is_not_reached_is_told_as_that(writer):
    with site() as gone:
        feed = f"{gone.address}/feed"
    (refused,) = watch(writer).poll_once([feed])
    assert str(refused.error) == "cannot be connected to: connection refused"


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_the_command_cleanly(web, tmp_path, number):
    web.pages |= {
        "/feed": page(feed_of(web, "/a"), Content_Type="text/xml"),
        "/a": page(news_sites.newspaper(MARSHALL)),
    }
    process = subprocess.Popen(
        [sys.executable, "-m", "app.cli", "watch", f"{web.address}/feed"],
        cwd=tmp_path,
        stderr=subprocess.PIPE,
        env=os.environ | {"CHANCERY_FETCH_NETWORKS": "127.0.0.0/8"},
    )
    assert process.stderr is not None
    line = process.stderr.readline().decode()
    assert line == f"{web.address}/feed: /a: created\n"
    time.sleep(0.2)
    process.send_signal(number)
    _, rest = process.communicate(timeout=TIMEOUT_SECONDS)
    assert (process.returncode, rest) == (0, b"stopped after 1 articles: 1 created\n")
    with contextlib.closing(sqlite3.connect(tmp_path / "chancery.db")) as connection:
        assert connection.execute("SELECT title, source FROM article").fetchall() == [
            (MARSHALL.title, f"{web.address}/feed")
        ]


def test_the_command_asks_once_and_refuses_what_is_not_public(web, chancery):
    web.pages["/feed"] = page(feed_of(web), Content_Type="text/xml")
    refused = chancery("watch", "--once", f"{web.address}/feed")
    assert (refused.returncode, len(refused.stderr.splitlines())) == (1, 1)
    assert "127.0.0.1, a loopback address; only public addresses are allowed" in refused.stderr
    assert web.asked == []
    done = chancery("watch", "--once", f"{web.address}/feed", CHANCERY_FETCH_NETWORKS="127.0.0.0/8")
    assert (done.returncode, done.stderr) == (0, "")
    assert chancery("watch", "--every", "soon", "http://x.example/").stderr == (
        "chancery: --every soon: is not a time such as 90s, 15m, 6h or 1d\n"
    )
