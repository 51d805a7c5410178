"""What a person has decided stays, whatever is read again, by whichever engine, and whoever is merged."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from sqlalchemy import Engine
from sqlmodel import col, select

from app.database.engine import open_session
from app.extraction.types import Document, ExtractedSpeaker, ExtractedTopic, Extraction, QuoteKind, Span, SpeakerKind
from app.ingestion.reextract import ReextractedArticle, list_outdated_articles, reextract_articles
from app.models import Action, Change, Quote, RecordKind, Review, Speaker
from app.queries.quotes.records import read_quote
from app.schemas.quotes import QuoteInclude, QuoteItem
from app.schemas.reviews import QuoteAddition, QuoteCorrection, SpeakerCorrection, SpeakerSplit
from app.services.articles import SaveOutcome, save_article
from app.services.audit_log import INGEST, Ledger
from app.services.quote_corrections import add_quote, correct_quote
from app.services.speaker_corrections import correct_speaker, require_speaker
from app.services.speaker_merge import merge_speakers, split_speaker
from app.services.speakers import identify_speaker
from app.services.takedown import take_down_article
from app.services.undo import undo_change
from tests.services.ledgers import open_reviewer_ledger
from tests.services.test_articles import TEXT, article, extraction, lim, said

CHANGED = "On Monday, in Geneva: " + TEXT
OTHER = ExtractedSpeaker("Jo Berg", SpeakerKind.PERSON, (), (), "NO", (Span(0, 1),))


def shown(writer: Engine, identity: str) -> QuoteItem:
    with open_session(writer) as session:
        return QuoteItem.model_validate_json(read_quote(session, identity, [QuoteInclude.SPANS]))


def correct(writer: Engine, identity: str, **what: object) -> None:
    with open_session(writer) as session:
        correct_quote(open_reviewer_ledger(session), identity, QuoteCorrection(reason="it says so", **what))


def entries(writer: Engine, **of: object) -> list[Change]:
    with open_session(writer) as session:
        wanted = [getattr(Change, name) == value for name, value in of.items()]
        return [
            Change(**entry.model_dump()) for entry in session.exec(select(Change).where(*wanted).order_by(Change.key))
        ]


@pytest.fixture
def quote(writer: Engine) -> str:
    """The quote "We agree," by Ana Lim; Jo Berg is somebody else, who is quoted in another article."""
    with open_session(writer) as session:
        save_article(session, article(), extraction(TEXT, "We agree,", "We sign today,"))
        save_article(session, article(url="https://example.org/berg"), Extraction((said(TEXT, "We agree,"),), (OTHER,)))
        first = select(Quote.id).where(Quote.text == "We agree,").order_by(col(Quote.key)).limit(1)
        return session.exec(first).one()


def reingest(writer: Engine) -> None:
    with open_session(writer) as session:
        found = extraction(CHANGED, "We agree,", "We sign today,")
        assert save_article(session, article(CHANGED), found) is SaveOutcome.UPDATED


def read_again(writer: Engine, extractor: Callable[[Document], Extraction], **how: bool) -> list[ReextractedArticle]:
    told: list[ReextractedArticle] = []
    version = f"test-{id(extractor)}"
    articles = list_outdated_articles(writer, version)
    assert list(reextract_articles(writer, articles, extractor, version, told.append, **how)) == articles
    return told


def another_engine(document: Document) -> Extraction:
    """One that hears somebody else, files it elsewhere, and takes more for the content."""
    words = "We agree,” Ana" if "Geneva" not in document.text else "We agree,"
    topic = ExtractedTopic("treaties", 0.5, (Span(0, 1),))
    return Extraction((replace(said(document.text, words), kind=QuoteKind.MIXED, topics=(topic,)),), (OTHER,))


def deaf_engine(_document: Document) -> Extraction:
    return Extraction((), ())


AGAIN = {
    "the article in a new version": reingest,
    "an engine that finds otherwise": lambda writer: read_again(writer, another_engine),
    "an engine that finds nothing": lambda writer: read_again(writer, deaf_engine),
}


@pytest.mark.parametrize("again", AGAIN.values(), ids=AGAIN)
def test_a_corrected_speaker_stays(writer: Engine, quote: str, again: Callable[[Engine], object]):
    correct(writer, quote, speakers=["jo-berg"])
    again(writer)
    after = shown(writer, quote)
    assert ([one.id for one in after.speakers], after.confidence, after.withdrawn) == (["jo-berg"], 1.0, False)


@pytest.mark.parametrize("again", AGAIN.values(), ids=AGAIN)
def test_nobody_known_stays_nobody(writer: Engine, quote: str, again: Callable[[Engine], object]):
    correct(writer, quote, speakers=[])
    again(writer)
    assert shown(writer, quote).speakers == []


@pytest.mark.parametrize("again", AGAIN.values(), ids=AGAIN)
def test_corrected_words_kind_and_topics_stay(writer: Engine, quote: str, again: Callable[[Engine], object]):
    start = TEXT.index("agree")
    places = {"content": [{"start": start, "end": start + 5}], "source": []}
    correct(writer, quote, kind="indirect", topics=["diplomacy"], **places)
    assert shown(writer, quote).text == "agree"
    again(writer)
    after = shown(writer, quote)
    assert (after.text, after.kind, after.topics, after.attribution.text) == ("agree", "indirect", ["diplomacy"], None)
    assert after.withdrawn is False
    with open_session(writer) as session:
        key = session.exec(select(Quote.article_key).where(Quote.id == quote)).one()
        beside = session.exec(select(Quote.text).where(Quote.article_key == key, Quote.id != quote)).all()
    assert not any("agree" in text for text in beside), "it is there a second time"


@pytest.mark.parametrize("again", AGAIN.values(), ids=AGAIN)
def test_corrected_circumstances_stay_known_or_unknown(writer: Engine, quote: str, again: Callable[[Engine], object]):
    known = {"act": "writing", "medium": "Telegram", "said_on": "2024-01-01", "said_on_precision": "month"}
    known |= {"countries": ["SG", "NO"]}
    unknown = dict.fromkeys(("addressee", "relayed_by", "place"))
    correct(writer, quote, **known, **unknown)
    before = shown(writer, quote)
    again(writer)
    after = shown(writer, quote)
    assert (after.countries, str(after.said_on), after.medium, after.act) == (
        ["NO", "SG"],
        "2024-01-01",
        "Telegram",
        "writing",
    )
    for name in (*known, *unknown):
        assert getattr(after, name) == getattr(before, name), name


@pytest.mark.parametrize("again", AGAIN.values(), ids=AGAIN)
@pytest.mark.parametrize("review", [Review.VERIFIED, Review.RETRACTED])
def test_what_is_settled_stays_as_it_was_seen(
    writer: Engine, quote: str, again: Callable[[Engine], object], review: Review
):
    correct(writer, quote, review=review)
    before = shown(writer, quote)
    again(writer)
    after = shown(writer, quote)
    assert after.model_dump(exclude={"spans"}) == before.model_dump(exclude={"spans"})


@pytest.mark.parametrize("again", AGAIN.values(), ids=AGAIN)
def test_a_quote_that_a_person_added_stays_as_long_as_its_words(
    writer: Engine, quote: str, again: Callable[[Engine], object]
):
    start, cue = TEXT.index("We sign"), TEXT.rindex("said")
    with open_session(writer) as session:
        stored = session.exec(select(Quote.article_key, Quote.id).where(Quote.id == quote)).one()
        identity = QuoteItem.model_validate_json(read_quote(session, stored[1], [])).article.id
        asked = {"content": [{"start": start, "end": start + 7}], "cue": [{"start": cue, "end": cue + 4}]}
        added = add_quote(
            open_reviewer_ledger(session),
            identity,
            QuoteAddition(reason="missed", kind="direct", speakers=["jo-berg"], **asked),
        )
    again(writer)
    after = shown(writer, added)
    assert (after.text, [one.id for one in after.speakers], after.withdrawn) == ("We sign", ["jo-berg"], False)
    assert after.attribution.cue == "said"
    with open_session(writer) as session:
        gone = "Nothing of this was ever said."
        save_article(session, article(gone), Extraction((), ()))
    assert shown(writer, added).withdrawn is True


def test_a_correction_outlasts_the_merge_of_its_speaker_and_reading_again(writer: Engine, quote: str):
    correct(writer, quote, speakers=["jo-berg"])
    with open_session(writer) as session:
        merge_speakers(
            open_reviewer_ledger(session), require_speaker(session, "jo-berg"), require_speaker(session, "ana-lim")
        )
    reingest(writer)
    read_again(writer, another_engine)
    (after,) = shown(writer, quote).speakers
    assert after is not None
    assert after.id == "ana-lim"


def test_an_engine_that_takes_more_or_less_of_a_quote_leaves_its_id(writer: Engine, quote: str):
    told = read_again(writer, another_engine)
    assert shown(writer, quote).text == "We agree,” Ana"
    changed = {difference.quote: difference for reading in told for difference in reading.differences}
    assert changed[quote].fields["speaker"] == ("ana-lim", "jo-berg")
    assert changed[quote].fields["text"] == ("We agree,", "We agree,” Ana")
    assert {Action.CHANGED, Action.WITHDRAWN} == {difference.action for difference in changed.values()}


def test_a_dry_run_tells_the_same_and_changes_nothing(writer: Engine, quote: str):
    before, ledger = shown(writer, quote), len(entries(writer))
    dry = read_again(writer, another_engine, is_dry_run=True)
    assert (shown(writer, quote), len(entries(writer))) == (before, ledger)
    assert read_again(writer, another_engine) == dry
    assert shown(writer, quote) != before


@pytest.mark.usefixtures("quote")
def test_an_article_is_read_again_once_by_each_engine(writer: Engine):
    assert len(read_again(writer, another_engine)) == 2
    assert read_again(writer, another_engine) == []


def test_an_article_that_is_taken_down_while_others_are_read_again_is_passed_over(writer: Engine, quote: str):
    article_id = shown(writer, quote).article.id
    listed = list_outdated_articles(writer, "test")

    def take_down(document: Document) -> Extraction:
        with open_session(writer) as session:
            take_down_article(open_reviewer_ledger(session), article_id)
        return another_engine(document)

    first, *others = sorted(listed, key=lambda one: one != article_id)
    assert first == article_id
    # The first is gone when it has been read, and the second time before that.
    assert list(reextract_articles(writer, [first], take_down, "test", lambda _: None)) == [first]
    assert list(reextract_articles(writer, [first, *others], another_engine, "test", lambda _: None)) == [
        first,
        *others,
    ]
    with open_session(writer) as session:
        assert session.exec(select(Quote.id).where(Quote.id == quote)).all() == []


def test_everything_is_in_the_ledger_with_who_and_why(writer: Engine, quote: str):
    correct(writer, quote, speakers=["jo-berg"])
    read_again(writer, deaf_engine)
    history = entries(writer, record_kind=RecordKind.QUOTE, record_id=quote)
    assert [(one.action, one.by, one.reason) for one in history] == [
        (Action.CREATED, INGEST, None),
        (Action.CHANGED, "desk", "she is named in the second paragraph"),
    ]
    assert history[1].before is not None
    assert history[1].after is not None
    assert (history[1].before["speaker"], history[1].after["speaker"]) == ("ana-lim", "jo-berg")
    withdrawn = entries(writer, action=Action.WITHDRAWN)
    assert {one.by for one in withdrawn} == {"reextract"}
    assert len(withdrawn) == 2


def test_the_office_of_whom_the_machine_heard_does_not_pass_to_another(writer: Engine, quote: str):
    with open_session(writer) as session:
        session.exec(select(Quote).where(Quote.id == quote)).one().role_title = "foreign minister"
    correct(writer, quote, speakers=["jo-berg"])
    assert [one.role for one in shown(writer, quote).speakers] == [None]


@pytest.mark.usefixtures("quote")
def test_a_merged_speaker_is_found_by_every_name_that_was_theirs(writer: Engine):
    """Another country, another name: what the machine would take for a doubt, a person has settled."""
    with open_session(writer) as session:
        stays = require_speaker(session, "ana-lim")
        merge_speakers(open_reviewer_ledger(session), require_speaker(session, "jo-berg"), stays)
    with open_session(writer) as session:
        assert identify_speaker(Ledger(session, INGEST), OTHER) == require_speaker(session, "ana-lim").key


@pytest.mark.usefixtures("quote")
def test_a_renamed_speaker_is_found_by_the_old_name(writer: Engine):
    with open_session(writer) as session:
        key = require_speaker(session, "ana-lim").key
        correct_speaker(
            open_reviewer_ledger(session), "ana-lim", SpeakerCorrection(reason="in full", name="Ana Maria Lim Tan")
        )
        assert identify_speaker(Ledger(session, INGEST), lim()) == key
        assert session.exec(select(Speaker.name).where(Speaker.key == key)).one() == "Ana Maria Lim Tan"


@pytest.mark.usefixtures("quote")
def test_a_name_that_was_removed_does_not_come_back(writer: Engine):
    with open_session(writer) as session:
        correct_speaker(
            open_reviewer_ledger(session), "ana-lim", SpeakerCorrection(reason="another Lim", remove_names=["Lim"])
        )
    reingest(writer)
    with open_session(writer) as session:
        names = session.connection().exec_driver_sql("SELECT name FROM speaker_name WHERE speaker_key = 1").scalars()
        assert set(names) == {"Ana Lim"}


def test_quotes_that_were_split_off_stay_with_the_new_speaker(writer: Engine, quote: str):
    with open_session(writer) as session:
        asked = SpeakerSplit(reason="two of that name", quotes=[quote], name="Ana Lim", country="AU")
        split_speaker(open_reviewer_ledger(session), "ana-lim", asked)
    reingest(writer)
    read_again(writer, another_engine)
    (after,) = shown(writer, quote).speakers
    assert after is not None
    assert (after.id, after.country) == ("ana-lim-2", "AU")


@pytest.mark.usefixtures("quote")
def test_a_merge_is_undone_to_the_last_name(writer: Engine):
    def everything() -> list[list[tuple]]:
        queries = (
            "SELECT id, name, kind, country FROM speaker ORDER BY id",
            "SELECT speaker.id, n.name FROM speaker_name n JOIN speaker ON speaker.key = speaker_key ORDER BY 1, 2",
            "SELECT quote.id, speaker.id FROM quote LEFT JOIN speaker ON speaker.key = speaker_key ORDER BY 1",
            "SELECT id, quotes FROM speaker_tally JOIN speaker ON key = speaker_key ORDER BY 1",
            "SELECT * FROM speaker_identity",
        )
        with writer.connect() as connection:
            return [connection.exec_driver_sql(query).fetchall() for query in queries]

    before = everything()
    with open_session(writer) as session:
        stays = require_speaker(session, "ana-lim")
        entry = merge_speakers(open_reviewer_ledger(session), require_speaker(session, "jo-berg"), stays)
        session.flush()
        number = entry.key
    assert everything() != before
    with open_session(writer) as session:
        undo_change(open_reviewer_ledger(session), number)
    assert everything() == before
