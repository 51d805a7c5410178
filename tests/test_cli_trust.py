"""Keys, and reading again what is stored, as a user does it: commands over a real file."""

import contextlib
import hashlib
import re
import sqlite3
from pathlib import Path

import pytest

from tests.test_cli import ARTICLE, read_all_rows

TOKEN = re.compile(r"chancery_[0-9a-f]{12}_[A-Za-z0-9_-]{43}")


def test_a_key_is_shown_once_and_kept_as_its_hash(chancery, tmp_path):
    made = chancery("keys", "create", "news-desk", "--scope", "write")
    assert made.returncode == 0
    token = made.stdout.strip()
    assert TOKEN.fullmatch(token)
    assert token not in made.stderr
    stored = read_all_rows(tmp_path / "chancery.db")
    assert token not in str(stored)
    assert hashlib.sha256(token.encode()).hexdigest() in str(stored["api_key"])
    listed = chancery("keys", "list").stdout
    assert listed.startswith("news-desk\twrite\tchancery_")
    assert token.split("_", 2)[2] not in listed


def test_a_key_is_revoked_once(chancery):
    chancery("keys", "create", "news-desk", "--scope", "write")
    assert chancery("keys", "revoke", "news-desk").stderr == "news-desk is revoked\n"
    assert "revoked" in chancery("keys", "list").stdout
    again = chancery("keys", "revoke", "news-desk")
    assert (again.returncode, again.stderr.count("\n")) == (1, 1)
    assert "there is no valid key 'news-desk'" in again.stderr
    taken = chancery("keys", "create", "news-desk", "--scope", "read")
    assert (taken.returncode, taken.stderr.count("\n")) == (1, 1)


@pytest.mark.parametrize("name", ["two words", "ingest", "", "-x"])
def test_what_is_no_name_or_scope_is_refused(chancery, name: str):
    assert chancery("keys", "create", "--scope", "write", "--", name).returncode == 1
    assert chancery("keys", "create", "desk", "--scope", "all").returncode == 2


def as_if_read_before(database: Path) -> None:
    """As another engine would have left it: one quote with other words, one that is none, and one that was missed."""
    with contextlib.closing(sqlite3.connect(database)) as connection, connection:
        connection.execute("UPDATE article_version SET engine = 'older'")
        connection.execute("UPDATE quote SET text = 'We agree on every point', speaker_key = NULL WHERE key = 1")
        connection.execute("UPDATE quote_span SET \"end\" = start + 23 WHERE quote_key = 1 AND part = 'content'")


def test_reading_again_tells_what_changes_and_a_dry_run_changes_nothing(chancery, tmp_path):
    database = tmp_path / "chancery.db"
    (tmp_path / "a.md").write_text(ARTICLE.format(n=1), encoding="utf-8")
    assert chancery("ingest", "a.md").returncode == 0
    fresh = chancery("reextract")
    assert fresh.stdout == ""
    assert fresh.stderr.startswith("0 articles read by engine ")
    right = read_all_rows(database)["quote"]
    as_if_read_before(database)
    before = read_all_rows(database)
    dry = chancery("reextract", "--dry-run")
    assert dry.returncode == 0
    assert read_all_rows(database) == before
    assert re.search(r"^1 articles read by engine \S+: 1 would change$", dry.stderr, re.MULTILINE)
    assert re.search(r"^art-\w{12} Lim agrees\n  ~ quo-\w{12} Ana Lim: We agree on every point of number 1", dry.stdout)
    assert '      speaker: null -> "ana-lim"\n' in dry.stdout
    assert '      text: "We agree on every point" -> "We agree on every point of number 1' in dry.stdout
    wet = chancery("reextract")
    assert wet.stdout == dry.stdout
    assert read_all_rows(database)["quote"] == right
    assert chancery("reextract").stderr.startswith("0 articles")
