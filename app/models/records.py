"""The records: countries and topics, articles and their texts, who speaks, what was said, who met whom."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import JSON, CheckConstraint, Index, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from app.extraction.types import Act, Event, Method, Precision, QuoteKind, SpeakerKind
from app.models.base import enum_column, utc_now


class Review(StrEnum):
    """What people have made of a quote that the machine found."""

    MACHINE = "machine"
    VERIFIED = "verified"
    DISPUTED = "disputed"
    RETRACTED = "retracted"


class Origin(StrEnum):
    """Who found a quote."""

    MACHINE = "machine"
    REVIEWER = "reviewer"


class SpanPart(StrEnum):
    CONTENT = "content"
    CUE = "cue"
    SOURCE = "source"


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
    created_at: datetime = Field(default_factory=utc_now)
    updated_at: datetime = Field(default_factory=utc_now)
    # The columns that a reviewer has settled: no source changes them again.
    decided: list[str] = Field(default_factory=list, sa_type=JSON)


class ArticleVersion(SQLModel, table=True):
    """A text as it was once read: it never changes, so that offsets into it stay true; its title may be corrected."""

    __tablename__ = "article_version"
    __table_args__ = (UniqueConstraint("article_key", "number"),)

    key: int = Field(default=None, primary_key=True)
    article_key: int = Field(foreign_key="article.key")
    number: int
    sha256: str = Field(max_length=64, index=True)
    title: str
    created_at: datetime = Field(default_factory=utc_now)
    text: str
    # Which engine read it last; None where that was before engines were noted.
    engine: str | None = None


class Speaker(SQLModel, table=True):
    key: int = Field(default=None, primary_key=True)
    id: str = Field(unique=True)
    name: str = Field(index=True)
    kind: SpeakerKind = Field(sa_type=enum_column(SpeakerKind))
    country: str | None = Field(foreign_key="country.code", index=True)
    created_at: datetime = Field(default_factory=utc_now)
    wikidata_id: str | None = None
    # What the machine may not change any more: "country", where a reviewer has set it, and names that are not theirs.
    decided: list[str] = Field(default_factory=list, sa_type=JSON)
    refused_names: list[str] = Field(default_factory=list, sa_type=JSON)


class SpeakerName(SQLModel, table=True):
    """A name that some article printed for a speaker; `slug` is the form that look-ups compare."""

    __tablename__ = "speaker_name"
    __table_args__ = (UniqueConstraint("speaker_key", "name"),)

    key: int = Field(default=None, primary_key=True)
    speaker_key: int = Field(foreign_key="speaker.key")
    name: str
    slug: str = Field(index=True)


class Quote(SQLModel, table=True):
    """One attribution in one article. `withdrawn` marks words that the article's present version no longer has.

    `decided` names the fields that a reviewer has settled: no engine changes them again.
    """

    __table_args__ = (
        # Lists are read along these. What hides a quote from them is in the index, so that no row is read for it.
        Index("ix_quote_published_on_key", "published_on", "key", "withdrawn", "review"),
        Index("ix_quote_speaker_key_published_on_key", "speaker_key", "published_on", "key", "withdrawn", "review"),
        Index("ix_quote_article_key_position", "article_key", "position"),
        Index("ix_quote_said_key", text("coalesce(said_on, published_on)"), "key"),
        Index("ix_quote_confidence_key", "confidence", "key"),
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
            postgresql_where=text("words_hash IS NOT NULL AND NOT withdrawn"),
        ),
        CheckConstraint("confidence BETWEEN 0 AND 1", name="confidence"),
    )

    key: int = Field(default=None, primary_key=True)
    id: str = Field(unique=True)
    article_key: int = Field(foreign_key="article.key")
    version: int
    position: int
    withdrawn: bool = False
    kind: QuoteKind = Field(sa_type=enum_column(QuoteKind))
    act: Act = Field(sa_type=enum_column(Act))
    text: str
    speaker_key: int | None = Field(foreign_key="speaker.key")
    role_title: str | None
    role_organisation: str | None
    role_country: str | None = Field(foreign_key="country.code")
    attribution: str | None
    cue: str | None
    # What is known of a source whom nobody names.
    attribution_role: str | None
    method: Method = Field(sa_type=enum_column(Method))
    addressee: str | None
    medium: str | None
    relayed_by: str | None
    said_on: date | None
    said_on_precision: Precision | None = Field(sa_type=enum_column(Precision))
    place: str | None
    confidence: float
    review: Review = Field(default=Review.MACHINE, sa_type=enum_column(Review))
    # Copied from the article, because every list of quotes is ordered by it.
    published_on: date
    # The words without case and punctuation, to know them again elsewhere; null for too few.
    words_hash: str | None = Field(max_length=12)
    origin: Origin = Field(default=Origin.MACHINE, sa_type=enum_column(Origin))
    decided: list[str] = Field(default_factory=list, sa_type=JSON)


class QuoteSpan(SQLModel, table=True):
    __tablename__ = "quote_span"
    __table_args__ = (CheckConstraint('0 <= start AND start < "end"', name="order"),)

    quote_key: int = Field(foreign_key="quote.key", primary_key=True)
    part: SpanPart = Field(sa_type=enum_column(SpanPart), primary_key=True)
    start: int = Field(primary_key=True)
    end: int


class Meeting(SQLModel, table=True):
    """Who met whom in one article; `trigger` and `evidence` are the word and the sentence that say so.

    `decided` names the fields that a reviewer has settled: no engine changes them again.
    """

    __table_args__ = (
        Index("ix_meeting_published_on_key", "published_on", "key"),
        CheckConstraint("0 <= evidence_start AND evidence_start < evidence_end", name="evidence"),
    )

    key: int = Field(default=None, primary_key=True)
    id: str = Field(unique=True)
    article_key: int = Field(foreign_key="article.key", index=True)
    version: int
    event: Event = Field(sa_type=enum_column(Event))
    mode: str
    place: str | None
    country: str | None = Field(foreign_key="country.code", index=True)
    start_on: date | None = Field(index=True)
    end_on: date | None
    precision: Precision | None = Field(sa_type=enum_column(Precision))
    trigger_start: int
    trigger_end: int
    evidence_start: int
    evidence_end: int
    evidence: str
    published_on: date
    origin: Origin = Field(default=Origin.MACHINE, sa_type=enum_column(Origin))
    decided: list[str] = Field(default_factory=list, sa_type=JSON)


class MeetingParticipant(SQLModel, table=True):
    """One side of a meeting; `speaker_key` where the article also quotes them."""

    __tablename__ = "meeting_participant"

    meeting_key: int = Field(foreign_key="meeting.key", primary_key=True)
    number: int = Field(primary_key=True)
    name: str
    slug: str = Field(index=True)
    kind: SpeakerKind = Field(sa_type=enum_column(SpeakerKind))
    country: str | None = Field(foreign_key="country.code")
    speaker_key: int | None = Field(foreign_key="speaker.key", index=True)
    start: int
    end: int
