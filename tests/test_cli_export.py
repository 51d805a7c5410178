"""`chancery export`, as a user runs it."""

import csv
import io
import json
import sqlite3
from contextlib import closing

import pytest
from sqlalchemy import text

from app.database.engine import open_session, open_writer
from app.database.sqlite.files import sqlite_url
from app.services.quote_json import write_quote_json
from tests.test_cli import ARTICLE

OTHER = ARTICLE.replace("Ana Lim", "Bo Karlsen").replace("Foreign", "Trade")


@pytest.fixture
def two_databases(chancery, tmp_path):
    """The same two articles in two databases, into which they came in another order."""
    (tmp_path / "a.md").write_text(ARTICLE.format(n=1), encoding="utf-8")
    (tmp_path / "b.md").write_text(OTHER.format(n=2), encoding="utf-8")
    assert chancery("ingest", "a.md", "b.md", "--database", "sqlite:///one.db").returncode == 0
    assert chancery("ingest", "b.md", "a.md", "--database", "sqlite:///two.db").returncode == 0


@pytest.mark.usefixtures("two_databases")
def test_the_same_records_are_the_same_bytes(chancery, tmp_path):
    for kind, form in (("quotes", "ndjson"), ("articles", "csv"), ("speakers", "ndjson")):
        for name in ("one", "two"):
            done = chancery("export", kind, "--format", form, "--output", name, "--database", f"sqlite:///{name}.db")
            assert (done.returncode, done.stderr) == (0, f"2 {kind} exported\n")
        assert (tmp_path / "one").read_bytes() == (tmp_path / "two").read_bytes()


@pytest.mark.usefixtures("two_databases")
def test_all_of_every_record_is_there_also_what_lists_leave_out(chancery, tmp_path):
    engine = open_writer(sqlite_url(tmp_path / "one.db"))
    with open_session(engine) as session:
        session.execute(text("UPDATE quote SET withdrawn = 1 WHERE key = 1"))
        session.execute(text("UPDATE quote SET review = 'retracted' WHERE key = 2"))
        write_quote_json(session, (1, 2))
        session.commit()
    engine.dispose()
    one = ("--database", "sqlite:///one.db")
    quotes = [json.loads(line) for line in chancery("export", *one).stdout.splitlines()]
    assert [quote["id"] for quote in quotes] == sorted(quote["id"] for quote in quotes)
    assert sorted((quote["withdrawn"], quote["review"]) for quote in quotes) == [
        (False, "retracted"),
        (True, "machine"),
    ]
    articles = csv.DictReader(
        io.StringIO(chancery("export", "articles", "--format", "csv", *one).stdout.removeprefix("\ufeff"))
    )
    texts = {row["id"]: row["text"] for row in articles}
    for quote in quotes:
        (span,) = quote["spans"]["content"]
        assert texts[quote["article"]["id"]][span["start"] : span["end"]] == quote["text"]


@pytest.mark.usefixtures("two_databases")
def test_what_cannot_be_exported_is_said_in_one_line_and_leaves_no_file(chancery, tmp_path):
    done = chancery("export", "--output", "nowhere/quotes", "--database", "sqlite:///one.db")
    assert (done.returncode, done.stderr) == (
        1,
        "chancery: nowhere/quotes: cannot be written: No such file or directory\n",
    )
    with closing(sqlite3.connect(tmp_path / "one.db")) as connection, connection:
        connection.execute("DROP TABLE quote_span")
    done = chancery("export", "--output", "quotes", "--database", "sqlite:///one.db")
    assert (done.returncode, len(done.stderr.splitlines())) == (1, 1)
    assert not list(tmp_path.glob("quotes*"))
