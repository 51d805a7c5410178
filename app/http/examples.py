"""Real answers for the OpenAPI document: what a server with the seed articles says, kept in files."""

import json
from functools import cache
from pathlib import Path
from typing import Any

from app.http.problems import documented

FOLDER = Path(__file__).parent / "examples"


def answered(name: str, *problems: int) -> dict[int | str, dict[str, Any]]:
    """The `responses` of an operation: its answer by example, and the problems that it can end in."""
    return {200: {"content": {"application/json": {"example": _example(name)}}}} | documented(*problems)


def restored(document: Any) -> Any:
    """The OpenAPI document with each example where its placeholder was."""
    match document:
        case {"chancery-example": str(name)}:
            return _read(name)
        case dict():
            return {key: restored(value) for key, value in document.items()}
        case list():
            return [restored(value) for value in document]
    return document


def _example(name: str) -> Any:
    # FastAPI would drop every null of an example on its way into the document.
    return {"chancery-example": name}


@cache
def _read(name: str) -> Any:
    return json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))
