import contextlib
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import column, delete, select, table
from sqlmodel import Session

from app.database.engine import open_writer, session_on
from app.errors import BadQuery
from app.models import Country
from app.queries.fulltext import matching, terms_of
from tests.conftest import Databases

TEXTS = ["The treaty was signed in Genève", "No treaty yet", "Sovereignty and treaties", "a “signed” paper"]


@pytest.fixture(scope="module")
def index(databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Session]:
    """The texts as the names of countries, which are the simplest that is searched."""
    engine = open_writer(databases.new(tmp_path_factory.mktemp("fulltext")))
    with session_on(engine) as session:
        session.exec(delete(Country))
        session.add_all(Country(code=str(number), alpha3=None, name=text) for number, text in enumerate(TEXTS))
        session.flush()
        yield session
    engine.dispose()


def find(index: Session, q: str) -> list[int]:
    code = column("code")
    found = select(code).select_from(table("country_fts")).where(matching("country_fts", q)).order_by(code)
    return [int(one) for one in index.execute(found).scalars()]


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
        terms_of(q)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(q=st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), min_size=1, max_size=40))
def test_no_query_is_a_syntax_error(index: Session, q: str):
    with contextlib.suppress(BadQuery):
        find(index, q)
