"""The example answers of the OpenAPI document: files with real answers of a server with the seed articles."""

import json
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

from app.schemas.formats import Format
from app.web.problems import problem_responses

EXAMPLES_FOLDER = Path(__file__).parent / "examples"
_JSON_LD_SCHEMA = {
    "type": "object",
    "required": ["@context"],
    "properties": {"@context": {}},
    "additionalProperties": True,
}
_TEXT_SCHEMA = {"type": "string"}


def example_responses(
    name: str, *problems: int, formats: Iterable[Format] = (Format.JSON,), status: int = 200
) -> dict[int | str, dict[str, Any]]:
    """The `responses` of an operation: an example in each format, and its possible problems."""
    return {
        status: {"content": {form.media_type: _example_content(name, form) for form in formats}}
    } | problem_responses(*problems)


def json_example(name: str) -> dict[str, Any]:
    """The content of a further answer of an operation, with an example."""
    return {Format.JSON.media_type: _example_content(name, Format.JSON)}


def _example_content(name: str, form: Format) -> dict[str, Any]:
    # An article's quotes look like any others.
    kind = name.rpartition("_")[2]
    if form is Format.JSON:
        return {"example": _example_placeholder(f"{name}.json")}
    if form is Format.JSONLD:
        return {"schema": _JSON_LD_SCHEMA, "example": _example_placeholder(f"{kind}.jsonld")}
    if form is Format.NDJSON:
        return {"schema": _TEXT_SCHEMA, "example": "".join(map(_ndjson_line, _read_json_file(f"{name}.json")["items"]))}
    return {"schema": _TEXT_SCHEMA, "example": (EXAMPLES_FOLDER / f"{kind}.{form}").read_bytes().decode()}


def _ndjson_line(item: Any) -> str:
    return json.dumps(item, ensure_ascii=False, separators=(",", ":")) + "\n"


def inline_examples(document: Any) -> Any:
    """The OpenAPI document with the examples in place of their placeholders."""
    match document:
        case {"chancery-example": str(file)}:
            return _read_json_file(file)
        case dict():
            return {key: inline_examples(value) for key, value in document.items()}
        case list():
            return [inline_examples(value) for value in document]
    return document


def read_example(name: str) -> Any:
    """The JSON that a server with the seed articles has answered."""
    return _read_json_file(f"{name}.json")


def _example_placeholder(file: str) -> dict[str, str]:
    # FastAPI would drop the nulls of an example.
    return {"chancery-example": file}


@cache
def _read_json_file(file: str) -> Any:
    return json.loads((EXAMPLES_FOLDER / file).read_text(encoding="utf-8"))
