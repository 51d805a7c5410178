import contextlib
import sqlite3

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.errors import BadQuery
from app.queries.fulltext import expression

TEXTS = ["The treaty was signed in Genève", "No treaty yet", "Sovereignty and treaties", "a “signed” paper"]


@pytest.fixture(scope="module")
def index():
    with sqlite3.connect(":memory:") as database:
        database.execute("CREATE VIRTUAL TABLE t USING fts5(x, tokenize='unicode61 remove_diacritics 2')")
        database.executemany("INSERT INTO t VALUES (?)", [(text,) for text in TEXTS])
        yield database


def find(index: sqlite3.Connection, q: str) -> list[int]:
    return [row - 1 for (row,) in index.execute("SELECT rowid FROM t WHERE t MATCH ? ORDER BY rowid", (expression(q),))]


@pytest.mark.parametrize(
    ("q", "found"),
    [
        ("treaty", [0, 1]),
        ("TREATY signed", [0]),
        ("geneve", [0]),
        ('"was signed"', [0]),
        ('"signed was"', []),
        ("treat*", [0, 1, 2]),
        ("treaty -yet", [0]),
        ('treat* -"was signed" -yet', [2]),
        ('"was signed', [0]),
        ("treaty AND yet", []),
        ("signed...", [0, 3]),
    ],
)
def test_a_query_finds(index, q, found):
    assert find(index, q) == found


@pytest.mark.parametrize("q", ["-yet", "…", '""', "*", '"-"'])
def test_a_query_without_a_word_is_refused(q):
    with pytest.raises(BadQuery, match="no word"):
        expression(q)


@given(st.text(min_size=1, max_size=40))
def test_no_query_is_a_syntax_error(q):
    with sqlite3.connect(":memory:") as database:
        database.execute("CREATE VIRTUAL TABLE t USING fts5(x)")
        with contextlib.suppress(BadQuery):
            find(database, q)
