"""Every parameter and every field of the OpenAPI document with its description and an example.

What a schema says itself stands. Beyond that, a field is described by the shape that it holds, and its example is what
a real answer has there: see app/web/examples.py.
"""

from collections.abc import Iterable, Iterator
from typing import Any

from app.web.examples import read_example

_MAX_EXAMPLE_LENGTH = 200
# The fields of example answers with ids for paths and filters.
_ARTICLE_ID, _QUOTE_ID, _MEETING_ID = ("article", "id"), ("quote", "id"), ("meeting", "id")
# The ids in paths: a description, and the source of an example.
_PATH_PARAMETERS: dict[str, tuple[str, str | tuple[str, str]]] = {
    "article_id": ("An article's id.", _ARTICLE_ID),
    "change_id": ("A change's id.", "1"),
    "country_code": ("A country's code: ISO 3166-1 alpha-2, or 3166-3 alpha-4 for a former state.", "KH"),
    "meeting_id": ("A meeting's id.", _MEETING_ID),
    "number": ("The number of the version, from 1.", "1"),
    "other_code": ("The code of the other country.", "US"),
    "quote_id": ("A quote's id.", _QUOTE_ID),
    "saying_id": ("A saying's id.", ("saying", "id")),
    "speaker_id": ("A speaker's id.", "seun-sam"),
    "topic_slug": ("A topic's slug.", "human-rights"),
    "webhook_id": ("A webhook's id.", ("webhook", "id")),
}
# The filters that mean the same in every list.
_FILTER_EXAMPLES: dict[str, str | tuple[str, str]] = {
    "addressee": "reporters",
    "article": _ARTICLE_ID,
    "broader": "security-and-defence",
    "language": "en",
    "medium": "post",
    "meeting": _MEETING_ID,
    "name": "Seun Sam",
    "organisation": "Royal Academy",
    "outlet": "Chancery Seed Desk",
    "participant": "Hun Manet",
    "place": "New York",
    "quote": _QUOTE_ID,
    "record": _QUOTE_ID,
    "role": "minister",
    "speaker": "seun-sam",
    "topic": "human-rights",
}

Schema = dict[str, Any]


def describe_fields(document: dict[str, Any]) -> None:
    """Give every parameter and field a description and an example."""
    shapes = document["components"]["schemas"]
    for operation in _iter_operations(document):
        for parameter in operation.get("parameters", ()):
            _describe_parameter(parameter, shapes)
        for schema, example in _body_examples(operation):
            _fill_examples(schema, example, shapes)
            _set_fields_example(operation, example)
    for shape in shapes.values():
        for field in shape.get("properties", {}).values():
            description = _derive_description(field, shapes)
            if description is not None:
                field.setdefault("description", description)
            _add_example(field, shapes)


def _iter_operations(document: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for paths in (document["paths"], document.get("webhooks", {})):
        for operations in paths.values():
            yield from operations.values()


def _body_examples(operation: dict[str, Any]) -> Iterator[tuple[Schema, Any]]:
    """The schemas of an operation's bodies, each with an example."""
    bodies = [operation.get("requestBody", {}), *operation["responses"].values()]
    for content in (content for body in bodies for content in body.get("content", {}).values()):
        for example in [content.get("example"), *(one["value"] for one in content.get("examples", {}).values())]:
            if example is not None:
                yield content["schema"], example


def _describe_parameter(parameter: dict[str, Any], shapes: dict[str, Schema]) -> None:
    name, schema = parameter["name"].removeprefix("not_"), parameter["schema"]
    if parameter["in"] == "path" and name in _PATH_PARAMETERS:
        description, given = _PATH_PARAMETERS[name]
        parameter.setdefault("description", description)
        schema.setdefault(
            "examples", [int(_example_value(given)) if schema.get("type") == "integer" else _example_value(given)]
        )
    elif (of := name.removeprefix("not_")) in _FILTER_EXAMPLES and "examples" not in schema.get("items", schema):
        value = _example_value(_FILTER_EXAMPLES[of])
        schema.setdefault("examples", [[value] if schema.get("type") == "array" else value])
    _add_example(schema, shapes)
    # Where it must be given, a form begins with it.
    if parameter.get("required") and "examples" in schema:
        parameter["example"] = schema["examples"][0]


def _set_fields_example(operation: dict[str, Any], example: Any) -> None:
    """Let the parameter `fields` have for its example some fields that the items of this very list have."""
    for parameter in operation.get("parameters", ()):
        if parameter["name"] == "fields" and isinstance(example, dict) and example.get("items"):
            parameter["schema"]["examples"] = [list(example["items"][0])[:2]]


def _example_value(given: str | tuple[str, str]) -> str:
    return given if isinstance(given, str) else str(read_example(given[0])[given[1]])


def _add_example(schema: Schema, shapes: dict[str, Schema]) -> None:
    """Give a schema that has no example one that follows from it."""
    example = _derive_example(schema, shapes)
    if example and "properties" not in _resolve_schema(schema, shapes):
        schema.setdefault("examples", example)


def _derive_example(schema: Schema, shapes: dict[str, Schema]) -> list[Any]:
    """A value that follows from the schema, or None."""
    match schema:
        case {"examples": [one, *_]} | {"const": one} | {"enum": [one, *_]}:
            return [one]
        case {"default": one} if one is not None:
            return [one]
        case {"type": "boolean"}:
            return [True]
        case {"items": dict(inner)}:
            return [[one] for one in _derive_example(inner, shapes)]
    held = _resolve_schema(schema, shapes)
    return [] if held is schema else _derive_example(held, shapes)


def _derive_description(schema: Schema, shapes: dict[str, Schema]) -> str | None:
    """The description of a schema, or of what it contains."""
    if "description" in schema:
        return str(schema["description"]).partition("\n\n")[0]
    held = schema.get("items") or _resolve_schema(schema, shapes)
    return None if held is schema else _derive_description(held, shapes)


def _resolve_schema(schema: Schema, shapes: dict[str, Schema]) -> Schema:
    """The shape that is referred to, or that may be null; else the schema itself."""
    match schema:
        case {"$ref": str(reference)}:
            return shapes[reference.rpartition("/")[2]]
        case {"anyOf": [dict(one), {"type": "null"}]}:
            return _resolve_schema(one, shapes)
    return schema


def _fill_examples(schema: Schema, value: Any, shapes: dict[str, Schema]) -> None:
    """Let each field of a schema have for its example what a body holds there."""
    match schema, value:
        case {"$ref": str(reference)}, _:
            _fill_examples(shapes[reference.rpartition("/")[2]], value, shapes)
        case {"anyOf": list(options)}, _:
            for option in (one for one in options if _can_hold(one, value, shapes)):
                _fill_examples(option, value, shapes)
        case {"items": dict(inner)}, list(values):
            _fill_item_examples(inner, values, shapes)
        case {"additionalProperties": dict(inner)}, dict():
            _fill_item_examples(inner, value.values(), shapes)
        case {"properties": dict(fields)}, dict():
            for name in fields.keys() & value.keys():
                _fill_field_examples(fields[name], value[name], shapes)


def _fill_item_examples(schema: Schema, values: Iterable[Any], shapes: dict[str, Schema]) -> None:
    for one in values:
        _fill_examples(schema, one, shapes)


def _fill_field_examples(field: Schema, value: Any, shapes: dict[str, Schema]) -> None:
    if value not in (None, [], {}):
        if _is_plain_value(value):
            field.setdefault("examples", [_shorten_example(value)])
        _fill_examples(field, value, shapes)


def _can_hold(schema: Schema, value: Any, shapes: dict[str, Schema]) -> bool:
    held = _resolve_schema(schema, shapes)
    if isinstance(value, dict):
        needed, known = set(held.get("required", ())), set(held.get("properties", value))
        return needed <= value.keys() <= known
    return isinstance(value, list) and "items" in held


def _is_plain_value(value: Any) -> bool:
    """Whether it is no record of its own, nor several: the fields of those have examples themselves."""
    return not isinstance(value[0] if isinstance(value, list) else value, dict)


def _shorten_example(value: Any) -> Any:
    if isinstance(value, list):
        return value[:3]
    return value[:_MAX_EXAMPLE_LENGTH] + "…" if isinstance(value, str) and len(value) > _MAX_EXAMPLE_LENGTH else value
