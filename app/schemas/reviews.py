"""What reviewers send: corrections of quotes and speakers, each with its reason."""

from typing import Annotated, ClassVar, Literal

from pydantic import BaseModel, Field, model_validator

from app.extraction.types import Act, Event, Precision, QuoteKind, SpeakerKind
from app.models import Review
from app.schemas.common import CountryCode, Day, Line, ShortText, SpanItem
from app.schemas.quotes import QuoteInclude
from app.schemas.submissions import Language, Url

Reason = Annotated[
    Line, Field(description="The reason, for readers of the history.", examples=["The article names her."])
]
Name = Annotated[Line, Field(max_length=200)]
ContentSpans = Annotated[
    list[SpanItem],
    Field(min_length=1, max_length=100, description="What was said, in the text of the quote's version."),
]
PartSpans = Annotated[list[SpanItem], Field(max_length=100)]
Topics = Annotated[
    list[ShortText],
    Field(max_length=100, description="Slugs of the vocabulary: the whole new list.", examples=[["treaties"]]),
]
QuotableAct = Literal[Act.SPEECH, Act.WRITING]
Countries = Annotated[
    list[CountryCode],
    Field(max_length=100, description="ISO 3166-1 alpha-2 codes: the whole new list.", examples=[["KH", "US"]]),
]


class _Correction(BaseModel, extra="forbid"):
    """Changes what is given and leaves what is left out; what was decided so is kept from the machine."""

    # What may be corrected to null: nobody knows it.
    may_be_unknown: ClassVar[frozenset[str]] = frozenset()

    reason: Reason

    @model_validator(mode="after")
    def _require_change(self) -> "_Correction":
        given = self.model_fields_set - {"reason"}
        if not given:
            raise ValueError(
                f"changes nothing; give one of {', '.join(sorted(type(self).model_fields.keys() - {'reason'}))}"
            )
        for name in sorted(given - self.may_be_unknown):
            if getattr(self, name) is None:
                raise ValueError(f"{name} cannot be null; leave it out to keep it")
        return self


class RoleInput(BaseModel, extra="forbid"):
    """An office as the article prints it."""

    title: Annotated[Line | None, Field(description="Null if none is printed.", examples=["foreign minister"])] = None
    organisation: Annotated[
        Line | None, Field(description="The organisation; null if none is printed.", examples=["Royal Academy"])
    ] = None
    country: Annotated[
        CountryCode | None, Field(description="The country of the office: ISO 3166-1 alpha-2.", examples=["KH"])
    ] = None


class SpeakerInput(BaseModel, extra="forbid"):
    """Somebody who said it, with the office that this article prints for them."""

    id: Annotated[ShortText, Field(description="The speaker's id.", examples=["seun-sam"])]
    role: Annotated[
        RoleInput | None,
        Field(description="Their office as this article prints it; null if it prints none. Left out, it stays."),
    ] = None


Speakers = Annotated[
    list[ShortText | SpeakerInput],
    Field(
        max_length=1,
        description="The speakers by id, or with a role; `[]` if nobody can know them. One at most for now.",
        examples=[["seun-sam"]],
    ),
]


class _QuoteDetails(BaseModel):
    """When, where, to whom and how it was said. Null where the article does not say."""

    addressee: Annotated[Line | None, Field(description="The addressee; null if unknown.", examples=["reporters"])] = (
        None
    )
    medium: Annotated[Line | None, Field(description="The medium; null if unknown.", examples=["Facebook"])] = None
    relayed_by: Annotated[
        Line | None, Field(description="The person who relayed the words; null if none.", examples=["his spokesman"])
    ] = None
    said_on: Annotated[
        Day | None,
        Field(description="The day, or the first day of the period; null if unknown.", examples=["2024-02-27"]),
    ] = None
    said_on_precision: Annotated[
        Precision | None,
        Field(description="The precision of `said_on`; `day` if left out with a `said_on`.", examples=["day"]),
    ] = None
    place: Annotated[Line | None, Field(description="The place; null if unknown.", examples=["Phnom Penh"])] = None

    @model_validator(mode="after")
    def _require_said_on(self) -> "_QuoteDetails":
        if self.said_on is None and self.said_on_precision is not None:
            raise ValueError("said_on_precision belongs to said_on; give both")
        return self


class QuoteCorrection(_Correction, _QuoteDetails):
    """What is right of a quote. Spans count Unicode code points from 0, end exclusive; the text follows from them."""

    may_be_unknown = frozenset({"addressee", "medium", "relayed_by", "said_on", "said_on_precision", "place"})

    review: Annotated[
        Review | None, Field(description="`verified` confirms the whole quote; `retracted` takes it out of lists.")
    ] = None
    speakers: Speakers | None = None
    kind: QuoteKind | None = None
    act: Annotated[QuotableAct | None, Field(description="Whether it was spoken or written.", examples=["speech"])] = (
        None
    )
    topics: Topics | None = None
    countries: Countries | None = None
    content: ContentSpans | None = None
    cue: Annotated[PartSpans | None, Field(description="The words that report it; none: `[]`.")] = None
    source: Annotated[PartSpans | None, Field(description="Who said it, as printed; none: `[]`.")] = None


class QuoteAddition(_QuoteDetails, extra="forbid"):
    """A quote that the machine has missed, by its places in the article's present text.

    Spans count Unicode code points from 0, end exclusive.
    """

    reason: Reason
    kind: QuoteKind
    act: Annotated[QuotableAct, Field(description="Whether it was spoken or written.", examples=["speech"])] = (
        Act.SPEECH
    )
    content: ContentSpans
    cue: PartSpans = Field(default_factory=list)
    source: PartSpans = Field(default_factory=list)
    speakers: Speakers = Field(default_factory=list)
    topics: Topics = Field(default_factory=list)
    countries: Countries = Field(default_factory=list)


class QuoteCorrectionQuery(BaseModel, extra="forbid"):
    """How the corrected quote is shown. `If-Match` takes the ETag of a GET with the same parameters."""

    include: Annotated[list[QuoteInclude], Field(default_factory=list, description="Fields to add to the slim form.")]


class ArticleCorrection(_Correction):
    """What is right of an article. Its text is never corrected: another one is a new version."""

    may_be_unknown = frozenset({"outlet", "author", "dateline", "url", "source"})

    title: Annotated[Line | None, Field(description="The headline.", examples=["Talks open in Geneva"])] = None
    outlet: Annotated[Line | None, Field(description="The outlet; null if unknown.", examples=["Example News"])] = None
    author: Annotated[Line | None, Field(description="The byline; null if there is none.", examples=["Jo Berg"])] = None
    published_on: Annotated[Day | None, Field(description="The day of publication.", examples=["2024-02-27"])] = None
    dateline: Annotated[
        Line | None, Field(description="The place of writing as printed; null if none is printed.", examples=["GENEVA"])
    ] = None
    language: Annotated[Language | None, Field(description="BCP 47 tag.", examples=["en"])] = None
    url: Annotated[
        Url | None, Field(description="The URL of publication, null if unknown; the article's id stays.")
    ] = None
    source: Annotated[
        Line | None,
        Field(
            description="The file or feed that it came from, if it has no URL; null if unknown.",
            examples=["wire/17.txt"],
        ),
    ] = None


class ParticipantInput(BaseModel, extra="forbid"):
    """One side of a meeting."""

    name: Annotated[Name, Field(description="The side's name, as printed.", examples=["Jo Berg"])]
    kind: Annotated[SpeakerKind, Field(description="A person, or a body such as a state.", examples=["person"])]
    country: Annotated[CountryCode | None, Field(description="Null if unknown.", examples=["NO"])] = None
    speaker: Annotated[
        ShortText | None,
        Field(description="The speaker's id, where the article also quotes them.", examples=["jo-berg"]),
    ] = None
    span: Annotated[
        SpanItem | None,
        Field(description="The span that names the side; by default it is searched in the evidence."),
    ] = None


Mode = Literal["meet", "visit", "phone", "sign", "coordinate"]
Participants = Annotated[
    list[ParticipantInput], Field(min_length=1, max_length=50, description="The participants: the whole new list.")
]


class _MeetingDetails(BaseModel):
    """Where and when it was: each null if unknown."""

    place: Annotated[Line | None, Field(description="The place; null if unknown.", examples=["Geneva"])] = None
    country: Annotated[
        CountryCode | None, Field(description="The country of the place; null if unknown.", examples=["CH"])
    ] = None
    start_on: Annotated[Day | None, Field(description="The first day; null if unknown.", examples=["2024-02-27"])] = (
        None
    )
    end_on: Annotated[Day | None, Field(description="The last day of a period.", examples=["2024-02-28"])] = None
    precision: Annotated[
        Precision | None, Field(description="The precision of the days; `day` if left out.", examples=["day"])
    ] = None


class MeetingCorrection(_Correction, _MeetingDetails):
    """What is right of a meeting. Spans count Unicode code points from 0, end exclusive."""

    may_be_unknown = frozenset({"place", "country", "start_on", "end_on", "precision"})

    event: Annotated[Event | None, Field(description="The PLOVER 0.8 event type.", examples=["CONSULT"])] = None
    mode: Annotated[Mode | None, Field(description="How they met.", examples=["visit"])] = None
    participants: Participants | None = None
    evidence: Annotated[SpanItem | None, Field(description="The sentence that reports it.")] = None
    trigger: Annotated[SpanItem | None, Field(description="The word that names the event.")] = None


class MeetingAddition(_MeetingDetails, extra="forbid"):
    """A meeting that the machine has missed, by its places in the article's present text.

    Spans count Unicode code points from 0, end exclusive.
    """

    reason: Reason
    event: Annotated[Event, Field(description="The PLOVER 0.8 event type.", examples=["CONSULT"])] = Event.CONSULT
    mode: Annotated[Mode, Field(description="How they met.", examples=["meet"])] = "meet"
    participants: Participants
    evidence: Annotated[SpanItem, Field(description="The sentence that reports it.")]
    trigger: Annotated[
        SpanItem | None, Field(description="The word that names the event; the evidence, if left out.")
    ] = None


class SpeakerCorrection(_Correction):
    """What is right of a speaker."""

    may_be_unknown = frozenset({"country", "wikidata_id"})

    name: Annotated[Name | None, Field(description="The name to show; the old one stays among the names.")] = None
    country: Annotated[CountryCode | None, Field(description="Null if unknown.")] = None
    wikidata_id: Annotated[
        str | None, Field(pattern=r"^Q[1-9]\d{0,18}$", description="Their item in Wikidata.", examples=["Q29032"])
    ] = None
    add_names: Annotated[
        list[Name] | None, Field(min_length=1, max_length=100, description="Further names of the speaker.")
    ] = None
    remove_names: Annotated[
        list[Name] | None,
        Field(min_length=1, max_length=100, description="Names that never belong to the speaker.", examples=[["Sam"]]),
    ] = None


class SpeakerMerge(BaseModel, extra="forbid"):
    """Two speakers are the same."""

    into: Annotated[ShortText, Field(description="The id of the speaker that stays.")]
    reason: Reason


class SpeakerSplit(BaseModel, extra="forbid"):
    """Some of a speaker's quotes are somebody else's."""

    quotes: Annotated[list[ShortText], Field(min_length=1, max_length=1_000, description="The ids of these quotes.")]
    name: Annotated[Name, Field(description="The name of the new speaker who gets them.")]
    kind: Annotated[SpeakerKind | None, Field(description="The kind; the old speaker's, if left out.")] = None
    country: Annotated[CountryCode | None, Field(description="Null if unknown.")] = None
    reason: Reason


class TakedownRequest(BaseModel, extra="forbid"):
    """Why a record is taken down."""

    reason: Reason


class UndoRequest(BaseModel, extra="forbid"):
    """Why a change is undone."""

    reason: Reason
