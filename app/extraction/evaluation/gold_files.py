"""Gold files: JSON lines of annotated documents, of the two kinds that there are scores for."""

import json
from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from app.extraction.types import Document


def read_rows(path: Path) -> list[dict[str, Any]]:
    with path.open(encoding="utf-8") as lines:
        return [json.loads(line) for line in lines if line.strip()]


def has_speakers(golds: Iterable[Mapping[str, Any]]) -> bool:
    """Whether the quotes themselves say whose they are: texts of diplomacy do, annotated news has a file beside."""
    return any("speakers" in quote for gold in golds for quote in gold["quotes"])


def to_document(gold: Mapping[str, Any]) -> Document:
    """What the engine reads: the text as it is, and the day that resolves "on Monday".

    Raises:
        ValueError: the day is not an ISO date.
    """
    day = gold.get("published_on")
    return Document(
        gold["text"],
        title=gold.get("title"),
        published_on=date.fromisoformat(day) if day else None,
        outlet=gold.get("outlet"),
    )
