"""`chancery backup` and `chancery restore`, beside a server that is asked and written to meanwhile."""

import contextlib
import sqlite3
import time
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from threading import Event

import httpx
import pytest

from app.ingestion.save_article import load_topics, prepare_database
from app.models import Scope
from app.settings import Settings
from tests.conftest import run_server
from tests.maintenance.test_check import file_of, spoil
from tests.services import test_articles as news
from tests.services.test_articles import save

# What only a database in a file has.
pytestmark = pytest.mark.sqlite

TALKS = {"title": "Talks", "published_on": "2024-02-27"}


def article(number: int) -> dict[str, str]:
    return TALKS | {"text": f"“We agree on point {number},” Foreign Minister Ana Lim told reporters."}


def print_news(database_url: str) -> None:
    """Store an article that no seed is."""
    settings = Settings(database_url=database_url)
    engine = prepare_database(settings, load_topics(settings.seeds))
    save(engine, news.article(), news.extraction(news.TEXT, "We agree,"))
    engine.dispose()


def articles_in(file: Path) -> int:
    with contextlib.closing(sqlite3.connect(file)) as connection:
        return connection.execute("SELECT count(*) FROM article").fetchone()[0]


def write(address: str, key: str, stop: Event) -> int:
    """Submit articles one after the other until told to stop; how many were taken."""
    number = 0
    with httpx.Client(base_url=address, headers={"authorization": f"Bearer {key}"}, timeout=30) as client:
        while not stop.is_set():
            assert client.post("/articles", json=article(number)).status_code == 201
            number += 1
    return number


def wait_for_more(file: Path, writing: Future[int]) -> None:
    there = articles_in(file)
    while articles_in(file) == there:
        assert not writing.done()
        time.sleep(0.01)


def test_a_backup_is_made_while_the_server_takes_articles(upkeep, copied: Settings, keys, tmp_path: Path):
    before = articles_in(file_of(copied))
    with run_server(tmp_path, "--database", copied.database_url) as address, ThreadPoolExecutor() as pool:
        stop = Event()
        writing = pool.submit(write, address, keys[Scope.WRITE], stop)
        done = []
        try:
            for number in range(2):
                wait_for_more(file_of(copied), writing)
                done.append(upkeep("backup", f"{number}.db", "--database", copied.database_url))
        finally:
            stop.set()
        written = writing.result()
        assert httpx.get(f"{address}/articles?count=true").json()["total"] == before + written
    assert [one.returncode for one in done] == [0, 0], done
    held = [articles_in(tmp_path / f"{n}.db") for n in range(2)]
    assert before < held[0] < held[1] <= before + written
    assert done[0].stderr.startswith(f"0.db: {held[0]} articles and ")
    assert not list(tmp_path.glob("*.part*"))
    assert upkeep("check", "--database", "sqlite:///1.db").returncode == 0
    restored = upkeep("restore", "1.db", "--database", "sqlite:///again.db")
    assert (restored.returncode, articles_in(tmp_path / "again.db")) == (0, held[1])
    with run_server(tmp_path, "--database", "sqlite:///again.db") as address:
        assert httpx.get(f"{address}/articles?count=true").json()["total"] == held[1]


def test_a_backup_is_not_put_over_another_file_unless_asked(upkeep, copied: Settings, tmp_path: Path):
    (tmp_path / "b.db").write_text("a letter")
    refused = upkeep("backup", "b.db", "--database", copied.database_url)
    assert (refused.returncode, refused.stderr.count("\n")) == (1, 1)
    assert "b.db: exists; name another file" in refused.stderr
    assert (tmp_path / "b.db").read_text() == "a letter"
    assert upkeep("backup", "b.db", "--force", "--database", copied.database_url).returncode == 0
    itself = upkeep("backup", str(file_of(copied)), "--force", "--database", copied.database_url)
    assert "is the database itself" in itself.stderr
    assert articles_in(file_of(copied)) == articles_in(tmp_path / "b.db") > 0


def test_a_backup_into_a_folder_that_is_not_there_is_refused_in_one_line(upkeep, copied: Settings):
    done = upkeep("backup", "nowhere/b.db", "--database", copied.database_url)
    assert (done.returncode, done.stderr.count("\n")) == (1, 1)
    assert "check that its folder exists" in done.stderr


def test_a_database_that_is_in_use_is_left_alone(upkeep, copied: Settings, tmp_path: Path):
    assert upkeep("backup", "b.db", "--database", copied.database_url).returncode == 0
    with run_server(tmp_path, "--database", copied.database_url) as address:
        for force in ([], ["--force"]):
            done = upkeep("restore", "b.db", *force, "--database", copied.database_url)
            assert (done.returncode, done.stderr.count("\n")) == (1, 1)
            assert "is in use; stop chancery serve" in done.stderr
        assert httpx.get(f"{address}/quotes").status_code == 200
    assert upkeep("restore", "b.db", "--database", copied.database_url).returncode == 0


def test_what_was_changed_since_is_given_up_only_by_force(upkeep, copied: Settings):
    url = copied.database_url
    before = articles_in(file_of(copied))
    assert upkeep("backup", "b.db", "--database", url).returncode == 0
    print_news(url)
    refused = upkeep("restore", "b.db", "--database", url)
    assert (refused.returncode, refused.stderr.count("\n")) == (1, 1)
    assert "changes that the backup lacks; move it away, or replace it with --force" in refused.stderr
    assert articles_in(file_of(copied)) == before + 1
    assert upkeep("restore", "b.db", "--force", "--database", url).returncode == 0
    assert articles_in(file_of(copied)) == before
    assert upkeep("check", "--database", url).returncode == 0


def test_an_earlier_state_of_the_same_database_is_replaced_without_force(upkeep, copied: Settings, tmp_path: Path):
    url = copied.database_url
    assert upkeep("backup", "old.db", "--database", url).returncode == 0
    print_news(url)
    assert upkeep("backup", "new.db", "--database", url).returncode == 0
    assert upkeep("restore", "new.db", "--database", "sqlite:///old.db").returncode == 0
    assert articles_in(tmp_path / "old.db") == articles_in(file_of(copied))


def test_another_database_is_not_taken_for_an_earlier_state(upkeep, copied: Settings):
    print_news("sqlite:///chancery.db")
    assert upkeep("backup", "b.db", "--database", copied.database_url).returncode == 0
    refused = upkeep("restore", "b.db")
    assert refused.returncode == 1
    assert "holds other records than the backup" in refused.stderr


DAMAGE = {
    "a span that was moved": 'UPDATE quote_span SET "end" = "end" - 1 WHERE part = \'content\' AND quote_key = 3',
    "a search index out of step": "INSERT INTO quote_fts(quote_fts) VALUES ('delete-all')",
    "a schema of the future": "UPDATE alembic_version SET version_num = '9999'",
}


@pytest.mark.parametrize("statement", DAMAGE.values(), ids=DAMAGE)
def test_a_backup_that_is_not_sound_replaces_nothing(upkeep, copied: Settings, tmp_path: Path, statement: str):
    assert upkeep("backup", "b.db", "--database", copied.database_url).returncode == 0
    spoil(Settings(database_url=f"sqlite:///{tmp_path}/b.db"), statement)
    before = file_of(copied).read_bytes()
    done = upkeep("restore", "b.db", "--force", "--database", copied.database_url)
    assert (done.returncode, done.stderr.count("\n")) == (1, 1)
    assert done.stderr.startswith("chancery: b.db: ")
    assert file_of(copied).read_bytes() == before
    assert not list(tmp_path.glob(".*.part*"))


@pytest.mark.parametrize("content", [None, b"a letter, no database" * 50, b""], ids=["no file", "a letter", "nothing"])
def test_what_is_no_backup_is_refused_in_one_line(upkeep, copied: Settings, tmp_path: Path, content: bytes | None):
    if content is not None:
        (tmp_path / "b.db").write_bytes(content)
    before = file_of(copied).read_bytes()
    done = upkeep("restore", "b.db", "--force", "--database", copied.database_url)
    assert (done.returncode, done.stderr.count("\n")) == (1, 1)
    assert "Traceback" not in done.stderr
    assert file_of(copied).read_bytes() == before


def test_a_damaged_database_is_replaced_by_force(upkeep, copied: Settings):
    assert upkeep("backup", "b.db", "--database", copied.database_url).returncode == 0
    file_of(copied).write_bytes(b"what is left of it" * 1000)
    assert upkeep("restore", "b.db", "--database", copied.database_url).returncode == 1
    assert upkeep("restore", "b.db", "--force", "--database", copied.database_url).returncode == 0
    assert upkeep("check", "--database", copied.database_url).returncode == 0
