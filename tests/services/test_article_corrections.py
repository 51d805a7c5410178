"""What a reviewer has settled of an article stays, whoever brings it again."""

from datetime import date

import pytest
from sqlalchemy import Engine
from sqlmodel import select

from app.database.engine import open_session
from app.errors import Conflict
from app.models import Article, Change, Meeting, Quote, RecordKind
from app.queries.articles import read_article
from app.schemas.articles import ArticleItem
from app.schemas.reviews import ArticleCorrection
from app.services.article_corrections import correct_article
from app.services.articles import SaveOutcome
from app.services.takedown import take_down_article
from app.services.undo import undo_change
from tests.services.ledgers import open_reviewer_ledger
from tests.services.test_articles import TEXT, article, extraction, save
from tests.soundness import find_faults

FOUND = extraction(TEXT, "We agree,", "We sign today,")
RIGHT = {
    "title": "Lim disagrees",
    "outlet": "Other Times",
    "author": "Jo Berg",
    "published_on": "2024-02-20",
    "dateline": "SINGAPORE",
    "language": "en-SG",
    "url": "https://example.org/right",
    "source": "wire/17",
}
UNKNOWN = {**dict.fromkeys(("outlet", "author", "dateline", "url", "source"))}
CHANGED = "On Monday: " + TEXT


@pytest.fixture
def stored(writer: Engine) -> str:
    save(writer, article(), FOUND)
    with open_session(writer) as session:
        return session.exec(select(Article.id)).one()


def correct(writer: Engine, identity: str, **what: object) -> int:
    """The number of the change."""
    with open_session(writer) as session:
        correct_article(
            open_reviewer_ledger(session, "it says so"), identity, ArticleCorrection(reason="it says so", **what)
        )
        session.flush()
        entries = select(Change.key).where(Change.record_kind == RecordKind.ARTICLE).order_by(Change.key)
        return session.exec(entries).all()[-1]


def undo(writer: Engine, number: int) -> None:
    with open_session(writer) as session:
        undo_change(open_reviewer_ledger(session, "it does not"), number)


def shown(writer: Engine, identity: str) -> ArticleItem:
    with open_session(writer) as session:
        return read_article(session, identity, [])


def facts(item: ArticleItem) -> dict[str, object]:
    return {name: value for name, value in item.model_dump(mode="json").items() if name in RIGHT}


@pytest.mark.parametrize("right", [RIGHT, UNKNOWN], ids=["known", "unknown"])
def test_corrected_facts_stay_when_the_article_comes_again(writer: Engine, stored: str, right: dict[str, object]):
    number = correct(writer, stored, **right)
    before = shown(writer, stored)
    assert facts(before).items() >= right.items()
    assert save(writer, article(), FOUND) is SaveOutcome.UNCHANGED
    assert (
        save(writer, article(CHANGED, title="Another title"), extraction(CHANGED, "We agree,")) is SaveOutcome.UPDATED
    )
    assert facts(shown(writer, stored)) | {"title": None} == facts(before) | {"title": None}
    assert (shown(writer, stored).title == RIGHT["title"]) == ("title" in right)
    with open_session(writer) as session:
        assert len(session.exec(select(Article.id)).all()) == 1
        days = {*session.exec(select(Quote.published_on)), *session.exec(select(Meeting.published_on))}
    assert days == {date.fromisoformat(str(right.get("published_on", "2024-02-27")))}
    assert find_faults(writer) == []
    if "title" in right:
        undo(writer, number)
        assert shown(writer, stored).url == "https://example.org/lim"
        assert find_faults(writer) == []


def test_an_article_is_found_by_the_url_that_was_corrected_and_by_the_one_before(writer: Engine, stored: str):
    correct(writer, stored, url="https://example.org/right")
    for url in ("https://example.org/lim", "https://example.org/right"):
        assert save(writer, article(url=url), FOUND) is SaveOutcome.UNCHANGED
    with open_session(writer) as session:
        take_down_article(open_reviewer_ledger(session, "it must go"), stored)
    for url in ("https://example.org/lim", "https://example.org/right"):
        assert save(writer, article(url=url), FOUND) is SaveOutcome.TAKEN_DOWN


def test_two_articles_never_have_one_url(writer: Engine, stored: str):
    save(writer, article("Another text.", "https://example.org/other"), extraction("Another text."))
    with pytest.raises(Conflict, match="has the URL"):
        correct(writer, stored, url="https://example.org/other")
    first = correct(writer, stored, url=None)
    with open_session(writer) as session:
        other = session.exec(select(Article.id).where(Article.id != stored)).one()
    correct(writer, other, url="https://example.org/lim")
    with pytest.raises(Conflict, match="already"):
        undo(writer, first)
