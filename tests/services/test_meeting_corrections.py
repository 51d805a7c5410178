"""What a reviewer has settled of a meeting stays, whatever is read again, by whichever engine."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import Engine
from sqlmodel import select

from app.database.engine import open_session
from app.errors import BadField
from app.extraction.types import Document, Event, ExtractedMeeting, Extraction, Participant, Span, SpeakerKind
from app.ingestion.reextract import list_outdated_articles, reextract_articles
from app.models import Article, Change, Meeting
from app.queries.meetings import read_meeting
from app.schemas.meetings import MeetingItem
from app.schemas.reviews import MeetingAddition, MeetingCorrection
from app.services.meeting_corrections import add_meeting, correct_meeting
from app.services.undo import undo_change
from tests.services.ledgers import open_reviewer_ledger
from tests.services.test_articles import article, save
from tests.soundness import find_faults

TEXT = "Ana Lim met Jo Berg in Oslo. They had talked before."
SIDE = {"name": "Jo Berg", "kind": "person", "country": "NO"}
RIGHT = {
    "event": "AGREE",
    "mode": "sign",
    "place": "Bergen",
    "country": "NO",
    "start_on": "2024-02-01",
    "end_on": "2024-02-03",
    "precision": "month",
}


def met(document: Document) -> Extraction:
    text = document.text

    def place(words: str) -> Span:
        return Span(text.index(words), text.index(words) + len(words))

    sides = tuple(Participant(name, SpeakerKind.PERSON, None, place(name)) for name in ("Ana Lim", "Jo Berg"))
    evidence = place("Ana Lim met Jo Berg in Oslo.")
    one = ExtractedMeeting(
        Event.CONSULT, "meet", sides, "Oslo", None, date(2024, 2, 26), None, None, place("met"), evidence
    )
    return Extraction((), (), meetings=(one,))


def otherwise(document: Document) -> Extraction:
    """An engine that knows no day, and hears one side only."""
    (one,) = met(document).meetings
    return Extraction((), (), meetings=(replace(one, start_on=None, participants=one.participants[:1]),))


def deaf(_document: Document) -> Extraction:
    return Extraction((), ())


def again(writer: Engine, extractor: Callable[[Document], Extraction]) -> None:
    version = f"test-{id(extractor)}"
    list(reextract_articles(writer, list_outdated_articles(writer, version), extractor, version, lambda _: None))


def repost(writer: Engine) -> None:
    source = article("On Monday, in the north: " + TEXT)
    save(writer, source, met(source.document))


AGAIN = {
    "the article in a new version": repost,
    "an engine that finds otherwise": lambda writer: again(writer, otherwise),
    "an engine that finds nothing": lambda writer: again(writer, deaf),
}


@pytest.fixture
def meeting(writer: Engine) -> str:
    save(writer, article(TEXT), met(article(TEXT).document))
    with open_session(writer) as session:
        return session.exec(select(Meeting.id)).one()


def correct(writer: Engine, identity: str, **what: object) -> int:
    with open_session(writer) as session:
        asked = MeetingCorrection.model_validate({"reason": "It says so."} | what)
        correct_meeting(open_reviewer_ledger(session, "It says so."), identity, asked)
        session.flush()
        return session.exec(select(Change.key).order_by(Change.key)).all()[-1]


def shown(writer: Engine, identity: str) -> MeetingItem:
    with open_session(writer) as session:
        return read_meeting(session, identity)


def facts(item: MeetingItem) -> dict[str, object]:
    return {name: value for name, value in item.model_dump(mode="json").items() if name in RIGHT}


def only(writer: Engine) -> str:
    with open_session(writer) as session:
        return session.exec(select(Meeting.id)).one()


@pytest.mark.parametrize("reading", AGAIN.values(), ids=AGAIN)
def test_a_corrected_meeting_stays(writer: Engine, meeting: str, reading: Callable[[Engine], object]):
    correct(writer, meeting, **RIGHT, participants=[SIDE])
    assert facts(shown(writer, meeting)) == RIGHT
    reading(writer)
    after = shown(writer, meeting)
    assert facts(after) == RIGHT
    assert [side.name for side in after.participants] == ["Jo Berg"]
    assert only(writer) == meeting, "it is there a second time"
    assert find_faults(writer) == []


@pytest.mark.parametrize("reading", AGAIN.values(), ids=AGAIN)
def test_what_nobody_knows_stays_unknown(writer: Engine, meeting: str, reading: Callable[[Engine], object]):
    correct(writer, meeting, place=None, start_on=None)
    reading(writer)
    after = shown(writer, meeting)
    assert (after.place, after.start_on, after.precision) == (None, None, None)


@pytest.mark.usefixtures("meeting")
@pytest.mark.parametrize("reading", AGAIN.values(), ids=AGAIN)
def test_a_meeting_that_a_person_added_stays_as_long_as_its_words(writer: Engine, reading: Callable[[Engine], object]):
    start = TEXT.index("They")
    with open_session(writer) as session:
        told = {"participants": [SIDE], "evidence": {"start": start, "end": len(TEXT)}, "place": "Oslo"}
        asked = MeetingAddition.model_validate({"reason": "It was missed."} | told)
        added = add_meeting(open_reviewer_ledger(session, "missed"), session.exec(select(Article.id)).one(), asked)
    reading(writer)
    after = shown(writer, added)
    assert (after.evidence, after.place) == ("They had talked before.", "Oslo")
    assert find_faults(writer) == []
    save(writer, article("Nothing of this was ever said."), Extraction((), ()))
    with open_session(writer) as session:
        assert session.exec(select(Meeting.id)).all() == []
    assert find_faults(writer) == []


def test_a_correction_is_undone(writer: Engine, meeting: str):
    before = shown(writer, meeting)
    number = correct(writer, meeting, **RIGHT, participants=[SIDE], evidence={"start": 0, "end": 11})
    with open_session(writer) as session:
        undo_change(open_reviewer_ledger(session, "It does not."), number)
    assert shown(writer, meeting) == before
    assert find_faults(writer) == []


@pytest.mark.parametrize(
    ("field", "what"),
    [
        ("end_on", {"end_on": "2024-01-01"}),
        ("country", {"country": "ZZ"}),
        ("participants", {"participants": [SIDE | {"country": "ZZ"}]}),
        ("participants", {"participants": [SIDE | {"speaker": "nobody"}]}),
        ("evidence", {"evidence": {"start": 0, "end": 10**9}}),
        ("trigger", {"trigger": {"start": 9, "end": 3}}),
    ],
)
def test_what_cannot_be_is_refused_and_named(writer: Engine, meeting: str, field: str, what: dict[str, object]):
    with pytest.raises(BadField) as refused:
        correct(writer, meeting, **what)
    assert refused.value.field == field
