"""An extraction over the wire: what `POST /extract` and `chancery extract` answer, stored nowhere."""

from datetime import date
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from app.extraction.types import (
    Act,
    Document,
    Event,
    ExtractedMeeting,
    ExtractedQuote,
    ExtractedSpeaker,
    Extraction,
    Precision,
    QuoteKind,
    Role,
    Span,
    SpeakerKind,
    words_at,
)
from app.schemas.common import Confidence, Day, Offsets, OffsetUnit, QuoteSpans, SpanItem, require_no_nul
from app.schemas.quotes import Attribution, QuotedRole


class ExtractionOptions(BaseModel, extra="forbid"):
    """How an extraction is shown."""

    offsets: OffsetUnit = Offsets.CODE_POINTS


class ExtractionRequest(BaseModel):
    """A text to read. Nothing of it is stored."""

    model_config = ConfigDict(extra="forbid")

    text: Annotated[str, Field(min_length=1, description="The article's text."), AfterValidator(require_no_nul)]
    title: Annotated[str | None, Field(description="The headline.", examples=["Talks open in Geneva"])] = None
    published_on: Annotated[Day | None, Field(description="Resolves 'on Monday' to a day.")] = None
    dateline: Annotated[str | None, Field(description="Where it was written, as printed.", examples=["GENEVA"])] = None
    outlet: Annotated[str | None, Field(description="The outlet.", examples=["Example News"])] = None


class FoundSpeaker(BaseModel):
    """Who said it: a name of this text, not yet a speaker of the records."""

    name: Annotated[str, Field(description="The fullest name in the text.")]
    kind: SpeakerKind
    country: Annotated[str | None, Field(description="ISO code; null if the text does not say.", examples=["SG"])]
    role: QuotedRole | None


class FoundQuote(BaseModel):
    """A quote of this text. Offsets count Unicode code points from 0 into `text`, `end` is exclusive."""

    kind: QuoteKind
    act: Act
    text: Annotated[str, Field(description="The exact words at the content spans.")]
    speakers: Annotated[
        list[FoundSpeaker],
        Field(description="Everybody whose words they are, in printed order; empty if the speakers are unknown."),
    ]
    attribution: Attribution
    addressee: Annotated[str | None, Field(description="The addressee as printed; null if the text does not say.")]
    medium: Annotated[
        str | None,
        Field(description="The medium as printed; null if the text does not say.", examples=["post"]),
    ]
    relayed_by: Annotated[
        str | None,
        Field(description="The person who relayed the words, as printed; null if none.", examples=["his spokesman"]),
    ]
    said_on: Annotated[
        date | None,
        Field(
            description="The day, or the first day of the period; null if the text does not say.",
            examples=["2024-02-27"],
        ),
    ]
    said_on_precision: Precision | None
    place: Annotated[
        str | None,
        Field(description="The place as printed; null if the text does not say.", examples=["Geneva"]),
    ]
    topics: Annotated[
        list[str], Field(description="Slugs of the vocabulary, the strongest first.", examples=[["treaties"]])
    ]
    countries: Annotated[
        list[str],
        Field(description="ISO codes of the countries that it is about, the most mentioned first.", examples=[["SG"]]),
    ]
    confidence: Confidence
    spans: QuoteSpans


class FoundName(BaseModel):
    """A person or organisation that the text names."""

    name: Annotated[str, Field(description="The fullest name in the text.")]
    kind: SpeakerKind
    country: Annotated[str | None, Field(description="ISO code; null if the text does not say.", examples=["SG"])]
    aliases: Annotated[list[str], Field(description="Other names in the text.", examples=[["Lim"]])]
    roles: Annotated[list[QuotedRole], Field(description="The offices that the text prints.")]
    mentions: Annotated[list[SpanItem], Field(description="Where the text names them.")]


class FoundTopic(BaseModel):
    """A topic of the vocabulary, with the words that signal it."""

    slug: Annotated[str, Field(description="The topic's slug.")]
    score: Annotated[float, Field(ge=0, le=1, description="The strength of the topic in the text, 0 to 1.")]
    evidence: Annotated[list[SpanItem], Field(description="The words that signal it.")]


class FoundCountry(BaseModel):
    """A country that the text mentions."""

    code: Annotated[
        str, Field(description="ISO 3166-1 alpha-2, or 3166-3 alpha-4 for a former state.", examples=["SG"])
    ]
    mentions: Annotated[list[SpanItem], Field(description="The mentions in the text.")]


class FoundSide(BaseModel):
    """One side of a meeting."""

    name: Annotated[str, Field(description="The side's name, as printed.", examples=["Ana Lim"])]
    kind: SpeakerKind
    country: Annotated[str | None, Field(description="ISO code; null if the text does not say.", examples=["SG"])]
    span: Annotated[SpanItem, Field(description="Where the text names the side.")]


class FoundMeeting(BaseModel):
    """Who met whom, where and when."""

    event: Annotated[Event, Field(description="The PLOVER 0.8 event type.")]
    mode: Annotated[str, Field(description="How they met: meet, visit, phone, sign, coordinate.", examples=["visit"])]
    participants: Annotated[list[FoundSide], Field(description="Who met.")]
    place: Annotated[
        str | None,
        Field(description="The place as printed; null if the text does not say.", examples=["Geneva"]),
    ]
    country: Annotated[str | None, Field(description="The country of the place.", examples=["CH"])]
    start_on: Annotated[
        date | None, Field(description="The day, or the first day of the period.", examples=["2024-02-27"])
    ]
    end_on: Annotated[
        date | None, Field(description="The last day of a period; otherwise null.", examples=["2024-02-28"])
    ]
    precision: Precision | None
    evidence_span: Annotated[SpanItem, Field(description="The sentence that reports it.")]
    trigger_span: Annotated[SpanItem, Field(description="The word that names the event.")]


class ExtractionAnswer(BaseModel):
    """All that was found in one text."""

    text: Annotated[str, Field(description="The normalised text; all offsets count in it.")]
    quotes: Annotated[list[FoundQuote], Field(description="The quotes in the order of the text.")]
    speakers: Annotated[list[FoundName], Field(description="The people and organisations of the text.")]
    topics: Annotated[list[FoundTopic], Field(description="The topics of the text, the strongest first.")]
    countries: Annotated[
        list[FoundCountry], Field(description="The countries that the text mentions, the most mentioned first.")
    ]
    meetings: Annotated[list[FoundMeeting], Field(description="Who met whom.")]


def build_extraction_answer(document: Document, extraction: Extraction) -> ExtractionAnswer:
    """An extraction as it goes over the wire."""
    return ExtractionAnswer(
        text=document.text,
        quotes=[_found_quote(quote, document.text, extraction.speakers) for quote in extraction.quotes],
        speakers=[
            FoundName(
                name=speaker.name,
                kind=speaker.kind,
                country=speaker.country,
                aliases=list(speaker.aliases),
                roles=[_quoted_role(role) for role in speaker.roles],
                mentions=_span_items(speaker.mentions),
            )
            for speaker in extraction.speakers
        ],
        topics=[FoundTopic(slug=t.slug, score=t.score, evidence=_span_items(t.evidence)) for t in extraction.topics],
        countries=[FoundCountry(code=c.code, mentions=_span_items(c.mentions)) for c in extraction.countries],
        meetings=[_found_meeting(meeting) for meeting in extraction.meetings],
    )


def _found_quote(quote: ExtractedQuote, text: str, speakers: tuple[ExtractedSpeaker, ...]) -> FoundQuote:
    return FoundQuote(
        kind=quote.kind,
        act=quote.act,
        text=words_at(text, quote.content),
        speakers=[] if quote.speaker is None else [_found_speaker(speakers[quote.speaker], quote.role)],
        attribution=Attribution(
            text=words_at(text, quote.source) or None,
            cue=words_at(text, quote.cue) or None,
            method=quote.method,
            role=quote.attribution_role,
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
        spans=QuoteSpans(
            content=_span_items(quote.content), cue=_span_items(quote.cue), source=_span_items(quote.source)
        ),
    )


def _found_speaker(speaker: ExtractedSpeaker, role: Role | None) -> FoundSpeaker:
    return FoundSpeaker(
        name=speaker.name, kind=speaker.kind, country=speaker.country, role=None if role is None else _quoted_role(role)
    )


def _found_meeting(meeting: ExtractedMeeting) -> FoundMeeting:
    return FoundMeeting(
        event=meeting.event,
        mode=meeting.mode,
        participants=[
            FoundSide(name=side.name, kind=side.kind, country=side.country, span=_span_item(side.span))
            for side in meeting.participants
        ],
        place=meeting.place,
        country=meeting.country,
        start_on=meeting.start_on,
        end_on=meeting.end_on,
        precision=meeting.precision,
        evidence_span=_span_item(meeting.evidence),
        trigger_span=_span_item(meeting.trigger),
    )


def _quoted_role(role: Role) -> QuotedRole:
    return QuotedRole(title=role.title, organisation=role.organisation, country=role.country)


def _span_items(places: tuple[Span, ...]) -> list[SpanItem]:
    return [_span_item(place) for place in places]


def _span_item(place: Span) -> SpanItem:
    return SpanItem(start=place.start, end=place.end)
