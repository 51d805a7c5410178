import contextlib
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import column, delete, select, table
from sqlmodel import Session

from app.database.engine import open_session, open_writer
from app.errors import BadQuery
from app.models import Country, Topic
from app.queries.search.query_language import index_matches, parse_query
from app.queries.search.stems import inflected_forms
from tests.conftest import DatabaseFactory

TEXTS = ["The treaty was signed in Genève", "No treaty yet", "Sovereignty and treaties", "a “signed” paper"]


@pytest.fixture(scope="module")
def index(databases: DatabaseFactory, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Session]:
    """The texts as the names of countries, which are the simplest that is searched."""
    engine = open_writer(databases.create_database(tmp_path_factory.mktemp("fulltext")))
    with open_session(engine) as session:
        session.exec(delete(Country))
        session.add_all(Country(code=str(number), alpha3=None, name=text) for number, text in enumerate(TEXTS))
        session.flush()
        yield session
    engine.dispose()


def find(index: Session, q: str) -> list[int]:
    code = column("code")
    found = select(code).select_from(table("country_fts")).where(index_matches("country_fts", q)).order_by(code)
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
        ("yet OR signed", [0, 1, 3]),
        ("yet OR signed treaty", [0, 1]),
        ("treaty yet OR signed OR sovereignty", [0, 1]),
        ('"no treaty" OR "was signed"', [0, 1]),
        ("treat* -yet OR signed", []),
        ("OR", []),
        ("OR treaty", []),
        ("treaty OR", []),
        ("treaty or yet", []),
        ("yet OR OR signed", []),
    ],
)
def test_a_query_finds(index, q, found):
    assert find(index, q) == found


@pytest.mark.parametrize("q", ["-yet", "…", '""', "*", '"-"'])
def test_a_query_without_a_word_is_refused(q):
    with pytest.raises(BadQuery, match="no word"):
        parse_query(q, "quote_fts")


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(q=st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), min_size=1, max_size=40))
def test_no_query_is_a_syntax_error(index: Session, q: str):
    with contextlib.suppress(BadQuery):
        find(index, q)


INFLECTED = [
    "New sanctions on trade",
    "No sanction was lifted",
    "They negotiated for humans",
    "Countries stopped writing treaties",
    "Humanity of one university",
]


@pytest.fixture(scope="module")
def prose(databases: DatabaseFactory, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Session]:
    """The texts as the labels of topics, which are the simplest prose that is searched."""
    engine = open_writer(databases.create_database(tmp_path_factory.mktemp("prose")))
    with open_session(engine) as session:
        session.exec(delete(Topic))
        for number, text in enumerate(INFLECTED):
            session.add(Topic(slug=str(number), label=text, description="", broader=None, iptc=None, wikidata=None))
        session.flush()
        yield session
    engine.dispose()


@pytest.mark.parametrize(
    ("q", "found"),
    [
        ("sanction", [0, 1]),
        ("Sanctions", [0, 1]),
        ("sanctioned", [0, 1]),
        ('"sanction"', [1]),
        ('"sanctions"', [0]),
        ("sanction*", [0, 1]),
        ("sanction -sanctions", []),
        ('sanction -"sanctions"', [1]),
        ("negotiation", [2]),
        ("negotiate human", [2]),
        ("human", [2]),
        ("universe", []),
        ("country stop treaty", [3]),
        ("(writes)", [3]),
        ("trade OR country", [0, 3]),
    ],
)
def test_prose_is_found_in_all_forms_of_a_word(prose: Session, q: str, found: list[int]):
    slug = column("slug")
    rows = select(slug).select_from(table("topic_fts")).where(index_matches("topic_fts", q)).order_by(slug)
    assert [int(one) for one in prose.execute(rows).scalars()] == found


WORDS = ["sanction", "treaty", "negotiate", "stop", "write", "agree", "Genève", "g20", "of", "x" * 99]


@pytest.mark.parametrize("word", WORDS)
def test_a_word_has_few_forms_and_is_one_of_them(word: str):
    forms = inflected_forms(word)
    assert forms[0] == word.lower()
    assert len(forms) == len(set(forms)) <= 30
    assert all(word.lower() in inflected_forms(form) for form in forms)


def test_a_query_of_many_words_is_bounded():
    terms = parse_query(" ".join(f"agree{chr(97 + number)}" for number in range(26)) * 3, "quote_fts")
    assert sum(len(term.any_of) for term in terms) < 700
