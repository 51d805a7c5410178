"""The Reconciliation Service API 0.2, by which OpenRefine and others match names in tables to speakers.

Names of fields are those of the specification: https://reconciliation-api.github.io/specs/0.2/
"""

from enum import StrEnum
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, RootModel, model_validator

from app.extraction.types import SpeakerKind
from app.schemas.common import ShortText, require_no_nul

BATCH_SIZE = 50
# Ids in one request for what is known of them.
EXTENSION_SIZE = 1_000


class ReconcileProperty(StrEnum):
    """What else may be known of the one who is looked for."""

    COUNTRY = "country"
    ROLE = "role"


class NamedThing(BaseModel):
    """A type or a property, by id and name."""

    id: Annotated[str, Field(description="Its id.")]
    name: Annotated[str, Field(description="Its name.")]


class ViewTemplate(BaseModel):
    """Where to read about a speaker."""

    url: Annotated[str, Field(description="A URL with `{{id}}` in the place of the speaker's id.")]


class ServicePath(BaseModel):
    """Where a service is: the two parts joined."""

    service_url: Annotated[str, Field(description="The beginning of the URL.")]
    service_path: Annotated[str, Field(description="The rest of it.")]


class SuggestServices(BaseModel):
    """The services that complete what a person types."""

    entity: Annotated[ServicePath, Field(description="Suggests speakers.")]
    property: Annotated[ServicePath, Field(description="Suggests properties.")]


class PreviewPage(BaseModel):
    """A small page on a speaker, to be shown beside a cell."""

    url: Annotated[
        str,
        Field(
            description="A URL with `{{id}}` in the place of the speaker's id.",
            examples=["http://127.0.0.1:8000/reconcile/preview?id={{id}}"],
        ),
    ]
    width: Annotated[int, Field(description="Pixels.", examples=[430])]
    height: Annotated[int, Field(description="Pixels.", examples=[300])]


class ExtendServices(BaseModel):
    """What tables can be extended by."""

    propose_properties: Annotated[ServicePath, Field(description="The place of the list of properties.")]
    property_settings: Annotated[list[str], Field(description="No property has settings.", examples=[[]])]


class ReconcileManifest(BaseModel):
    """What the service can do."""

    versions: Annotated[list[str], Field(description="The supported versions of the specification.")]
    name: Annotated[str, Field(description="The name of the service.")]
    identifierSpace: Annotated[str, Field(description="The namespace of the ids.")]
    schemaSpace: Annotated[str, Field(description="The namespace of the types.")]
    defaultTypes: Annotated[list[NamedThing], Field(description="The kinds of speaker.")]
    documentation: Annotated[str, Field(description="The address of the documentation.")]
    view: Annotated[ViewTemplate, Field(description="The page about a speaker.")]
    suggest: Annotated[SuggestServices, Field(description="The services that complete what a person types.")]
    preview: Annotated[PreviewPage, Field(description="A small page on each speaker.")]
    extend: Annotated[ExtendServices, Field(description="The service that adds columns.")]
    batchSize: Annotated[int, Field(description="Queries in one batch at most.")]


class KnownThing(BaseModel):
    """A value that has been reconciled before."""

    id: Annotated[str, Field(description="Its id.")]
    name: Annotated[str | None, Field(description="Its name.")] = None


PropertyValue = Annotated[str, Field(max_length=500)] | bool | int | float | KnownThing


class AskedProperty(BaseModel, extra="forbid"):
    """Something that is known of the one who is looked for."""

    pid: ReconcileProperty
    v: PropertyValue | list[PropertyValue]

    def text_values(self) -> list[str]:
        """The values as text; a thing by its id and its name."""
        texts: list[str] = []
        for value in self.v if isinstance(self.v, list) else [self.v]:
            texts += [value.id, value.name or ""] if isinstance(value, KnownThing) else [str(value)]
        return [text for text in texts if text.strip()]


class ReconcileQuery(BaseModel, extra="forbid"):
    """One name to be matched."""

    query: Annotated[str, Field(min_length=1, max_length=500), AfterValidator(require_no_nul)] | None = None
    type: SpeakerKind | list[SpeakerKind] | None = None
    type_strict: Literal["any", "should", "all"] | None = None
    limit: Annotated[int, Field(ge=1, le=BATCH_SIZE)] = 5
    properties: list[AskedProperty] = []

    @model_validator(mode="after")
    def _require_name_or_property(self) -> "ReconcileQuery":
        if self.query is None and not self.properties:
            raise ValueError("has neither a query nor properties")
        return self

    def requested_kinds(self) -> set[SpeakerKind]:
        """The types that it asks for; without any, all."""
        asked = [self.type] if isinstance(self.type, SpeakerKind) else self.type
        return set(asked or SpeakerKind)


class ReconcileBatch(RootModel[dict[str, ReconcileQuery]]):
    """Queries by names of the client's choice."""


class ReconcileParameters(BaseModel):
    """What the service takes: nothing, for its manifest, or a batch."""

    model_config = ConfigDict(extra="forbid")

    queries: Annotated[
        str | None,
        Field(
            description='A batch of queries as JSON: `{"q0": {"query": "...", "type": "person", "limit": 5, '
            '"properties": [{"pid": "country", "v": "KH"}]}}`. Without it the answer is the manifest.',
            examples=['{"q0": {"query": "Kritenbrink, Daniel"}}'],
        ),
    ] = None
    extend: Annotated[
        str | None,
        Field(
            description='The properties to extend a table by, as JSON: `{"ids": ["seun-sam"], "properties": '
            '[{"id": "country"}]}`.',
            examples=['{"ids": ["seun-sam"], "properties": [{"id": "country"}, {"id": "role"}]}'],
        ),
    ] = None


class SpeakerProperty(StrEnum):
    """What can be told of a speaker."""

    NAME = "name"
    KIND = "kind"
    COUNTRY = "country"
    WIKIDATA = "wikidata"
    ALIAS = "alias"
    ROLE = "role"
    ORGANISATION = "organisation"
    QUOTES = "quotes"


class WantedProperty(BaseModel, extra="forbid"):
    """A property that is asked for; none has settings."""

    id: Annotated[SpeakerProperty, Field(description="Its id.")]
    settings: Annotated[dict[str, str], Field(max_length=0, description="None.", examples=[{}])] = {}


class ExtensionRequest(BaseModel, extra="forbid"):
    """Of whom what is asked."""

    ids: Annotated[list[ShortText], Field(max_length=EXTENSION_SIZE)]
    properties: Annotated[list[WantedProperty], Field(max_length=20)]


class ExtendedValue(BaseModel, validate_by_name=True):
    """One value of a property."""

    text: Annotated[
        str | None,
        Field(alias="str", description="A text.", examples=["KH"], exclude_if=lambda value: value is None),
    ] = None
    number: Annotated[
        int | None,
        Field(alias="int", description="A number.", examples=[7], exclude_if=lambda value: value is None),
    ] = None


class ExtendedRow(RootModel[dict[SpeakerProperty, list[ExtendedValue]]]):
    """The values of each property of one speaker."""


class Extension(BaseModel):
    """What is known of each speaker."""

    meta: Annotated[
        list[NamedThing],
        Field(description="The properties in their order.", examples=[[{"id": "country", "name": "Country"}]]),
    ]
    rows: Annotated[
        dict[str, ExtendedRow],
        Field(description="The values, by the speaker's id.", examples=[{"seun-sam": {"country": [{"str": "KH"}]}}]),
    ]


class ProposedProperties(BaseModel):
    """What a table can be extended by."""

    properties: Annotated[
        list[NamedThing], Field(description="All properties.", examples=[[{"id": "country", "name": "Country"}]])
    ]


class PreviewOptions(BaseModel, extra="forbid"):
    """Whom to show."""

    id: Annotated[ShortText, Field(description="A speaker's id.", examples=["seun-sam"])]


class ProposalQuery(BaseModel):
    """Clients of the specification send a type and a limit; every type has the same few properties."""


class Feature(BaseModel):
    """One ground of a score, from 0 to 1."""

    id: Annotated[str, Field(description="The compared feature.")]
    value: Annotated[float, Field(description="The agreement, from 0 to 1.")]


class Candidate(BaseModel):
    """A speaker who may be meant."""

    id: Annotated[str, Field(description="The speaker's id.")]
    name: Annotated[str, Field(description="The name to show.")]
    description: Annotated[str, Field(description="Country and offices, to tell namesakes apart.")]
    type: Annotated[list[NamedThing], Field(description="Person or organisation.")]
    score: Annotated[float, Field(ge=0, le=100, description="The agreement of all features, from 0 to 100.")]
    match: Annotated[
        bool,
        Field(
            description="Whether the match is certain: nobody else has the full name, and every known property agrees."
        ),
    ]
    features: Annotated[list[Feature], Field(description="The features that make the score.")]


class Candidates(BaseModel):
    """The best first."""

    result: Annotated[list[Candidate], Field(description="The candidates, the best first.")]


class EntityPrefix(BaseModel):
    """What has been typed. Clients of the specification send more parameters; those are ignored."""

    prefix: Annotated[ShortText, Field(description="The beginnings of any words of a name.", examples=["krit"])]
    cursor: Annotated[int, Field(ge=0, le=10_000, description="How many suggestions to skip.")] = 0


class PropertyPrefix(BaseModel):
    """What has been typed. Clients of the specification send more parameters; those are ignored."""

    prefix: Annotated[str, Field(max_length=200, description="The beginning of a name.", examples=["co"])] = ""


class SuggestedEntity(BaseModel):
    """A speaker who may be meant."""

    id: Annotated[str, Field(description="The speaker's id.")]
    name: Annotated[str, Field(description="The name to show.")]
    description: Annotated[str, Field(description="Country and offices, to tell namesakes apart.")]
    notable: Annotated[list[NamedThing], Field(description="Person or organisation.")]


class SuggestedEntities(BaseModel):
    """Speakers with a name that begins so."""

    result: Annotated[list[SuggestedEntity], Field(description="Those with most quotes first.")]


class SuggestedProperties(BaseModel):
    """Properties with a name that begins so."""

    result: Annotated[list[NamedThing], Field(description="The properties that begin so.")]
