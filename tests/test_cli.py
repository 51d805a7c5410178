"""The command as a user runs it: in a process of its own, over a real file."""

import contextlib
import gzip
import json
import socket
import sqlite3
from pathlib import Path

import pytest

from tests.ingestion.pages import news_sites, syndication
from tests.ingestion.pages.story import story
from tests.ingestion.servers import page, site

ARTICLE = """---
title: Lim agrees
outlet: Example News
published_on: 2024-02-27
---
“We agree on every point of number {n},” Foreign Minister Ana Lim told reporters.
"""


def write_articles(folder: Path, number: int) -> Path:
    folder.mkdir(exist_ok=True)
    for n in range(number):
        (folder / f"article-{n:04}.md").write_text(ARTICLE.format(n=n), encoding="utf-8")
    return folder


def read_all_rows(database: Path) -> dict[str, list[tuple]]:
    """Everything that is stored."""
    with contextlib.closing(sqlite3.connect(database)) as connection:
        tables = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        return {name: connection.execute(f"SELECT * FROM {name}").fetchall() for name in tables}


def test_help_names_every_command(chancery):
    done = chancery("--help")
    assert done.returncode == 0
    for command in ("serve", "ingest", "extract", "reextract", "backup", "restore", "check", "keys", "openapi"):
        assert command in done.stdout


def test_the_version_is_printed(chancery):
    assert chancery("--version").stdout.count(".") == 2


def test_a_folder_is_ingested_and_the_second_time_changes_no_row(chancery, tmp_path):
    folder = write_articles(tmp_path / "articles", 3)
    first = chancery("ingest", str(folder))
    assert (first.returncode, first.stderr) == (0, "3 articles: 3 created\n")
    before = read_all_rows(tmp_path / "chancery.db")
    second = chancery("ingest", str(folder))
    assert (second.returncode, second.stderr) == (0, "3 articles: 3 unchanged\n")
    assert read_all_rows(tmp_path / "chancery.db") == before


def test_standard_input_is_ingested(chancery):
    done = chancery("ingest", "-", stdin=ARTICLE.format(n=1))
    assert (done.returncode, done.stderr) == (0, "1 articles: 1 created\n")


def test_plain_text_is_ingested_with_what_the_options_say(chancery, tmp_path):
    (tmp_path / "talks.txt").write_text("“We agree,” Ana Lim said.")
    assert "has no title" in chancery("ingest", "talks.txt").stderr
    done = chancery("ingest", "talks.txt", "--title", "Talks", "--published-on", "2024-02-27")
    assert done.returncode == 0


def test_a_broken_file_is_named_and_skipped_and_the_rest_is_stored(chancery, tmp_path):
    folder = write_articles(tmp_path / "articles", 2)
    (folder / "article-0000a.md").write_bytes(b"---\ntitle: [\n---\nWords.")
    (folder / "empty.md").write_bytes(b"")
    (folder / "picture.txt").write_bytes(b"GIF89a\0\0")
    (folder / "latin.txt").write_bytes(b"caf\xe9")
    (folder / "long.txt").write_bytes(b"word " * 4_000_000)
    done = chancery("ingest", str(folder), "missing.md")
    assert done.returncode == 1
    complaints = [line for line in done.stderr.splitlines() if line.startswith("chancery: ")]
    assert [line.split(": ")[1].rpartition("/")[2] for line in complaints] == [
        "article-0000a.md",
        "empty.md",
        "latin.txt",
        "long.txt",
        "picture.txt",
        "missing.md",
    ]
    assert done.stderr.splitlines()[-1] == "8 articles: 2 created, 6 skipped"
    assert "Traceback" not in done.stderr
    assert len(read_all_rows(tmp_path / "chancery.db")["article"]) == 2


@pytest.mark.parametrize("command", [["ingest", "a.md"], ["serve"]])
def test_a_database_that_is_not_ours_is_refused_in_one_line(chancery, tmp_path, command):
    (tmp_path / "a.md").write_text(ARTICLE.format(n=1))
    with contextlib.closing(sqlite3.connect(tmp_path / "chancery.db")) as other:
        other.execute("CREATE TABLE recipe (name TEXT)")
    done = chancery(*command)
    assert done.returncode == 1
    assert done.stderr == "chancery: chancery.db: holds other tables; name another file in CHANCERY_DATABASE_URL\n"


def test_a_locked_database_is_reported_in_one_line(chancery, tmp_path):
    (tmp_path / "a.md").write_text(ARTICLE.format(n=1))
    assert chancery("ingest", "a.md").returncode == 0
    with contextlib.closing(sqlite3.connect(tmp_path / "chancery.db", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        done = chancery("ingest", "a.md")
    assert done.returncode == 1
    assert done.stderr.startswith("chancery: chancery.db: another process has been writing for too long")
    assert len(done.stderr.splitlines()) == 1


def test_a_folder_that_does_not_exist_is_reported_in_one_line(chancery):
    done = chancery("ingest", "-", "--database", "sqlite:///nowhere/chancery.db", stdin=ARTICLE)
    assert (done.returncode, len(done.stderr.splitlines())) == (1, 1)
    assert "check that its folder exists" in done.stderr


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("CHANCERY_PORT", "many", "CHANCERY_PORT: "),
        ("CHANCERY_DATABASE_URL", "mysql://x/y", "CHANCERY_DATABASE_URL: names 'mysql'"),
        ("CHANCERY_DATABASE_URL", "nonsense", "CHANCERY_DATABASE_URL: is not a database URL"),
        ("CHANCERY_SEEDS", "nowhere", "CHANCERY_SEEDS: "),
    ],
)
def test_a_setting_that_cannot_be_used_is_named(chancery, name, value, message):
    done = chancery("serve", **{name: value})
    assert (done.returncode, len(done.stderr.splitlines())) == (1, 1)
    assert done.stderr.startswith(f"chancery: {message}")


def test_a_taken_port_is_reported_before_any_work_is_done(chancery, tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        done = chancery("serve", "--port", str(taken.getsockname()[1]))
    assert done.returncode == 1
    assert "Address already in use; choose another with --port or --host" in done.stderr
    assert not (tmp_path / "chancery.db").exists()


def test_extract_prints_who_says_what(chancery, tmp_path):
    (tmp_path / "talks.txt").write_text("“We agree on every point,” Foreign Minister Ana Lim told reporters.")
    done = chancery("extract", "talks.txt")
    answer = json.loads(done.stdout)
    (quote,) = answer["quotes"]
    assert (quote["text"].rstrip(","), quote["speakers"][0]["name"]) == ("We agree on every point", "Ana Lim")
    span = quote["spans"]["content"][0]
    assert answer["text"][span["start"] : span["end"]] == quote["text"]
    assert not (tmp_path / "chancery.db").exists()


def test_extract_reads_json_lines_and_names_the_broken_ones(chancery):
    lines = ['{"id": 1, "text": "“We agree,” Ana Lim said."}', "{", '{"id": 3}', '{"id": "4", "text": ""}']
    done = chancery("extract", "--jsonl", "-", stdin="\n".join(lines))
    assert done.returncode == 1
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    assert [answer["id"] for answer in answers] == [1, "4"]
    assert {"quotes", "speakers", "topics", "countries"} <= answers[0].keys()
    assert [line[:17] for line in done.stderr.splitlines()] == ["chancery: line 2:", "chancery: line 3:"]


def test_extract_tells_which_rules_changed_what(chancery):
    text = "Ana Lim told reporters that the talks had failed."
    told = "addressee: nothing → reporters [addressee]"
    assert told in chancery("extract", "--explain", "-", stdin=text).stdout
    done = chancery("extract", "--jsonl", "--explain", "-", stdin=json.dumps({"id": 1, "text": text}))
    change = {"rule": "addressee", "field": "addressee", "without_rule": None, "with_rule": "reporters"}
    assert change | {"start": 23, "end": 48} in json.loads(done.stdout)["rules"]


def test_ingest_takes_pages_feeds_tables_and_addresses(chancery, tmp_path):
    told = story("marshall-plan", "Helen Ward", "The Tribune")
    other = story("2015-paris-agreement", "Noor Haddad", "The Tribune")
    folder = tmp_path / "sources"
    folder.mkdir()
    (folder / "page.html").write_bytes(news_sites.newspaper(told))
    (folder / "feed.xml").write_bytes(syndication.rss(other))
    lines = b'{"title": "T", "published_on": "2024-01-01", "text": "Yes."}\n{'
    (folder / "lines.jsonl.gz").write_bytes(gzip.compress(lines))
    with site() as web:
        web.pages["/talks"] = page(news_sites.amp(other))
        (tmp_path / "urls.txt").write_text(f"# our pages\n{web.address}/talks\n\n{web.address}/none\n")
        refused = chancery("ingest", f"{web.address}/talks")
        done = chancery("ingest", str(folder), "--urls", "urls.txt", CHANCERY_FETCH_NETWORKS="127.0.0.0/8")
    assert (refused.returncode, len(refused.stderr.splitlines())) == (1, 2)
    assert "a loopback address; only public addresses are allowed" in refused.stderr
    assert done.returncode == 1
    assert [line.partition(": is ")[0] for line in done.stderr.splitlines()] == [
        f"chancery: {folder}/lines.jsonl.gz: line 2",
        f"chancery: {web.address}/none",
        "6 articles: 4 created, 2 skipped",
    ]
    with contextlib.closing(sqlite3.connect(tmp_path / "chancery.db")) as connection:
        sources = {source for (source,) in connection.execute("SELECT source FROM article")}
    assert sources == {"page.html", "feed.xml, entry 1", "lines.jsonl.gz, line 1", f"{web.address}/talks"}


def test_the_same_article_from_another_file_changes_nothing(chancery, tmp_path):
    (tmp_path / "a.md").write_text(ARTICLE.format(n=1))
    (tmp_path / "b.md").write_text(ARTICLE.format(n=1))
    assert chancery("ingest", "a.md", "b.md").stderr == "2 articles: 1 created, 1 unchanged\n"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--map", "text:body", "x.json"], "--map text:body: is not FIELD=PATH with one of the fields text, title"),
        (["--encoding", "klingon", "x.txt"], "--encoding names 'klingon', which is not a known encoding"),
        ([], "give files, folders or URLs to read"),
        (["--urls", "missing.txt"], "missing.txt: cannot be read: No such file"),
    ],
)
def test_an_option_of_ingest_that_means_nothing_is_named(chancery, arguments, message):
    done = chancery("ingest", *arguments)
    assert (done.returncode, len(done.stderr.splitlines())) == (1, 1)
    assert done.stderr.startswith(f"chancery: {message}")


def test_extract_leaves_nothing_behind(chancery, tmp_path):
    """The runtime of the network would keep an identifier of the machine, and send it home, were it not told not to."""
    home = tmp_path / "home"
    home.mkdir()
    done = chancery("extract", "-", stdin="“We agree on every word,” Minister Ana Lim said.", HOME=str(home))
    assert done.returncode == 0
    assert list(home.rglob("*")) == []


def test_extract_reads_a_page(chancery, tmp_path):
    told = story("marshall-plan", "Helen Ward", "The Tribune")
    (tmp_path / "page.html").write_bytes(news_sites.newspaper(told))
    assert json.loads(chancery("extract", "page.html").stdout)["text"] == told.text
