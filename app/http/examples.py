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


@cache
def _example(name: str) -> Any:
    return json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))
