"""An extraction over the wire: what `POST /extract` and `chancery extract` answer, stored nowhere."""

from datetime import date
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from app.extraction.document import Document, Span, words_at
from app.extraction.records import (
    Act,
    Event,
    ExtractedMeeting,
    ExtractedQuote,
    ExtractedSpeaker,
    Extraction,
    Precision,
    QuoteKind,
    Role,
    SpeakerKind,
)
from app.schemas.common import Confidence, Day, QuoteSpans, SpanItem, no_nul
from app.schemas.quotes import Attribution, QuotedRole


class ExtractionRequest(BaseModel):
    """A text to read. Nothing of it is stored."""

    model_config = ConfigDict(extra="forbid")

    text: Annotated[str, Field(min_length=1, description="The article's text."), AfterValidator(no_nul)]
    title: str | None = None
    published_on: Annotated[Day | None, Field(description="Resolves 'on Monday' to a day.")] = None
    dateline: str | None = None
    outlet: str | None = None


class FoundSpeaker(BaseModel):
    """Who said it: a name of this text, not yet a speaker of the records."""

    name: str
    kind: SpeakerKind
    country: str | None


class FoundQuote(BaseModel):
    """A quote of this text. Offsets count Unicode code points from 0 into `text`, `end` is exclusive."""

    kind: QuoteKind
    act: Act
    text: str
    speaker: FoundSpeaker | None
    role: QuotedRole | None
    attribution: Attribution
    addressee: str | None
    medium: str | None
    relayed_by: str | None
    said_on: date | None
    said_on_precision: Precision | None
    place: str | None
    topics: list[str]
    countries: list[str]
    confidence: Confidence
    spans: QuoteSpans


class FoundName(BaseModel):
    """A person or organisation that the text names."""

    name: str
    kind: SpeakerKind
    country: str | None
    aliases: list[str]
    roles: list[QuotedRole]
    mentions: list[SpanItem]


class FoundTopic(BaseModel):
    """A topic of the vocabulary, with the words that signal it."""

    slug: str
    score: Annotated[float, Field(ge=0, le=1)]
    evidence: list[SpanItem]


class FoundCountry(BaseModel):
    """A country that the text mentions."""

    code: str
    mentions: list[SpanItem]


class FoundSide(BaseModel):
    """One side of a meeting."""

    name: str
    kind: SpeakerKind
    country: str | None
    span: SpanItem


class FoundMeeting(BaseModel):
    """Who met whom, where and when."""

    event: Annotated[Event, Field(description="The PLOVER 0.8 event type.")]
    mode: str
    participants: list[FoundSide]
    place: str | None
    country: str | None
    start_on: date | None
    end_on: date | None
    precision: Precision | None
    evidence_span: SpanItem
    trigger_span: SpanItem


class ExtractionAnswer(BaseModel):
    """All that was found in one text."""

    text: Annotated[str, Field(description="The text as normalised: all offsets count in this one.")]
    quotes: list[FoundQuote]
    speakers: list[FoundName]
    topics: list[FoundTopic]
    countries: list[FoundCountry]
    meetings: list[FoundMeeting]


def extraction_answer(document: Document, extraction: Extraction) -> ExtractionAnswer:
    """An extraction as it goes over the wire."""
    return ExtractionAnswer(
        text=document.text,
        quotes=[_quote(quote, document.text, extraction.speakers) for quote in extraction.quotes],
        speakers=[
            FoundName(
                name=speaker.name,
                kind=speaker.kind,
                country=speaker.country,
                aliases=list(speaker.aliases),
                roles=[_role(role) for role in speaker.roles],
                mentions=_spans(speaker.mentions),
            )
            for speaker in extraction.speakers
        ],
        topics=[FoundTopic(slug=t.slug, score=t.score, evidence=_spans(t.evidence)) for t in extraction.topics],
        countries=[FoundCountry(code=c.code, mentions=_spans(c.mentions)) for c in extraction.countries],
        meetings=[_meeting(meeting) for meeting in extraction.meetings],
    )


def _quote(quote: ExtractedQuote, text: str, speakers: tuple[ExtractedSpeaker, ...]) -> FoundQuote:
    speaker = None if quote.speaker is None else speakers[quote.speaker]
    return FoundQuote(
        kind=quote.kind,
        act=quote.act,
        text=words_at(text, quote.content),
        speaker=speaker and FoundSpeaker(name=speaker.name, kind=speaker.kind, country=speaker.country),
        role=quote.role and _role(quote.role),
        attribution=Attribution(
            text=words_at(text, quote.source) or None, cue=words_at(text, quote.cue) or None, method=quote.method
        ),
        addressee=quote.addressee,
        medium=quote.medium,
        relayed_by=quote.relayed_by,
        said_on=quote.said_on,
        said_on_precision=quote.said_on_precision,
        place=quote.place,
        topics=[topic.slug for topic in quote.topics],
        countries=[country.code for country in quote.countries],
        confidence=quote.confidence,
        spans=QuoteSpans(content=_spans(quote.content), cue=_spans(quote.cue), source=_spans(quote.source)),
    )


def _meeting(meeting: ExtractedMeeting) -> FoundMeeting:
    return FoundMeeting(
        event=meeting.event,
        mode=meeting.mode,
        participants=[
            FoundSide(name=side.name, kind=side.kind, country=side.country, span=_span(side.span))
            for side in meeting.participants
        ],
        place=meeting.place,
        country=meeting.country,
        start_on=meeting.start_on,
        end_on=meeting.end_on,
        precision=meeting.precision,
        evidence_span=_span(meeting.evidence),
        trigger_span=_span(meeting.trigger),
    )


def _role(role: Role) -> QuotedRole:
    return QuotedRole(title=role.title, organisation=role.organisation, country=role.country)


def _spans(places: tuple[Span, ...]) -> list[SpanItem]:
    return [_span(place) for place in places]


def _span(place: Span) -> SpanItem:
    return SpanItem(start=place.start, end=place.end)
