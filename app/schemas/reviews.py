"""What reviewers send: corrections of quotes and speakers, each with its reason."""

from typing import Annotated

from pydantic import BaseModel, Field, model_validator

from app.extraction.records import QuoteKind, SpeakerKind
from app.models import Review
from app.schemas.common import CountryCode, Line, SpanItem, Word
from app.schemas.quotes import QuoteInclude

Reason = Annotated[Line, Field(description="Why, for whoever reads the history.", examples=["The article names her."])]
Name = Annotated[Line, Field(max_length=200)]
Content = Annotated[
    list[SpanItem],
    Field(min_length=1, max_length=100, description="What was said, in the text of the quote's version."),
]
Part = Annotated[list[SpanItem], Field(max_length=100)]
Topics = Annotated[list[Word], Field(max_length=100, description="Slugs of the vocabulary; all that there are to be.")]


class _Correction(BaseModel, extra="forbid"):
    """Changes what is given and leaves what is left out; what was decided so is kept from the machine."""

    reason: Reason

    @model_validator(mode="after")
    def _something(self) -> "_Correction":
        given = self.model_fields_set - {"reason"}
        if not given:
            raise ValueError(
                f"changes nothing; give one of {', '.join(sorted(type(self).model_fields.keys() - {'reason'}))}"
            )
        for name in sorted(given - {"speaker", "country", "wikidata_id"}):
            if getattr(self, name) is None:
                raise ValueError(f"{name} cannot be null; leave it out to keep it")
        return self


class QuoteCorrection(_Correction):
    """What is right of a quote. Spans count Unicode code points from 0, end exclusive; the text follows from them."""

    review: Annotated[
        Review | None, Field(description="`verified` keeps all of the quote; `retracted` takes it out of lists.")
    ] = None
    speaker: Annotated[Word | None, Field(description="The speaker's id; null where nobody can know who spoke.")] = None
    kind: QuoteKind | None = None
    topics: Topics | None = None
    content: Content | None = None
    cue: Annotated[Part | None, Field(description="The words that report it; none: `[]`.")] = None
    source: Annotated[Part | None, Field(description="Who said it, as printed; none: `[]`.")] = None


class QuoteAddition(BaseModel, extra="forbid"):
    """A quote that the machine has missed, by its places in the article's present text.

    Spans count Unicode code points from 0, end exclusive.
    """

    reason: Reason
    kind: QuoteKind
    content: Content
    cue: Part = Field(default_factory=list)
    source: Part = Field(default_factory=list)
    speaker: Annotated[Word | None, Field(description="The speaker's id, if they are known.")] = None
    topics: Topics = Field(default_factory=list)


class QuoteCorrectionQuery(BaseModel, extra="forbid"):
    """How the corrected quote is shown. `If-Match` takes the ETag of a GET with the same parameters."""

    include: Annotated[
        list[QuoteInclude], Field(default_factory=list, description="What to show beyond the slim form.")
    ]


class SpeakerCorrection(_Correction):
    """What is right of a speaker."""

    name: Annotated[Name | None, Field(description="The name to show; the old one stays among the names.")] = None
    country: Annotated[CountryCode | None, Field(description="Null where they have none that is known.")] = None
    wikidata_id: Annotated[
        str | None, Field(pattern=r"^Q[1-9]\d{0,18}$", description="Their item in Wikidata.", examples=["Q29032"])
    ] = None
    add_names: Annotated[
        list[Name] | None, Field(min_length=1, max_length=100, description="Names that are theirs as well.")
    ] = None
    remove_names: Annotated[
        list[Name] | None, Field(min_length=1, max_length=100, description="Names that are not theirs, for good.")
    ] = None


class SpeakerMerge(BaseModel, extra="forbid"):
    """Two speakers are the same."""

    into: Annotated[Word, Field(description="The id of the speaker that stays.")]
    reason: Reason


class SpeakerSplit(BaseModel, extra="forbid"):
    """Some of a speaker's quotes are somebody else's."""

    quotes: Annotated[list[Word], Field(min_length=1, max_length=1_000, description="The ids of these quotes.")]
    name: Annotated[Name, Field(description="Whose they are: a new speaker of this name.")]
    kind: Annotated[SpeakerKind | None, Field(description="As the old speaker's, if left out.")] = None
    country: CountryCode | None = None
    reason: Reason


class Undoing(BaseModel, extra="forbid"):
    """Why a change is undone."""

    reason: Reason
