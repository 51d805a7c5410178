"""Real answers for the OpenAPI document: what a server with the seed articles says, kept in files."""

import json
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

from app.schemas.formats import Format
from app.web.problems import documented

FOLDER = Path(__file__).parent / "examples"
_LINKED_DATA = {
    "type": "object",
    "required": ["@context"],
    "properties": {"@context": {}},
    "additionalProperties": True,
}
_TEXT = {"type": "string"}


def answered(
    name: str, *problems: int, formats: Iterable[Format] = (Format.JSON,), status: int = 200
) -> dict[int | str, dict[str, Any]]:
    """The `responses` of an operation: its answer by example in each of its forms, and the problems it can end in."""
    return {status: {"content": {form.media_type: _content(name, form) for form in formats}}} | documented(*problems)


def example_of(name: str) -> dict[str, Any]:
    """The content of another answer of an operation, by example."""
    return {Format.JSON.media_type: _content(name, Format.JSON)}


def _content(name: str, form: Format) -> dict[str, Any]:
    # An article's quotes look like any others.
    kind = name.rpartition("_")[2]
    if form is Format.JSON:
        return {"example": _placeholder(f"{name}.json")}
    if form is Format.JSONLD:
        return {"schema": _LINKED_DATA, "example": _placeholder(f"{kind}.jsonld")}
    if form is Format.NDJSON:
        return {"schema": _TEXT, "example": "".join(map(_line, _json(f"{name}.json")["items"]))}
    return {"schema": _TEXT, "example": (FOLDER / f"{kind}.{form}").read_bytes().decode()}


def _line(item: Any) -> str:
    return json.dumps(item, ensure_ascii=False, separators=(",", ":")) + "\n"


def restored(document: Any) -> Any:
    """The OpenAPI document with each example where its placeholder was."""
    match document:
        case {"chancery-example": str(file)}:
            return _json(file)
        case dict():
            return {key: restored(value) for key, value in document.items()}
        case list():
            return [restored(value) for value in document]
    return document


def read_example(name: str) -> Any:
    """The JSON that a server with the seed articles has answered."""
    return _json(f"{name}.json")


def _placeholder(file: str) -> dict[str, str]:
    # FastAPI would drop every null of an example on its way into the document.
    return {"chancery-example": file}


@cache
def _json(file: str) -> Any:
    return json.loads((FOLDER / file).read_text(encoding="utf-8"))
