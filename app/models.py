"""The tables, all in one file: what is stored and what the database itself guarantees.

Integer keys join the tables and never leave the server; `id` is what the API shows. All offsets count Unicode code
points from 0 into the text of the quote's article version, end exclusive.
"""

from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Any, cast

from sqlalchemy import CheckConstraint, Enum, Index, Table, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from app.extraction.records import Act, Event, Method, Precision, QuoteKind, SpeakerKind

# Names for every constraint: without them a later migration cannot alter one on SQLite.
SQLModel.metadata.naming_convention = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class Review(StrEnum):
    """What people have made of a quote that the machine found."""

    MACHINE = "machine"
    VERIFIED = "verified"
    DISPUTED = "disputed"
    RETRACTED = "retracted"


class SpanPart(StrEnum):
    CONTENT = "content"
    CUE = "cue"
    SOURCE = "source"


def _now() -> datetime:
    return datetime.now(UTC)


def _values(kind: type[StrEnum]) -> Any:
    """An enum column that stores the value as it goes over the wire, checked by the database."""
    return Enum(
        kind,
        values_callable=lambda members: [member.value for member in members],
        native_enum=False,
        create_constraint=True,
        length=20,
        name=kind.__name__.lower(),
    )


class Country(SQLModel, table=True):
    """ISO 3166-1 countries by alpha-2, former ones (ISO 3166-3) by alpha-4."""

    code: str = Field(primary_key=True, max_length=4)
    alpha3: str | None = Field(max_length=3)
    name: str


class Topic(SQLModel, table=True):
    slug: str = Field(primary_key=True)
    label: str
    description: str
    broader: str | None = Field(foreign_key="topic.slug", index=True)
    iptc: str | None
    wikidata: str | None


class Article(SQLModel, table=True):
    """What is known of an article whatever its version; its text is in `ArticleVersion`."""

    __table_args__ = (Index("ix_article_published_on_key", "published_on", "key"),)

    key: int = Field(default=None, primary_key=True)
    id: str = Field(unique=True)
    url: str | None = Field(unique=True)
    outlet: str | None = Field(index=True)
    author: str | None
    title: str
    language: str
    dateline: str | None
    published_on: date
    source: str | None
    version: int
    created_at: datetime = Field(default_factory=_now)
    updated_at: datetime = Field(default_factory=_now)


class ArticleVersion(SQLModel, table=True):
    """A text as it was once read: it never changes, so that offsets into it stay true; its title may be corrected."""

    __tablename__ = "article_version"
    __table_args__ = (UniqueConstraint("article_key", "number"),)

    key: int = Field(default=None, primary_key=True)
    article_key: int = Field(foreign_key="article.key")
    number: int
    sha256: str = Field(max_length=64)
    title: str
    created_at: datetime = Field(default_factory=_now)
    text: str


class Speaker(SQLModel, table=True):
    key: int = Field(default=None, primary_key=True)
    id: str = Field(unique=True)
    name: str = Field(index=True)
    kind: SpeakerKind = Field(sa_type=_values(SpeakerKind))
    country: str | None = Field(foreign_key="country.code", index=True)
    created_at: datetime = Field(default_factory=_now)


class SpeakerName(SQLModel, table=True):
    """A name that some article printed for a speaker; `slug` is the form that look-ups compare."""

    __tablename__ = "speaker_name"
    __table_args__ = (UniqueConstraint("speaker_key", "name"),)

    key: int = Field(default=None, primary_key=True)
    speaker_key: int = Field(foreign_key="speaker.key")
    name: str
    slug: str = Field(index=True)


class NameWord(SQLModel, table=True):
    """The words of every name's slug, each found by how it begins. Triggers write it; it is an index, no record."""

    __tablename__ = "name_word"
    __table_args__ = {"sqlite_with_rowid": False}

    word: str = Field(primary_key=True)
    name_key: int = Field(primary_key=True)
    speaker_key: int


class SpeakerTally(SQLModel, table=True):
    """How many standing quotes a speaker has. Triggers write it, so that a list of many can be ordered by it."""

    __tablename__ = "speaker_tally"

    speaker_key: int = Field(foreign_key="speaker.key", ondelete="CASCADE", primary_key=True)
    quotes: int


class TopicTally(SQLModel, table=True):
    """How many standing quotes are filed under a topic or its narrower ones; written by triggers as well."""

    __tablename__ = "topic_tally"

    topic: str = Field(foreign_key="topic.slug", ondelete="CASCADE", primary_key=True)
    quotes: int


class Quote(SQLModel, table=True):
    """One attribution in one article. `withdrawn` marks words that the article's present version no longer has."""

    __table_args__ = (
        Index("ix_quote_published_on_key", "published_on", "key"),
        Index("ix_quote_speaker_key_published_on_key", "speaker_key", "published_on", "key"),
        Index("ix_quote_article_key_position", "article_key", "position"),
        # A saying is all standing quotes of one speaker with the same words, the first printed first. All columns that
        # a search for one asks for are here: with `withdrawn` left out, SQLite would look into every row for it.
        Index(
            "ix_quote_saying",
            "speaker_key",
            "words_hash",
            "published_on",
            "key",
            "withdrawn",
            sqlite_where=text("words_hash IS NOT NULL AND withdrawn IS 0"),
        ),
        CheckConstraint("confidence BETWEEN 0 AND 1", name="confidence"),
    )

    key: int = Field(default=None, primary_key=True)
    id: str = Field(unique=True)
    article_key: int = Field(foreign_key="article.key")
    version: int
    position: int
    withdrawn: bool = False
    kind: QuoteKind = Field(sa_type=_values(QuoteKind))
    act: Act = Field(sa_type=_values(Act))
    text: str
    speaker_key: int | None = Field(foreign_key="speaker.key")
    role_title: str | None
    role_organisation: str | None
    role_country: str | None = Field(foreign_key="country.code")
    attribution: str | None
    cue: str | None
    method: Method = Field(sa_type=_values(Method))
    addressee: str | None
    medium: str | None
    relayed_by: str | None
    said_on: date | None
    said_on_precision: Precision | None = Field(sa_type=_values(Precision))
    place: str | None
    confidence: float
    review: Review = Field(default=Review.MACHINE, sa_type=_values(Review))
    # Copied from the article, because every list of quotes is ordered by it.
    published_on: date
    # The words without case and punctuation, to know them again elsewhere; null for too few.
    words_hash: str | None = Field(max_length=12)


class QuoteSpan(SQLModel, table=True):
    __tablename__ = "quote_span"
    __table_args__ = (CheckConstraint('0 <= start AND start < "end"', name="order"),)

    quote_key: int = Field(foreign_key="quote.key", primary_key=True)
    part: SpanPart = Field(sa_type=_values(SpanPart), primary_key=True)
    start: int = Field(primary_key=True)
    end: int


class QuoteTopic(SQLModel, table=True):
    __tablename__ = "quote_topic"
    __table_args__ = (Index("ix_quote_topic_topic_quote_key", "topic", "quote_key"),)

    quote_key: int = Field(foreign_key="quote.key", primary_key=True)
    topic: str = Field(foreign_key="topic.slug", primary_key=True)
    score: float


class QuoteCountry(SQLModel, table=True):
    __tablename__ = "quote_country"
    __table_args__ = (Index("ix_quote_country_country_quote_key", "country", "quote_key"),)

    quote_key: int = Field(foreign_key="quote.key", primary_key=True)
    country: str = Field(foreign_key="country.code", primary_key=True)


class ArticleTopic(SQLModel, table=True):
    __tablename__ = "article_topic"
    __table_args__ = (Index("ix_article_topic_topic_article_key", "topic", "article_key"),)

    article_key: int = Field(foreign_key="article.key", primary_key=True)
    topic: str = Field(foreign_key="topic.slug", primary_key=True)
    score: float


class ArticleCountry(SQLModel, table=True):
    __tablename__ = "article_country"
    __table_args__ = (Index("ix_article_country_country_article_key", "country", "article_key"),)

    article_key: int = Field(foreign_key="article.key", primary_key=True)
    country: str = Field(foreign_key="country.code", primary_key=True)
    mentions: int


class Meeting(SQLModel, table=True):
    """Who met whom in one article; `trigger` and `evidence` are the word and the sentence that say so."""

    __table_args__ = (
        Index("ix_meeting_published_on_key", "published_on", "key"),
        CheckConstraint("0 <= evidence_start AND evidence_start < evidence_end", name="evidence"),
    )

    key: int = Field(default=None, primary_key=True)
    id: str = Field(unique=True)
    article_key: int = Field(foreign_key="article.key", index=True)
    version: int
    event: Event = Field(sa_type=_values(Event))
    mode: str
    place: str | None
    country: str | None = Field(foreign_key="country.code", index=True)
    start_on: date | None = Field(index=True)
    end_on: date | None
    precision: Precision | None = Field(sa_type=_values(Precision))
    trigger_start: int
    trigger_end: int
    evidence_start: int
    evidence_end: int
    evidence: str
    published_on: date


class MeetingParticipant(SQLModel, table=True):
    """One side of a meeting; `speaker_key` where the article also quotes them."""

    __tablename__ = "meeting_participant"

    meeting_key: int = Field(foreign_key="meeting.key", primary_key=True)
    number: int = Field(primary_key=True)
    name: str
    slug: str = Field(index=True)
    kind: SpeakerKind = Field(sa_type=_values(SpeakerKind))
    country: str | None = Field(foreign_key="country.code")
    speaker_key: int | None = Field(foreign_key="speaker.key", index=True)
    start: int
    end: int


class Feed(SQLModel, table=True):
    """A feed that is watched, with what its server said to ask by the next time."""

    key: int = Field(default=None, primary_key=True)
    url: str = Field(unique=True)
    etag: str | None
    last_modified: str | None


class FeedEntry(SQLModel, table=True):
    """An entry of a feed that was dealt with, whether it gave an article or not."""

    __tablename__ = "feed_entry"
    __table_args__ = {"sqlite_with_rowid": False}

    feed_key: int = Field(foreign_key="feed.key", primary_key=True)
    identity: str = Field(primary_key=True)


def table_of(model: type[SQLModel]) -> Table:
    """The table behind a class, for statements that are written in columns; SQLModel does not declare it."""
    return cast(Table, model.__table__)  # type: ignore[attr-defined]
