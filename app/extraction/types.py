"""The document that goes into an extraction, and the frozen records that come out. The other packages may rely on them.

All offsets count Unicode code points from 0 into the normalised text of the document, end exclusive.
What the text does not tell is None, never guessed.
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

# What stands in a text of several pieces for the words between two of them.
GAP_MARK = " … "
# A word, or what a text itself has in the place of words.
_WORD_OR_ELLIPSIS = re.compile(r"\w|…|\.\.\.")
_QUOTATION_MARKS = re.compile('["“”„‟«»‹›‘’‚‛]')
_SPACE = re.compile(r"\s+")
# What shows nothing and yet has a meaning: joiners within a word or an emoji, and the letters of a region's flag.
_MEANINGFUL_INVISIBLES = re.compile(
    "(?<=[^\x00-\xa0\u2000-\u206f\ufeff])[\u200c\u200d]|(?<=\U0001f3f4)[\U000e0030-\U000e007a]{1,6}\U000e007f"
)


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A stretch of text: offsets count Unicode code points from 0, `end` is exclusive."""

    start: int
    end: int

    def __post_init__(self) -> None:
        if not 0 <= self.start < self.end:
            raise ValueError(f"a span needs 0 <= start < end, not {self.start}..{self.end}")

    def text_in(self, text: str) -> str:
        return text[self.start : self.end]

    def contains(self, other: "Span") -> bool:
        return self.start <= other.start and other.end <= self.end

    def overlaps(self, other: "Span") -> bool:
        return self.start < other.end and other.start < self.end


@dataclass(frozen=True, slots=True)
class Document:
    """One article as the extractor sees it: normalised text, and what its source said about it."""

    text: str
    title: str | None = None
    published_on: date | None = None
    dateline: str | None = None
    outlet: str | None = None
    language: str = "en"


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
    # What a source without a name is called: "senior official". None where the speaker is known.
    attribution_role: str | None = None
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


def normalise_text(text: str) -> str:
    """The one form in which a text is stored: Unicode NFC, line ends as \\n, no trailing spaces, nothing else.

    NUL, which no database of PostgreSQL takes, becomes U+FFFD, as in HTML.
    """
    unified = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n").replace("\0", "\ufffd")
    return "\n".join(line.rstrip() for line in unicodedata.normalize("NFC", unified).split("\n"))


def normalise_line(line: str) -> str:
    """The one form in which a title or a name is stored: NFC, single spaces, only what is printed; it may be empty.

    Soft hyphens, marks of direction and spaces of no width go; joiners stay where they change how a word or an emoji
    looks, after a character that is not ASCII.
    """
    unified = " ".join(unicodedata.normalize("NFC", line).split())
    meant = {at for found in _MEANINGFUL_INVISIBLES.finditer(unified) for at in range(*found.span())}
    return "".join(sign for at, sign in enumerate(unified) if sign.isprintable() or at in meant).strip()


def words_at(text: str, spans: Iterable[Span]) -> str:
    """The words at the spans, in the order of the text, with ` … ` where other words part two of them.

    Nobody is shown to have said in one breath what was printed in two. Where no word is between two spans, as between
    two sentences or the paragraphs of one speech, they are joined by what is, without quotation marks.
    """
    pieces: list[str] = []
    end = 0
    for span in sorted(spans):
        if pieces:
            pieces.append(_separator_for(text[end : span.start]))
        pieces.append(span.text_in(text))
        end = span.end
    return "".join(pieces)


def _separator_for(gap: str) -> str:
    if _WORD_OR_ELLIPSIS.search(gap):
        return GAP_MARK
    joint = _SPACE.sub(" ", _QUOTATION_MARKS.sub("", gap))
    return joint if " " in joint else f"{joint} "
