"""What is one article and what are two, when sources say more or less of it; and what is known stays known."""

from dataclasses import replace
from datetime import date
from itertools import permutations

import pytest
from sqlalchemy import Engine
from sqlmodel import select

from app.database.engine import open_session
from app.extraction.types import Document, Extraction
from app.models import Article, ArticleCopy
from app.services.articles import IncomingArticle, SaveOutcome, document_to_extract, save_article

TEXT = "No statement will be made today, the ministry said."
NOTHING = Extraction((), ())


def source(
    outlet: str | None, day: str = "2024-03-05", url: str | None = None, text: str = TEXT, **facts: object
) -> IncomingArticle:
    document = Document(text, title="Same words", published_on=date.fromisoformat(day), outlet=outlet)
    return replace(IncomingArticle(document, url=url), **facts)


def save(writer: Engine, *sources: IncomingArticle) -> list[SaveOutcome]:
    outcomes = []
    for one in sources:
        with open_session(writer) as session:
            outcomes.append(save_article(session, one, NOTHING))
    return outcomes


def stored(writer: Engine) -> list[tuple[str | None, str, str | None]]:
    with open_session(writer) as session:
        found = session.exec(select(Article).order_by(Article.key)).all()
        return [(one.outlet, one.published_on.isoformat(), one.url) for one in found]


def test_the_same_words_in_two_outlets_are_two_articles_and_copies_of_each_other(writer: Engine):
    saved = save(writer, source("Other Times"), source("Velmora Post", "2024-03-06"))
    assert saved == [SaveOutcome.CREATED, SaveOutcome.CREATED]
    assert stored(writer) == [("Other Times", "2024-03-05", None), ("Velmora Post", "2024-03-06", None)]
    with open_session(writer) as session:
        assert len(session.exec(select(ArticleCopy)).all()) == 2


def test_the_same_words_in_one_outlet_on_two_days_are_two_articles(writer: Engine):
    assert save(writer, source("Post"), source("Post", "2024-04-05")) == [SaveOutcome.CREATED, SaveOutcome.CREATED]


def test_a_source_that_says_less_erases_nothing(writer: Engine):
    said = source("Example News", url="https://e.org/1", author="A. Writer")
    said = replace(said, document=replace(said.document, dateline="GENEVA", language="fr"))
    silent = source(None, url="https://e.org/1", is_language_stated=False)
    assert save(writer, said, silent) == [SaveOutcome.CREATED, SaveOutcome.UNCHANGED]
    with open_session(writer) as session:
        document = document_to_extract(session, replace(silent, document=replace(silent.document, text="New words.")))
        assert document is not None
        assert (document.outlet, document.dateline, document.language) == ("Example News", "GENEVA", "fr")
    renamed = replace(silent, document=replace(silent.document, title="Other words"))
    assert save(writer, renamed) == [SaveOutcome.UPDATED]
    with open_session(writer) as session:
        article = session.exec(select(Article)).one()
        assert (article.title, article.outlet, article.author) == ("Other words", "Example News", "A. Writer")
        assert (article.dateline, article.language) == ("GENEVA", "fr")


@pytest.mark.parametrize(
    "order", list(permutations([source(None), source("Post"), source("Post", url="https://post.example/1")]))
)
def test_one_article_of_which_three_sources_say_more_and_less_is_one(
    writer: Engine, order: tuple[IncomingArticle, ...]
):
    assert save(writer, *order)[0] is SaveOutcome.CREATED
    assert stored(writer) == [("Post", "2024-03-05", "https://post.example/1")]
    assert save(writer, *order) == [SaveOutcome.UNCHANGED] * 3


def test_a_source_that_may_mean_either_of_two_means_neither_and_is_one_article_itself(writer: Engine):
    silent = source(None)
    assert save(writer, source("Times"), source("Post"), silent, silent) == [
        SaveOutcome.CREATED,
        SaveOutcome.CREATED,
        SaveOutcome.CREATED,
        SaveOutcome.UNCHANGED,
    ]
    assert [outlet for outlet, _, _ in stored(writer)] == ["Times", "Post", None]


def test_a_file_that_is_read_twice_is_one_article_whatever_came_between(writer: Engine):
    silent = source(None)
    save(writer, silent, source("Times"), source("Post"))
    assert save(writer, silent) == [SaveOutcome.UNCHANGED]
    assert [outlet for outlet, _, _ in stored(writer)] == ["Times", "Post"]


def test_two_addresses_are_two_articles(writer: Engine):
    one, other = source("Post", url="https://post.example/1"), source("Post", url="https://post.example/2")
    assert save(writer, one, other) == [SaveOutcome.CREATED, SaveOutcome.CREATED]


def test_an_article_that_was_stored_under_an_older_kind_of_id_keeps_it(writer: Engine):
    save(writer, source("Times"))
    with open_session(writer) as session:
        session.exec(select(Article)).one().id = "art-aaaaaaaaaaaa"
    assert save(writer, source("Times"), source(None), source("Post")) == [
        SaveOutcome.UNCHANGED,
        SaveOutcome.UNCHANGED,
        SaveOutcome.CREATED,
    ]
    with open_session(writer) as session:
        assert session.exec(select(Article.id).order_by(Article.key)).first() == "art-aaaaaaaaaaaa"
