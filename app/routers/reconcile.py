"""/reconcile"""

from typing import Annotated, Any
from urllib.parse import parse_qsl

from fastapi import APIRouter, Depends, HTTPException, Query, Request
from fastapi.responses import HTMLResponse
from pydantic import ValidationError

from app.errors import BadField, BadQuery
from app.extraction.types import SpeakerKind
from app.formats.preview import CONTENT_SECURITY_POLICY, HEIGHT, WIDTH, render_preview
from app.queries.reconciliation.extension import PROPERTIES, extend_speakers
from app.queries.reconciliation.matching import read_preview, reconcile_queries, suggest_entities
from app.queries.reconciliation.scoring import named_kind
from app.schemas.common import NoQuery
from app.schemas.reconcile import (
    BATCH_SIZE,
    Candidates,
    EntityPrefix,
    ExtendServices,
    Extension,
    ExtensionRequest,
    NamedThing,
    PreviewOptions,
    PreviewPage,
    PropertyPrefix,
    ProposalQuery,
    ProposedProperties,
    ReconcileBatch,
    ReconcileManifest,
    ReconcileParameters,
    ReconcileProperty,
    ServicePath,
    SuggestedEntities,
    SuggestedProperties,
    SuggestServices,
    ViewTemplate,
)
from app.web.dependencies import SessionDep
from app.web.examples import example_responses
from app.web.links import base_url
from app.web.problems import BadRequest
from app.web.request_body import read_body, require_few_values

router = APIRouter(prefix="/reconcile", tags=["reconciliation"])

_FORM_MEDIA_TYPE = "application/x-www-form-urlencoded"
_EXAMPLE_QUERIES = (
    '{"q0": {"query": "Kritenbrink, Daniel", "type": "person", '
    '"properties": [{"pid": "country", "v": "United States"}]}}'
)
_REQUEST_BODY: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {
            _FORM_MEDIA_TYPE: {
                "schema": {
                    "title": "ReconcileForm",
                    "description": "A form with a batch of queries, or with the properties to extend a table by.",
                    "type": "object",
                    "properties": {
                        "queries": {"type": "string", "description": "A batch of queries as JSON."},
                        "extend": {
                            "type": "string",
                            "description": "Ids of speakers and properties as JSON.",
                            "examples": ['{"ids": ["seun-sam"], "properties": [{"id": "country"}]}'],
                        },
                    },
                    "minProperties": 1,
                    "maxProperties": 1,
                    "additionalProperties": False,
                },
                "example": {"queries": _EXAMPLE_QUERIES},
            }
        },
    }
}
_QUERY_PROPERTIES = [NamedThing(id=one, name=one.capitalize()) for one in ReconcileProperty]


async def _read_form(request: Request) -> ReconcileBatch | ExtensionRequest:
    """The query in the request's form."""
    media_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if media_type != _FORM_MEDIA_TYPE:
        raise HTTPException(415, f"send {_FORM_MEDIA_TYPE}, not {media_type or 'nothing'}")
    body = await read_body(request, request.state.max_bytes)
    try:
        fields = parse_qsl(body.decode("utf-8", errors="replace"), keep_blank_values=True, max_num_fields=2)
    except ValueError:
        fields = []
    match fields:
        case [("queries", given)]:
            return _parse_batch("body", given)
        case [("extend", given)]:
            return _parse_extension("body", given)
    raise BadField("queries", "or extend must be the only field of the form, and appear once")


def _parse_extension(where: str, extend: str) -> ExtensionRequest:
    require_few_values(extend.encode("utf-8", "replace"))
    try:
        return ExtensionRequest.model_validate_json(extend)
    except ValidationError as error:
        raise BadRequest(where, error, ("extend",)) from error


def _parse_batch(where: str, queries: str) -> ReconcileBatch:
    require_few_values(queries.encode("utf-8", "replace"))
    try:
        batch = ReconcileBatch.model_validate_json(queries)
    except ValidationError as error:
        raise BadRequest(where, error, ("queries",)) from error
    if len(batch.root) > BATCH_SIZE:
        raise HTTPException(413, f"there are {len(batch.root):,} queries; send {BATCH_SIZE} at a time")
    return batch


@router.get(
    "",
    name="read_reconciliation_service",
    summary="Describe the reconciliation service, or use it",
    responses=example_responses("reconciliation_service", 413, 422, 503),
)
def show_service(
    session: SessionDep, request: Request, parameters: Annotated[ReconcileParameters, Query()]
) -> ReconcileManifest | Extension | dict[str, Candidates]:
    """For OpenRefine and other clients of the Reconciliation Service API 0.2: matches names to speakers.

    Without parameters it answers its manifest, with `queries` or `extend` as POST does.
    """
    if parameters.extend is not None:
        if parameters.queries is not None:
            raise BadQuery("extend", "and queries cannot be combined; send one at a time")
        return extend_speakers(session, _parse_extension("query", parameters.extend))
    if parameters.queries is not None:
        return reconcile_queries(session, _parse_batch("query", parameters.queries).root)
    base = base_url(request)
    return ReconcileManifest(
        versions=["0.2"],
        name="Chancery speakers",
        identifierSpace=f"{base}/speakers/",
        schemaSpace="https://schema.org/Thing",
        defaultTypes=[named_kind(kind) for kind in SpeakerKind],
        documentation=f"{base}/docs",
        view=ViewTemplate(url=f"{base}/speakers/{{{{id}}}}"),
        suggest=SuggestServices(
            entity=ServicePath(service_url=base, service_path="/reconcile/suggest/entity"),
            property=ServicePath(service_url=base, service_path="/reconcile/suggest/property"),
        ),
        preview=PreviewPage(url=f"{base}/reconcile/preview?id={{{{id}}}}", width=WIDTH, height=HEIGHT),
        extend=ExtendServices(
            propose_properties=ServicePath(service_url=base, service_path="/reconcile/extend/propose"),
            property_settings=[],
        ),
        batchSize=BATCH_SIZE,
    )


@router.post(
    "",
    summary="Match names to speakers, or extend a table by properties of speakers",
    responses=example_responses("reconciliation_matches", 413, 415, 422, 503),
    openapi_extra=_REQUEST_BODY,
)
def reconcile_names(
    session: SessionDep,
    asked: Annotated[ReconcileBatch | ExtensionRequest, Depends(_read_form)],
    _show: Annotated[NoQuery, Query()],
) -> dict[str, Candidates] | Extension:
    """The candidates for each name of `queries`, scored from 0 to 100; or the properties that `extend` asks for.

    `match` is true only without doubt: exactly one speaker has the full name, and the
    given country and role agree with the records.
    """
    return (
        extend_speakers(session, asked)
        if isinstance(asked, ExtensionRequest)
        else reconcile_queries(session, asked.root)
    )


@router.get(
    "/extend/propose",
    name="propose_reconciliation_extensions",
    summary="List the properties that extend a table",
    responses=example_responses("reconciliation_proposals", 422),
)
def list_proposals(_query: Annotated[ProposalQuery, Query()]) -> ProposedProperties:
    """The properties of speakers that `extend` can be asked for."""
    return ProposedProperties(properties=PROPERTIES)


# A page for people, shown in OpenRefine's own; what is in it is JSON elsewhere.
@router.get("/preview", include_in_schema=False)
def show_preview(session: SessionDep, show: Annotated[PreviewOptions, Query()]) -> HTMLResponse:
    speaker, quotes = read_preview(session, show.id)
    return HTMLResponse(render_preview(speaker, quotes), headers={"Content-Security-Policy": CONTENT_SECURITY_POLICY})


@router.get(
    "/suggest/entity",
    name="suggest_reconciliation_entities",
    summary="Suggest speakers to a reconciliation client",
    responses=example_responses("reconciliation_entities", 422, 503),
)
def list_entities(session: SessionDep, query: Annotated[EntityPrefix, Query()]) -> SuggestedEntities:
    """The speakers with a name that has words with the typed beginnings, those with most quotes first."""
    return suggest_entities(session, query)


@router.get(
    "/suggest/property",
    name="suggest_reconciliation_properties",
    summary="Suggest properties to a reconciliation client",
    responses=example_responses("reconciliation_properties", 422),
)
def list_properties(query: Annotated[PropertyPrefix, Query()]) -> SuggestedProperties:
    """The properties that a query may give beside the name: a country by code or name, and words of an office."""
    prefix = query.prefix.casefold()
    return SuggestedProperties(result=[one for one in _QUERY_PROPERTIES if one.id.startswith(prefix)])
