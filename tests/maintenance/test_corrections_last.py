"""Who a reviewer says spoke stays so: through every command that reads, changes or moves the records."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from app.database.engine import open_session, open_writer
from app.extraction.entities.topics import Vocabulary
from app.extraction.types import Document, Extraction
from app.ingestion.reextract import list_outdated_articles, reextract_articles
from app.ingestion.save_article import make_extractor, prepare_database
from app.main import create_app
from app.models import Scope
from app.services.keys import create_key
from app.settings import Settings

# What only a database in a file has.
pytestmark = pytest.mark.sqlite

URL = "https://example.org/hotline"
ARTICLE = """---
title: A hotline
published_on: 2024-02-{day}
url: {url}
---
{before}“We will open a hotline {when},” Foreign Minister Ana Lim told reporters.

“It is overdue,” Ambassador Jo Berg said.

“Nobody will use it,” trade envoy Johan Berg said.
"""


@contextmanager
def desk(settings: Settings, key: str) -> Iterator[TestClient]:
    with TestClient(create_app(settings), headers={"authorization": f"Bearer {key}"}) as client:
        yield client


def read(client: TestClient, quote: str) -> tuple[str, str, float]:
    """Its words, who said them, and how sure that is."""
    item = client.get(f"/quotes/{quote}").json()
    assert item["withdrawn"] is False
    return item["text"].rstrip(","), item["speakers"][0]["id"], item["confidence"]


def another_engine(document: Document, vocabulary: Vocabulary) -> Extraction:
    """One that is sure of somebody else: all is said by who speaks last."""
    found = make_extractor(vocabulary)(document)
    last = found.quotes[-1].speaker
    quotes = tuple(replace(one, speaker=last, confidence=0.99) for one in found.quotes)
    return replace(found, quotes=quotes)


def test_a_corrected_speaker_stays(chancery, upkeep, settings: Settings, vocabulary, tmp_path: Path):
    file = tmp_path / "hotline.md"

    def ingest(**what: str) -> None:
        file.write_text(ARTICLE.format(url=URL, **what), encoding="utf-8")
        assert chancery("ingest", str(file)).stderr.endswith("1 articles: 1 updated\n" if stored else "1 created\n")

    stored = False
    ingest(day="27", before="", when="on Monday in Geneva")
    stored = True
    engine = prepare_database(settings, vocabulary)
    with open_session(engine) as session:
        key = create_key(session, "desk", Scope.REVIEW)
    engine.dispose()

    with desk(settings, key) as client:
        (quote,) = [one["id"] for one in client.get("/quotes?q=hotline").json()["items"]]
        assert read(client, quote)[:2] == ("We will open a hotline on Monday in Geneva", "ana-lim")
        why = {"speakers": ["jo-berg"], "reason": "The recording has his voice."}
        assert client.patch(f"/quotes/{quote}", json=why).status_code == 200

    # Read again: the same words elsewhere in the text, then other words.
    for before, when in (("It rained. ", "on Monday in Geneva"), ("It rained. ", "on Friday in Geneva")):
        ingest(day="28", before=before, when=when)
        with desk(settings, key) as client:
            assert read(client, quote) == (f"We will open a hotline {when}", "jo-berg", 1.0)

    # Read by another engine, which errs, and by this one again.
    engine = open_writer(settings.database_url)
    articles = list_outdated_articles(engine, "other")
    assert list(
        reextract_articles(engine, articles, lambda document: another_engine(document, vocabulary), "other", print)
    )
    engine.dispose()
    with desk(settings, key) as client:
        assert client.get("/quotes?q=overdue").json()["items"][0]["speakers"][0]["id"] == "johan-berg"
        assert read(client, quote)[1:] == ("jo-berg", 1.0)
    assert "1 changed" in chancery("reextract").stderr
    with desk(settings, key) as client:
        assert client.get("/quotes?q=overdue").json()["items"][0]["speakers"][0]["id"] == "jo-berg"
        assert read(client, quote)[1:] == ("jo-berg", 1.0)

        # The two are found to be one, and a backup is made while the server runs.
        merged = client.post("/speakers/jo-berg/merge", json={"into": "johan-berg", "reason": "A nickname."})
        assert merged.status_code == 200
        assert read(client, quote)[1:] == ("johan-berg", 1.0)
        history = client.get(f"/quotes/{quote}/history").json()
        assert upkeep("backup", "backup.db").returncode == 0

    # All else is lost.
    for left in tmp_path.glob("chancery.db*"):
        left.unlink()
    assert upkeep("restore", "backup.db").returncode == 0
    assert upkeep("check").returncode == 0
    with desk(settings, key) as client:
        assert read(client, quote)[1:] == ("johan-berg", 1.0)
        assert client.get(f"/quotes/{quote}/history").json() == history
        assert client.get("/speakers/jo-berg", follow_redirects=False).headers["location"] == "/speakers/johan-berg"
    ingest(day="28", before="It snowed. ", when="on Sunday in Geneva")
    with desk(settings, key) as client:
        assert read(client, quote) == ("We will open a hotline on Sunday in Geneva", "johan-berg", 1.0)
        changed = client.get("/articles?count=true").json()["items"][0]
        assert changed["version"] == 4
        versions = client.get(f"/articles/{changed['id']}/changes?old=1&change=changed").json()["quotes"]
        said_by = [[one[side]["speakers"][0]["id"] for side in ("old", "new")] for one in versions]
        assert said_by == [["jo-berg", "johan-berg"]]
