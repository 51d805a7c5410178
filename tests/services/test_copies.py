"""The same story in several articles is known as such, however many other articles there are."""

import random
from datetime import date

import pytest
from sqlalchemy import Engine
from sqlmodel import col, select

from app.database.engine import open_session
from app.extraction.types import Extraction
from app.models import Article, ArticleCopy
from app.services.articles import SaveOutcome, save_article
from tests.services.test_articles import article

WORDS = [f"w{number}" for number in range(3_000)]
NOTHING = Extraction((), ())


def story(seed: int, words: int = 300) -> str:
    return " ".join(random.Random(seed).choices(WORDS, k=words))


def edited(text: str, share: float, seed: int = 1) -> str:
    """With this share of its words replaced."""
    chance = random.Random(seed)
    return " ".join(chance.choice(WORDS) if chance.random() < share else word for word in text.split())


def print_in(writer: Engine, outlet: str, text: str, day: str = "2024-02-27") -> SaveOutcome:
    printed = article(text, url=f"https://example.org/{outlet}", published_on=date.fromisoformat(day), title=outlet)
    with open_session(writer) as session:
        return save_article(session, printed, NOTHING)


def stories(writer: Engine) -> list[list[str]]:
    """Who prints the same, by outlet."""
    with open_session(writer) as session:
        found: dict[int, list[str]] = {}
        copies = select(ArticleCopy.story_key, Article.title).join(Article, col(Article.key) == ArticleCopy.article_key)
        for key, title in session.exec(copies.order_by(col(Article.key))):
            found.setdefault(key, []).append(title)
        return sorted(found.values())


def test_the_same_story_with_light_edits_is_a_copy(writer: Engine):
    print_in(writer, "agency", story(1))
    print_in(writer, "tribune", edited(story(1), 0.04), "2024-02-28")
    print_in(writer, "herald", "By our own staff " + story(1)[:-400], "2024-03-01")
    print_in(writer, "gazette", story(2))
    assert stories(writer) == [["agency", "tribune", "herald"]]


def test_another_story_is_none_and_neither_is_one_that_was_mostly_written_anew(writer: Engine):
    print_in(writer, "agency", story(1))
    print_in(writer, "tribune", edited(story(1), 0.4))
    assert stories(writer) == []


def test_a_copy_of_a_copy_brings_two_stories_together(writer: Engine):
    first, last = story(1), edited(story(1), 0.22)
    between = " ".join(first.split()[:150] + last.split()[150:])
    for outlet, text in (("first", first), ("last", last)):
        print_in(writer, outlet, text)
        print_in(writer, f"{outlet} too", text)
    assert stories(writer) == [["first", "first too"], ["last", "last too"]]
    print_in(writer, "between", between)
    assert stories(writer) == [["first", "first too", "last", "last too", "between"]]


def test_what_is_printed_anew_long_after_is_no_copy(writer: Engine):
    print_in(writer, "agency", story(1))
    print_in(writer, "a month later", story(1), "2024-03-27")
    assert stories(writer) == []


def test_a_few_words_are_no_story_unless_they_are_the_very_same(writer: Engine):
    print_in(writer, "agency", story(1, words=30))
    print_in(writer, "tribune", story(1, words=29))
    print_in(writer, "herald", story(1, words=30), "2024-02-28")
    print_in(writer, "a month later", story(1, words=30), "2024-03-28")
    assert stories(writer) == [["agency", "herald"]]


def test_an_article_with_another_text_leaves_its_story(writer: Engine):
    for outlet in ("agency", "tribune", "herald"):
        print_in(writer, outlet, story(1))
    assert print_in(writer, "agency", story(2)) is SaveOutcome.UPDATED
    assert stories(writer) == [["tribune", "herald"]]
    print_in(writer, "tribune", story(2))
    assert stories(writer) == [["agency", "tribune"]]


def test_a_day_that_was_corrected_takes_an_article_into_its_story(writer: Engine):
    print_in(writer, "agency", story(1))
    print_in(writer, "tribune", story(1), "2023-02-27")
    assert stories(writer) == []
    print_in(writer, "tribune", story(1), "2024-02-27")
    assert stories(writer) == [["agency", "tribune"]]


@pytest.mark.parametrize("copies", [20, 80])
def test_a_story_is_found_with_as_many_statements_and_texts_whoever_prints_it(
    writer: Engine, statements: list[str], copies: int
):
    """However often it was printed, a few articles are compared."""
    for number in range(copies):
        print_in(writer, f"outlet {number}", edited(story(1), 0.02, number))
    statements.clear()
    print_in(writer, "the last", story(1))
    assert len(stories(writer)[0]) == copies + 1
    assert len(statements) <= 40


@pytest.mark.parametrize("text", [story(1), "We agree."])
@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
def test_the_calendar_has_a_first_day_and_a_last_one(writer: Engine, text: str, day: str):
    print_in(writer, "agency", text, day)
    print_in(writer, "tribune", text, day)
    assert stories(writer) == [["agency", "tribune"]]
