"""What an extraction consists of: frozen records that the rest of the product may rely on.

All offsets count Unicode code points from 0 into the normalised text of the document, end exclusive.
What the text does not tell is None, never guessed.
"""

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from app.extraction.document import Span


class QuoteKind(StrEnum):
    """How much of the content stands within quotation marks: all of it, none of it, or a part."""

    DIRECT = "direct"
    INDIRECT = "indirect"
    MIXED = "mixed"


class Act(StrEnum):
    """What the attribution reports. Belief without speech is no saying and is not stored."""

    SPEECH = "speech"
    WRITING = "writing"
    BELIEF = "belief"


SPEECH_AND_WRITING = frozenset({Act.SPEECH, Act.WRITING})


class SpeakerKind(StrEnum):
    """What a speaker is."""

    PERSON = "person"
    ORGANISATION = "organisation"


class Method(StrEnum):
    """How the literal attribution led to the speaker."""

    NAMED = "named"
    SURNAME = "surname"
    PRONOUN = "pronoun"
    ROLE = "role"
    INSTITUTION = "institution"
    MEDIUM = "medium"
    FIRST_PERSON = "first-person"
    UNNAMED = "unnamed"
    NONE = "none"


class Precision(StrEnum):
    """How exactly a date is known."""

    DAY = "day"
    MONTH = "month"
    YEAR = "year"


@dataclass(frozen=True, slots=True)
class Role:
    """An office as the article prints it, and where: 'prime minister', 'Royal Academy of Cambodia', 'KH'."""

    title: str | None
    organisation: str | None
    country: str | None
    span: Span


@dataclass(frozen=True, slots=True)
class ExtractedSpeaker:
    """A person or organisation of the document under the fullest name that it prints."""

    name: str
    kind: SpeakerKind
    aliases: tuple[str, ...]
    roles: tuple[Role, ...]
    country: str | None
    mentions: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class ExtractedTopic:
    """A topic of the vocabulary, with a score in 0..1 and the places that signal it."""

    slug: str
    score: float
    evidence: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class ExtractedCountry:
    """A country by its ISO 3166-1 alpha-2 code (3166-3 alpha-4 for a former state), with its mentions."""

    code: str
    mentions: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class ExtractedQuote:
    """One attribution: who (as printed and as resolved) said what, in which exact places.

    `source` is what the article printed ("he", "the post"); `speaker` indexes `Extraction.speakers`. The two are
    never mixed up: an unnamed source has a `source` and no `speaker`.
    """

    kind: QuoteKind
    act: Act
    content: tuple[Span, ...]
    cue: tuple[Span, ...]
    source: tuple[Span, ...]
    speaker: int | None
    method: Method
    confidence: float
    role: Role | None = None
    addressee: str | None = None
    medium: str | None = None
    relayed_by: str | None = None
    said_on: date | None = None
    said_on_precision: Precision | None = None
    place: str | None = None
    topics: tuple[ExtractedTopic, ...] = ()
    countries: tuple[ExtractedCountry, ...] = ()


class Event(StrEnum):
    """What happened, by the event types of PLOVER 0.8 that are told apart here."""

    CONSULT = "CONSULT"
    AGREE = "AGREE"
    COOPERATE = "COOPERATE"


@dataclass(frozen=True, slots=True)
class Participant:
    """One side of a meeting under the fullest name that the document prints, and where it is named."""

    name: str
    kind: SpeakerKind
    country: str | None
    span: Span


@dataclass(frozen=True, slots=True)
class ExtractedMeeting:
    """Who met whom, where and when. `end_on` is None unless the text names a period."""

    event: Event
    mode: str
    participants: tuple[Participant, ...]
    place: str | None
    country: str | None
    start_on: date | None
    end_on: date | None
    precision: Precision | None
    trigger: Span
    evidence: Span


@dataclass(frozen=True, slots=True)
class Extraction:
    """All that was found in one document, in the order of the text."""

    quotes: tuple[ExtractedQuote, ...]
    speakers: tuple[ExtractedSpeaker, ...]
    topics: tuple[ExtractedTopic, ...] = field(default=())
    countries: tuple[ExtractedCountry, ...] = field(default=())
    meetings: tuple[ExtractedMeeting, ...] = field(default=())
