"""`chancery check` tells what is wrong with a database, and what is right."""

import contextlib
import re
import sqlite3
from pathlib import Path

import pytest

from app.settings import Settings

# What only a database in a file has.
pytestmark = pytest.mark.sqlite

NAMES = ["file", "schema", "references", "proofs", "derived", "ledger", "search"]


def spoil(settings: Settings, *statements: str) -> None:
    """Change the database behind Chancery's back, with its triggers out of the way."""
    with contextlib.closing(sqlite3.connect(file_of(settings))) as connection, connection:
        for statement in statements:
            connection.execute(statement)


def file_of(settings: Settings) -> Path:
    return Path(settings.database_url.removeprefix("sqlite:///"))


def test_a_sound_database_passes_every_check(upkeep, copied: Settings):
    done = upkeep("check", "--database", copied.database_url)
    assert done.stdout == "".join(f"{name}: ok\n" for name in NAMES)
    assert (done.returncode, done.stderr) == (0, f"{file_of(copied)}: nothing wrong\n")


QUOTE = "(SELECT min(key) FROM quote)"
WRONG = {
    "a span that was moved": (
        f'UPDATE quote_span SET start = start + 1, "end" = "end" + 1 WHERE quote_key = {QUOTE} AND part = \'content\'',
        "proofs",
        r"quote quo-\w+: the words at its content \(\d+\.\.\d+\) are not '",
    ),
    "a span that was taken away": (
        f"DELETE FROM quote_span WHERE quote_key = {QUOTE} AND part = 'content'",
        "proofs",
        r"quote quo-\w+ has no span in its text",
    ),
    "a cue that no text prints": (
        f"UPDATE quote SET cue = 'bellowed' WHERE key = {QUOTE}",
        "proofs",
        r"quote quo-\w+: the words at its cue \(.+\) are not 'bellowed'",
    ),
    "a text that was changed": (
        "UPDATE article_version SET text = text || ' Indeed.' WHERE key = 1",
        "proofs",
        r"version 1 of article art-\w+ has a text that does not match its hash",
    ),
    "a quote of a version that there is not": (
        f"UPDATE quote SET version = 7 WHERE key = {QUOTE}",
        "proofs",
        r"quote quo-\w+ belongs to a missing version",
    ),
    "a search index without the words of a quote": (
        "INSERT INTO quote_fts(quote_fts, rowid, text) SELECT 'delete', key, text FROM quote WHERE key = 1",
        "search",
        "quote_fts does not match its table",
    ),
    "a search index without a country": (
        "DELETE FROM country_fts WHERE code = 'KH'",
        "search",
        "1 rows of country are not in country_fts",
    ),
    "a count that is wrong": (
        "UPDATE speaker_tally SET quotes = quotes + 1 WHERE speaker_key = 1",
        "derived",
        r"speaker \S+ has a wrong count of quotes",
    ),
    "a count of a facet that is wrong": (
        "UPDATE quote_tally SET quotes = quotes + 1 WHERE facet = 'kind' AND value = 'direct'",
        "derived",
        "the facet kind direct has a wrong count of quotes",
    ),
    "a quote that is filed nowhere": (
        "DELETE FROM quote_filing WHERE quote_key = (SELECT min(quote_key) FROM quote_filing)",
        "derived",
        r"quote quo-\w+ is not filed under its topics and countries",
    ),
    "the JSON of a quote that is not its own": (
        "UPDATE quote_json SET item = '{}' WHERE quote_key = 1",
        "derived",
        r"quote quo-\w+ has outdated JSON",
    ),
    "a copy without an original": (
        "INSERT INTO article_copy (article_key, story_key) VALUES (1, 1)",
        "derived",
        r"article art-\w+ is alone in a group of copies",
    ),
    "a speaker of whom the ledger knows nothing": (
        "INSERT INTO speaker (id, name, kind, created_at) VALUES ('x', 'X', 'person', '2024-01-01')",
        "ledger",
        "speaker x has no entry of the audit log for its creation",
    ),
    "a quote that only the ledger knows": (
        "INSERT INTO change (at, by, action, record_kind, record_id) "
        "VALUES ('2024-01-01', 'me', 'created', 'quote', 'quo-gone')",
        "ledger",
        "quote quo-gone is in the audit log but does not exist",
    ),
    "a reference to a row that is not there": (
        "UPDATE quote SET speaker_key = 999999 WHERE key = 1",
        "references",
        r"quote 1 refers to a missing speaker",
    ),
    "a trigger that is gone": ("DROP TRIGGER quote_fts_update", "schema", "the trigger quote_fts_update is missing"),
    "a table too many": ("CREATE TABLE recipe (name TEXT)", "schema", "the table recipe was not made by a migration"),
}


@pytest.mark.parametrize(("statement", "name", "line"), WRONG.values(), ids=WRONG)
def test_what_is_wrong_is_named(upkeep, copied: Settings, statement: str, name: str, line: str):
    spoil(copied, statement)
    done = upkeep("check", "--database", copied.database_url)
    lines = done.stdout.splitlines()
    assert done.returncode == 1
    assert any(one.startswith(f"{name}: ") and one.endswith(" wrong") for one in lines), done.stdout
    assert any(re.match(f"  {line}", one) for one in lines), done.stdout
    assert "Traceback" not in done.stderr


def test_a_damaged_file_is_told_and_nothing_else_is_checked(upkeep, copied: Settings):
    with file_of(copied).open("r+b") as file:
        size = file.seek(0, 2)
        file.seek(size // 2)
        file.write(b"\xff" * 40_000)
    done = upkeep("check", "--database", copied.database_url)
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert done.stdout.startswith("file: ") or "the file is damaged" in done.stderr
    assert "proofs" not in done.stdout


def test_only_the_first_of_many_findings_are_printed(upkeep, copied: Settings):
    spoil(copied, "UPDATE quote_span SET start = start + 1 WHERE part = 'content'")
    lines = upkeep("check", "--database", copied.database_url).stdout.splitlines()
    proofs = lines[lines.index(next(line for line in lines if line.startswith("proofs: "))) :]
    assert proofs[21].startswith("  and ")
    assert proofs[22] == "derived: ok"


@pytest.mark.parametrize(
    ("content", "message"),
    [(None, "no such file"), (b"a letter, no database" * 50, "is not a SQLite database")],
)
def test_what_is_no_database_is_refused_in_one_line(upkeep, tmp_path: Path, content: bytes | None, message: str):
    if content is not None:
        (tmp_path / "other.db").write_bytes(content)
    done = upkeep("check", "--database", "sqlite:///other.db")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith(f"chancery: other.db: {message}")
    assert done.stderr.count("\n") == 1
    assert (tmp_path / "other.db").exists() is (content is not None)


def test_another_database_is_refused(upkeep, tmp_path: Path):
    with contextlib.closing(sqlite3.connect(tmp_path / "other.db")) as other:
        other.execute("CREATE TABLE recipe (name TEXT)")
    done = upkeep("check", "--database", "sqlite:///other.db")
    assert done.returncode == 1
    assert "holds other tables" in done.stderr
