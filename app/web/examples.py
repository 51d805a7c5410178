"""Real answers for the OpenAPI document: what a server with the seed articles says, kept in files."""

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
    """The `responses` of an operation: its answer by example in each of its forms, and the problems it can end in."""
    return {
        status: {"content": {form.media_type: _example_content(name, form) for form in formats}}
    } | problem_responses(*problems)


def json_example(name: str) -> dict[str, Any]:
    """The content of another answer of an operation, by example."""
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
    """The OpenAPI document with each example where its placeholder was."""
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
    # FastAPI would drop every null of an example on its way into the document.
    return {"chancery-example": file}


@cache
def _read_json_file(file: str) -> Any:
    return json.loads((EXAMPLES_FOLDER / file).read_text(encoding="utf-8"))
