"""Random sequences of all that machines and people do to the records, which must leave them sound at every step."""

import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Engine, text
from sqlmodel import Session, col, select

from app.database.engine import open_session
from app.errors import BadField, ChanceryError, Conflict, Gone, NotFound, SpeakerMerged
from app.extraction.types import (
    Act,
    Document,
    Event,
    ExtractedCountry,
    ExtractedMeeting,
    ExtractedQuote,
    ExtractedSpeaker,
    ExtractedTopic,
    Extraction,
    Method,
    Participant,
    Precision,
    QuoteKind,
    Role,
    Span,
    SpeakerKind,
)
from app.ingestion.reextract import reextract_articles
from app.models import Article, Change, Meeting, Quote, Speaker
from app.schemas.reviews import (
    ArticleCorrection,
    MeetingAddition,
    MeetingCorrection,
    QuoteAddition,
    QuoteCorrection,
    SpeakerCorrection,
    SpeakerSplit,
)
from app.services.article_corrections import correct_article
from app.services.articles import IncomingArticle, save_article
from app.services.audit_log import Ledger
from app.services.meeting_corrections import add_meeting, correct_meeting
from app.services.quote_corrections import add_quote, correct_quote
from app.services.quote_json import write_changed_quotes
from app.services.quote_snapshots import load_quote_snapshots
from app.services.quotes import QUOTE_DECISIONS, has_human_input, reviewer_owned_fields
from app.services.speaker_corrections import correct_speaker, require_speaker
from app.services.speaker_merge import merge_speakers, split_speaker
from app.services.takedown import take_down_article, take_down_meeting
from app.services.undo import undo_change
from tests.soundness import find_faults

NAMES = ("Ana Lim", "Jo Berg", "Lim", "Émile Gauthier", "The Ministry", "Ana Lim Tan")
COUNTRIES = (None, "SG", "NO", "FR")
WORDS = ("trade", "peace", "the treaty", "a border", "more aid", "fair talks", "the sanctions", "our ports")
TOPICS = ("treaties", "diplomacy", "human-rights", "trade")
OUTLETS = (None, "Example News", "Other Times", "Third Post")
FIRST_DAY = date(2024, 2, 20)
REASON = {"reason": "It says so."}
# What a person may be told: nothing of these is a fault of the code.
_EXPECTED_ERRORS = (BadField, Conflict, Gone, SpeakerMerged, NotFound)
_RECORD_QUERIES = (
    "SELECT id, url, title, outlet, language, published_on, version, decided FROM article ORDER BY id",
    "SELECT quote.id, speaker.id, quote.kind, text, medium, withdrawn, review, quote.decided, quote.published_on "
    "FROM quote LEFT JOIN speaker ON speaker.key = speaker_key ORDER BY quote.id",
    "SELECT speaker.id, speaker.name, country, speaker_name.name FROM speaker "
    "LEFT JOIN speaker_name ON speaker_key = speaker.key ORDER BY 1, 4",
    "SELECT meeting.id, event, place, start_on, number, name FROM meeting "
    "LEFT JOIN meeting_participant ON meeting_key = meeting.key ORDER BY 1, 5",
)


class RandomWalk:
    """One walk through a database, the same for the same seed."""

    def __init__(self, engine: Engine, seed: int) -> None:
        self._engine = engine
        self._random = random.Random(seed)
        self._number = 0
        self.done: list[str] = []

    def take_step(self) -> None:
        """Do one thing and require that all is sound after it.

        Raises:
            AssertionError: it is not.
        """
        does: list[Callable[[], None]] = [
            self.add_article,
            self.repost_article,
            self.repost_article,
            self.reextract_articles,
            self.add_quote,
        ]
        does += [self.correct_quote, self.correct_quote, self.correct_article, self.correct_meeting, self.add_meeting]
        does += [
            self.correct_speaker,
            self.merge_speakers,
            self.split_speaker,
            self.take_down_article,
            self.take_down_meeting,
        ]
        does += [self.undo_change, self.undo_change, self.undo_change, self.correct_and_undo]
        one = self.add_article if self._number < 3 else self._random.choice(does)
        self._number += 1
        self.done.append(one.__name__)
        one()
        found = find_faults(self._engine)
        assert found == [], (self.done[-5:], found)

    # What machines do.

    def add_article(self) -> None:
        """An article comes, perhaps with the text of another one."""
        with open_session(self._engine) as session:
            texts = [self._article_text(session, one) for one in session.exec(select(Article.id).order_by(Article.id))]
        body = self._random.choice(texts) if texts and self._random.random() < 0.3 else self._random_text()
        url = f"https://example.org/{self._random.randrange(12)}" if self._random.random() < 0.8 else None
        self._save_text(body, url)

    def repost_article(self) -> None:
        """An article comes again, the same or with some sentences changed."""
        with open_session(self._engine) as session:
            article = self._random_record(session, Article)
            if article is None:
                return
            sentences, url = self._article_text(session, article.id).split("\n"), article.url
        if self._random.random() < 0.7:
            sentences[self._random.randrange(len(sentences))] = self._random_sentence()
        if self._random.random() < 0.3:
            self._random.shuffle(sentences)
        self._save_text("\n".join(sentences), url)

    def reextract_articles(self) -> None:
        """Another engine reads what is stored."""
        with open_session(self._engine) as session:
            ids = list(session.exec(select(Article.id).order_by(Article.id)))
        some = self._random.sample(ids, min(3, len(ids)))
        with self._require_decisions_kept():
            list(
                reextract_articles(self._engine, some, self._random_extraction, f"walk-{self._number}", lambda _: None)
            )

    # What people do.

    def add_quote(self) -> None:
        def apply_addition(ledger: Ledger) -> None:
            if (article := self._random_record(ledger.session, Article)) is not None:
                body = self._article_text(ledger.session, article.id)
                asked = {"kind": self._random.choice(["direct", "indirect"]), "content": [self._random_span(body)]}
                asked |= {
                    "speakers": self._random_speakers(ledger.session),
                    "topics": self._random_topics(),
                    "medium": "radio",
                }
                add_quote(ledger, article.id, QuoteAddition.model_validate(REASON | asked))

        self._run_as_reviewer(apply_addition)

    def correct_quote(self) -> None:
        def apply_correction(ledger: Ledger) -> None:
            if (quote := self._random_record(ledger.session, Quote)) is not None:
                article = ledger.session.get_one(Article, quote.article_key)
                body = self._article_text(ledger.session, article.id)
                offers: dict[str, Callable[[], Any]] = {
                    "review": lambda: self._random.choice(["machine", "verified", "disputed", "retracted"]),
                    "speakers": lambda: self._random_speakers(ledger.session),
                    "kind": lambda: self._random.choice(["direct", "mixed", "indirect"]),
                    "topics": self._random_topics,
                    "countries": lambda: self._random.sample(["SG", "NO", "FR"], 2),
                    "content": lambda: [self._random_span(body)],
                    "source": lambda: [],
                    "medium": lambda: self._random.choice([None, "radio", "letter"]),
                    "said_on": lambda: self._random.choice([None, "2024-01-01"]),
                    "act": lambda: "writing",
                }
                given = {name: offers[name]() for name in self._random.sample(sorted(offers), 2)}
                correct_quote(ledger, quote.id, QuoteCorrection.model_validate(REASON | given))

        self._run_as_reviewer(apply_correction)

    def correct_article(self) -> None:
        def apply_correction(ledger: Ledger) -> None:
            if (article := self._random_record(ledger.session, Article)) is not None:
                offers = {
                    "title": self._random.choice(["Right", "Righter"]),
                    "outlet": self._random.choice(OUTLETS),
                    "published_on": self._random_day().isoformat(),
                    "language": self._random.choice(["en", "fr"]),
                    "url": self._random.choice([None, f"https://example.org/{self._random.randrange(12)}"]),
                    "author": None,
                }
                given = {name: offers[name] for name in self._random.sample(sorted(offers), 2)}
                correct_article(ledger, article.id, ArticleCorrection.model_validate(REASON | given))

        self._run_as_reviewer(apply_correction)

    def correct_meeting(self) -> None:
        def apply_correction(ledger: Ledger) -> None:
            if (meeting := self._random_record(ledger.session, Meeting)) is not None:
                article = ledger.session.get_one(Article, meeting.article_key)
                body = self._article_text(ledger.session, article.id)
                offers: dict[str, Any] = {
                    "place": self._random.choice([None, "Oslo"]),
                    "country": self._random.choice(COUNTRIES),
                    "start_on": self._random.choice([None, "2024-02-01"]),
                    "event": "AGREE",
                    "participants": [self._random_participant(ledger.session)],
                    "evidence": self._random_span(body),
                }
                given = {name: offers[name] for name in self._random.sample(sorted(offers), 2)}
                correct_meeting(ledger, meeting.id, MeetingCorrection.model_validate(REASON | given))

        self._run_as_reviewer(apply_correction)

    def add_meeting(self) -> None:
        def apply_addition(ledger: Ledger) -> None:
            if (article := self._random_record(ledger.session, Article)) is not None:
                body = self._article_text(ledger.session, article.id)
                asked = {
                    "participants": [self._random_participant(ledger.session)],
                    "evidence": self._random_span(body),
                }
                add_meeting(ledger, article.id, MeetingAddition.model_validate(REASON | asked))

        self._run_as_reviewer(apply_addition)

    def _random_participant(self, session: Session) -> dict[str, Any]:
        return {"name": self._random.choice(NAMES), "kind": "person", "speaker": self._random_speaker_id(session)}

    def correct_speaker(self) -> None:
        def apply_correction(ledger: Ledger) -> None:
            if (speaker := self._random_record(ledger.session, Speaker)) is not None:
                offers: dict[str, Any] = {
                    "name": self._random.choice(NAMES) + self._random.choice(["", " Junior"]),
                    "country": self._random.choice(COUNTRIES),
                    "wikidata_id": "Q42",
                    "add_names": [self._random.choice(NAMES)],
                    "remove_names": [self._random.choice(NAMES)],
                }
                given = {name: offers[name] for name in self._random.sample(sorted(offers), 2)}
                correct_speaker(ledger, speaker.id, SpeakerCorrection.model_validate(REASON | given))

        self._run_as_reviewer(apply_correction)

    def merge_speakers(self) -> None:
        def apply_merge(ledger: Ledger) -> None:
            one, other = self._random_record(ledger.session, Speaker), self._random_record(ledger.session, Speaker)
            if one is not None and other is not None:
                merge_speakers(ledger, one, other)

        self._run_as_reviewer(apply_merge)

    def split_speaker(self) -> None:
        def apply_split(ledger: Ledger) -> None:
            session = ledger.session
            spoken = session.exec(select(Quote).where(col(Quote.speaker_key).is_not(None)).order_by(Quote.id)).all()
            if spoken:
                quote = self._random.choice(spoken)
                speaker = session.get_one(Speaker, quote.speaker_key)
                theirs = sorted(one.id for one in spoken if one.speaker_key == quote.speaker_key)
                some = self._random.sample(theirs, self._random.randint(1, len(theirs)))
                asked = {"quotes": some, "name": self._random.choice(NAMES), "country": "FR"}
                split_speaker(ledger, speaker.id, SpeakerSplit.model_validate(REASON | asked))

        self._run_as_reviewer(apply_split)

    def take_down_article(self) -> None:
        def apply_take_down(ledger: Ledger) -> None:
            if (article := self._random_record(ledger.session, Article)) is not None:
                take_down_article(ledger, article.id)

        self._run_as_reviewer(apply_take_down)

    def take_down_meeting(self) -> None:
        def apply_take_down(ledger: Ledger) -> None:
            if (meeting := self._random_record(ledger.session, Meeting)) is not None:
                take_down_meeting(ledger, meeting.id)

        self._run_as_reviewer(apply_take_down)

    def undo_change(self) -> None:
        """Undo anything that a person has done, the late things more often."""

        def apply_undo(ledger: Ledger) -> None:
            mine = select(Change.key).where(col(Change.reason).is_not(None)).order_by(col(Change.key).desc())
            numbers = ledger.session.exec(mine).all()
            if numbers:
                undo_change(ledger, numbers[int(len(numbers) * self._random.random() ** 2)])

        self._run_as_reviewer(apply_undo)

    def correct_and_undo(self) -> None:
        """What is undone at once is as if it had never been."""
        before = self._read_records()
        last = self._last_change()
        self._random.choice(
            [
                self.correct_quote,
                self.correct_article,
                self.correct_meeting,
                self.merge_speakers,
                self.take_down_article,
            ]
        )()
        with open_session(self._engine) as session:
            entry = session.exec(
                select(Change).where(Change.key > last, col(Change.undoes).is_(None)).order_by(Change.key)
            ).first()
            number = None if entry is None else entry.key
        if number is not None:
            with open_session(self._engine) as session:
                ledger = Ledger(session, "walker", "It does not.")
                undo_change(ledger, number)
                write_changed_quotes(ledger)
            assert self._read_records() == before, (self.done[-5:], number)

    def _run_as_reviewer(self, work: Callable[[Ledger], None]) -> None:
        try:
            with open_session(self._engine) as session:
                ledger = Ledger(session, "walker", REASON["reason"])
                work(ledger)
                write_changed_quotes(ledger)
        except _EXPECTED_ERRORS as refused:
            self.done[-1] += f" ({type(refused).__name__})"

    @contextmanager
    def _require_decisions_kept(self) -> Iterator[None]:
        """What a person has decided of quotes, a machine leaves as it is, as long as their words are there."""
        before = self._reviewer_decisions()
        yield
        after = self._reviewer_decisions()
        for identity in before.keys() & after.keys():
            assert before[identity].items() <= after[identity].items(), (self.done[-5:], identity)

    def _reviewer_decisions(self) -> dict[str, dict[str, Any]]:
        printed = {name for part in ("content", "cue", "source") for name in QUOTE_DECISIONS[part]}
        with open_session(self._engine) as session:
            quotes = [one for one in session.exec(select(Quote)) if has_human_input(one) and not one.withdrawn]
            states = load_quote_snapshots(session, quotes)
            return {
                one.id: {name: states[one.key][name] for name in reviewer_owned_fields(one) - printed} for one in quotes
            }

    def _read_records(self) -> list[Any]:
        with open_session(self._engine) as session:
            return [session.connection().execute(text(one)).fetchall() for one in _RECORD_QUERIES]

    def _last_change(self) -> int:
        with open_session(self._engine) as session:
            return session.exec(select(Change.key).order_by(col(Change.key).desc())).first() or 0

    def _save_text(self, body: str, url: str | None) -> None:
        document = Document(
            body, self._random.choice(["Talks", "More talks"]), self._random_day(), None, self._random.choice(OUTLETS)
        )
        source = IncomingArticle(replace(document, language="en"), url)
        with self._require_decisions_kept(), open_session(self._engine) as session:
            try:
                save_article(session, source, self._random_extraction(document), engine=f"walk-{self._number}")
            except ChanceryError as error:
                raise AssertionError(self.done[-5:]) from error

    def _random_extraction(self, document: Document) -> Extraction:
        """What some engine finds: sentences that it hears, by the names that it reads, or takes for others."""
        body = document.text
        speakers: list[ExtractedSpeaker] = []
        quotes, meetings, start = [], [], 0
        for line in body.split("\n"):
            end = start + len(line)
            if line.startswith("“") and self._random.random() < 0.85:
                quotes.append(self._random_quote(body, start, speakers))
            elif " met " in line and self._random.random() < 0.85:
                meetings.append(self._random_meeting(body, start, end))
            start = end + 1
        topics = tuple(ExtractedTopic(one, 0.5, (Span(0, 1),)) for one in self._random_topics())
        about = (ExtractedCountry("SG", (Span(0, 1),)),)
        return Extraction(tuple(quotes), tuple(speakers), topics, about, tuple(meetings))

    def _random_quote(self, body: str, start: int, speakers: list[ExtractedSpeaker]) -> ExtractedQuote:
        close = body.index("”", start)
        cue = body.index("said", close)
        printed = body[close + 2 : cue - 1]
        role = Role("envoy", None, "SG", Span(0, 1)) if self._random.random() < 0.5 else None
        name = printed if self._random.random() < 0.9 else self._random.choice(NAMES)
        names = [one.name for one in speakers]
        if name not in names:
            country = COUNTRIES[len(name) % len(COUNTRIES)]
            kind = SpeakerKind.ORGANISATION if name.startswith("The") else SpeakerKind.PERSON
            roles = (role,) if role else ()
            speakers.append(ExtractedSpeaker(name, kind, (), roles, country, (Span(close + 2, cue - 1),)))
            names.append(name)
        nobody = self._random.random() < 0.1
        first = start + 1 + (4 if self._random.random() < 0.1 else 0)
        return ExtractedQuote(
            self._random.choice([QuoteKind.DIRECT, QuoteKind.MIXED]),
            Act.SPEECH,
            (Span(first, close),),
            (Span(cue, cue + 4),),
            (Span(close + 2, cue - 1),),
            None if nobody else names.index(name),
            Method.UNNAMED if nobody else Method.NAMED,
            self._random.choice([0.5, 0.95]),
            role=role,
            medium=self._random.choice([None, "radio", "letter"]),
            said_on=self._random.choice([None, FIRST_DAY]),
            said_on_precision=Precision.DAY,
            topics=tuple(ExtractedTopic(one, 0.5, (Span(0, 1),)) for one in self._random_topics()),
            countries=(ExtractedCountry(self._random.choice(["SG", "NO"]), (Span(0, 1),)),),
        )

    def _random_meeting(self, body: str, start: int, end: int) -> ExtractedMeeting:
        met = body.index(" met ", start) + 1
        sides = tuple(
            Participant(body[here:there], SpeakerKind.PERSON, None, Span(here, there))
            for here, there in ((start, met - 1), (met + 4, end - 1))
        )
        evidence, trigger = Span(start, end), Span(met, met + 3)
        day = self._random.choice([None, FIRST_DAY])
        return ExtractedMeeting(Event.CONSULT, "meet", sides, "Geneva", "SG", day, None, None, trigger, evidence)

    def _random_text(self) -> str:
        return "\n".join(self._random_sentence() for _ in range(self._random.randint(2, 8)))

    def _random_sentence(self) -> str:
        one, other = self._random.sample(NAMES, 2)
        if self._random.random() < 0.15:
            return f"{one} met {other}."
        said = " and ".join(self._random.sample(WORDS, self._random.randint(2, 4)))
        return f"“We want {said} now,” {one} said."

    def _random_span(self, body: str) -> dict[str, int]:
        words = [place for place, mark in enumerate(body) if mark == " "]
        start = self._random.choice([0, *(place + 1 for place in words)])
        return {"start": start, "end": min(len(body), start + self._random.randint(3, 30))}

    def _random_topics(self) -> list[str]:
        return self._random.sample(TOPICS, self._random.randint(0, 2))

    def _random_day(self) -> date:
        return FIRST_DAY + timedelta(days=self._random.randrange(4))

    def _random_speakers(self, session: Session) -> list[Any]:
        identity = self._random_speaker_id(session)
        role = self._random.choice([None, {"title": "envoy", "country": "SG"}])
        return [] if identity is None else [self._random.choice([identity, {"id": identity, "role": role}])]

    def _random_speaker_id(self, session: Session) -> str | None:
        speaker = self._random_record(session, Speaker)
        return None if speaker is None or self._random.random() < 0.2 else require_speaker(session, speaker.id).id

    def _random_record(self, session: Session, model: Any) -> Any:
        found = session.exec(select(model).order_by(model.id)).all()
        return self._random.choice(found) if found else None

    def _article_text(self, session: Session, article: str) -> str:
        told = "SELECT text FROM article_version JOIN article ON article.key = article_key AND number = version"
        return session.connection().execute(text(f"{told} WHERE id = :id"), {"id": article}).scalar_one()
