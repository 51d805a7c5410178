"""Names by the beginnings of their words: what the index finds is what reading every name would find."""

import random

import pytest
from sqlmodel import Session

from app.database.engine import open_session
from app.domain.identifiers import make_slug
from app.extraction.types import SpeakerKind
from app.models import Speaker, SpeakerName
from app.queries.search.fuzzy_prefix import (
    exact_prefixes,
    name_edits,
    name_words,
    prefixes_with_typos,
    query_words,
    select_matching_speakers,
)
from app.queries.search.similarity import allowed_edits, edit_distance, name_similarity, prefix_edits

NAMES = [
    "Michael Brandt",
    "Michaela Brandl",
    "Mikhail Bogdanov",
    "Émile Gauthier",
    "Ban Ki-moon",
    "Anna Lindh",
    "Bo Li",
]


@pytest.fixture
def session(writer):
    with open_session(writer) as session:
        for key, name in enumerate(NAMES, 1):
            session.add(Speaker(key=key, id=make_slug(name), name=name, kind=SpeakerKind.PERSON, country=None))
            session.flush()
            session.add(SpeakerName(speaker_key=key, name=name, slug=make_slug(name)))
        session.flush()
        yield session


def find(session: Session, typed: str, forgiving: bool) -> dict[str, int]:
    words = query_words(typed)
    readings = prefixes_with_typos(session, words) if forgiving else exact_prefixes(words)
    return {NAMES[key - 1]: wrong for key, wrong in session.execute(select_matching_speakers(words, readings))}


@pytest.mark.parametrize("forgiving", [False, True])
def test_the_index_finds_what_reading_every_name_finds(session: Session, forgiving: bool):
    chance = random.Random(5)
    for _ in range(150):
        typed = "".join(chance.choices("abdehiklmnrt", k=chance.randint(1, 2)))
        for word in name_words(chance.choice(NAMES)):
            typed += " " + mistyped(chance, word[: chance.randint(1, len(word))], chance.randint(0, 2))
        typed = typed.split(" ", chance.randint(0, 1))[-1]
        words = query_words(typed)
        expected = {name: name_edits(words, name, forgiving) for name in NAMES}
        assert find(session, typed, forgiving) == {name: wrong for name, wrong in expected.items() if wrong is not None}


def mistyped(chance: random.Random, word: str, errors: int) -> str:
    for _ in range(errors):
        place = chance.randrange(len(word) + 1)
        kind = chance.choice(["drop", "put", "swap"])
        if kind == "drop":
            word = word[:place] + word[place + 1 :]
        elif kind == "put":
            word = word[:place] + chance.choice("aeikm") + word[place:]
        else:
            word = word[:place] + word[place : place + 2][::-1] + word[place + 2 :]
    return word


def test_a_name_that_changes_or_goes_is_found_accordingly(session: Session):
    name = session.get_one(SpeakerName, 1)
    name.name, name.slug = "Peter Brandt", "peter-brandt"
    session.flush()
    assert set(find(session, "michael", False)) == {"Michaela Brandl"}
    assert set(find(session, "peter", False)) == {"Michael Brandt"}
    session.delete(name)
    session.flush()
    assert find(session, "peter", False) == {}


@pytest.mark.parametrize(
    ("one", "other", "whole", "prefix"),
    [("abc", "abc", 0, 0), ("acb", "abc", 1, 1), ("ab", "abcd", 2, 0), ("xbc", "abcd", 2, 1), ("", "abc", 3, 0)],
)
def test_edits_are_counted(one: str, other: str, whole: int, prefix: int):
    assert edit_distance(one, other) == edit_distance(other, one) == whole
    assert prefix_edits(one, other) == prefix


def test_only_longer_words_may_hold_errors():
    assert [allowed_edits("a" * length) for length in (3, 4, 7, 8, 20)] == [0, 1, 1, 2, 2]


@pytest.mark.parametrize(
    ("one", "other", "like"),
    [
        ("Ana Lim", "Ana Lim", 1),
        ("Lim Ana", "Ana Lim", 1),
        ("A. Lim", "Ana Lim", 0.75),
        ("Lim", "Ana Lim", 2 / 3),
        ("Ana Maria Lim", "Ana Lim", 0.8),
        ("Bo Li", "Ana Lim", 0),
        ("Brandt Brandt", "Michael Brandt", 0.5),
    ],
)
def test_names_are_as_like_as_the_words_they_share(one: str, other: str, like: float):
    assert name_similarity(name_words(one), name_words(other)) == pytest.approx(like)
