"""The OpenAPI document, with clear descriptions and good names for generated clients."""

import json
import re
from collections.abc import Collection, Iterator
from copy import deepcopy
from functools import cache
from typing import Any

from fastapi import FastAPI

from app.schemas.formats import Format
from app.web.examples import inline_examples
from app.web.field_examples import describe_fields
from app.web.problems import PROBLEM_MEDIA_TYPE, problem_responses
from app.web.response_headers import describe_headers

SCHEME_NAME = "key"
JSON_MEDIA_TYPE = Format.JSON.media_type

_GENERIC_NAME = re.compile(r"\b(?:Faceted)?(Page|Section)[_[](\w+?)(?:Item|Hit)?[_\]]")
# In the order of the documentation.
TAGS = [
    {"name": "quotes", "description": "Who said what."},
    {"name": "sayings", "description": "The same words by the same speaker, wherever and how often they were printed."},
    {"name": "speakers", "description": "People and organisations, with every name and office that articles printed."},
    {"name": "articles", "description": "The published texts that all offsets count in."},
    {"name": "meetings", "description": "Who met whom, where and when."},
    {"name": "topics", "description": "A vocabulary of diplomacy in two levels; a topic includes its narrower ones."},
    {"name": "countries", "description": "Present and former states, with counts."},
    {"name": "search", "description": "Search in everything, and suggestions while a person types."},
    {"name": "reconciliation", "description": "Matching names to speakers, for OpenRefine and similar clients."},
    {"name": "extraction", "description": "Who says what in a text of your own, without storing it."},
    {"name": "review", "description": "Corrections, merges, splits and undoing by people, with a reason and a key."},
    {"name": "changes", "description": "The audit log: every change with its time, author and reason."},
    {
        "name": "webhooks",
        "description": "Addresses that receive changes as they are made; needs a key with the scope admin.",
    },
    {"name": "health", "description": "Checks for monitoring."},
]


def customise_openapi(app: FastAPI, unlocked: Collection[str], open_reading: bool) -> None:
    """Make the document once, and improve what FastAPI generates.

    `unlocked` are the paths that need no key even where reading does.
    """
    generate = app.openapi

    @cache
    def build_openapi() -> Any:
        document = inline_examples(_clean_document(_rename_generics(generate())))
        describe_fields(document)
        _add_security(document, unlocked, open_reading)
        describe_headers(document)
        # A path prefix stands before it: the framework adds it.
        document.setdefault("servers", [{"url": "/", "description": "The server that serves this document."}])
        return document

    app.openapi = build_openapi  # type: ignore[method-assign]


def _rename_generics(document: dict[str, Any]) -> dict[str, Any]:
    """A page of quotes is a `QuotePage`, wherever it is spoken of, not a `Page_QuoteItem_`."""
    return dict(json.loads(_GENERIC_NAME.sub(r"\2\1", json.dumps(document))))


def _clean_document(document: dict[str, Any]) -> dict[str, Any]:
    shapes = document["components"]["schemas"]
    for path, operations in document["paths"].items():
        for operation in operations.values():
            # Whatever is asked for, the server may not be able to read it.
            _add_problem_response(operation, 400)
            # And any speaker may have been merged into another one.
            if "{speaker_id}" in path:
                _add_problem_response(operation, 308)
            _clean_operation(operation, shapes)
    for shape in shapes.values():
        for name, field in shape.get("properties", {}).items():
            _drop_title(name, field)
    return document


def _clean_operation(operation: dict[str, Any], shapes: dict[str, Any]) -> None:
    for parameter in operation.get("parameters", ()):
        parameter["schema"] = _without_null(parameter["schema"])
        _drop_title(parameter["name"], parameter["schema"])
    for content in operation.get("requestBody", {}).get("content", {}).values():
        content["schema"] = _as_reference(content["schema"], shapes)
    for response in operation["responses"].values():
        # Where a shape is named, the framework adds that it comes as plain JSON.
        if PROBLEM_MEDIA_TYPE in response.get("content", {}):
            response["content"].pop(JSON_MEDIA_TYPE, None)


def _add_security(document: dict[str, Any], unlocked: Collection[str], open_reading: bool) -> None:
    """Document for every operation whether it needs a key, and the 401 for an invalid one."""
    for path, operations in document["paths"].items():
        for operation in operations.values():
            if path in unlocked:
                operation["security"] = []
            else:
                operation.setdefault("security", [] if open_reading else [{SCHEME_NAME: []}])
                _add_problem_response(operation, 401)
    for operations in document["webhooks"].values():
        for operation in operations.values():
            operation["security"] = []


def json_only_document(document: dict[str, Any]) -> dict[str, Any]:
    """The document with JSON answers only: generators of clients would mix the types of several formats."""
    plain = deepcopy(document)
    for operation in _iter_operations(plain):
        for response in operation["responses"].values():
            content = response.get("content", {})
            if len(content) > 1 and JSON_MEDIA_TYPE in content:
                response["content"] = {JSON_MEDIA_TYPE: content[JSON_MEDIA_TYPE]}
                operation["parameters"] = [one for one in operation["parameters"] if one["name"] != "format"]
    return plain


def _add_problem_response(operation: dict[str, Any], status: int) -> None:
    """Add a problem to an operation that does not declare it."""
    told = problem_responses(status)[status]
    operation["responses"][str(status)] = {"description": told["description"], "content": told["content"]}


def _iter_operations(document: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for path in document["paths"].values():
        yield from path.values()


def _without_null(schema: dict[str, Any]) -> dict[str, Any]:
    """A parameter is left out or has a value; null, as its Python type has it, cannot be written in a URL."""
    match schema:
        case {"anyOf": [dict(one), {"type": "null"}], **rest}:
            return rest | one
    return schema


def _drop_title(name: str, schema: dict[str, Any]) -> None:
    """Drop titles that only repeat the name."""
    if schema.get("title") == name.replace("_", " ").title():
        del schema["title"]


def _as_reference(schema: dict[str, Any], shapes: dict[str, Any]) -> dict[str, Any]:
    """The schema by reference, so that clients call it by its title."""
    if "anyOf" in schema:
        return {"anyOf": [_as_reference(one, shapes) for one in schema["anyOf"]]}
    if "title" not in schema:
        return schema
    for name, one in schema.pop("$defs", {}).items():
        shapes.setdefault(name, one)
    shapes.setdefault(schema["title"], schema)
    return {"$ref": f"#/components/schemas/{schema['title']}"}
