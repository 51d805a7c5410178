"""The documents that nothing may be fitted on: those of tests/gold, by which every checkout holds its quality.

They are known by id and by text, so that a copy under another id is held out too.
"""

import hashlib
from collections.abc import Iterable
from typing import Any

_DIGEST_LETTERS = 16
# Id, and the beginning of the SHA-256 of the text in UTF-8.
GOLD_DOCUMENTS = {
    "a1-010": "f7a48bb3f65acd7b",
    "a1-015": "01769fd7a39d4765",
    "a1-033": "9a5a86a04b1dac7c",
    "a2-004": "3f9f8b90467833d7",
    "a2-021": "e720ee2bb37fb15f",
    "a2-034": "04d48eae33eb4bd4",
    "a3-002": "048438af3cb9a2e2",
    "a3-021": "b43df2d924c03ab3",
    "a3-024": "04f1f1d10f25b3b2",
    "a3-026": "030ea6f67cdd4640",
    "a3-034": "1a8ad0c0721ecaa2",
    "b1-010": "483189eb851f3f74",
    "b1-011": "a468e11b34e5e4aa",
    "b1-018": "862e2311eae0f491",
    "b1-032": "9d804336376abfa7",
    "b2-002": "ce174e2d4ac34e39",
    "b2-003": "1277dc37d12c8a61",
    "b2-016": "4fcd958d3d8d64ec",
    "b2-029": "1df97fe01f9d6cac",
    "b2-031": "9e2e4182c7a3dee3",
    "b3-012": "6f03368015194128",
    "b3-018": "d1fed8be1b5803a8",
    "b3-029": "d7b2444972c8f38f",
    "b3-033": "5087e8f75cc2f9cd",
    "b4-010": "7e6eb2a298616d3e",
    "b4-017": "20b9da837d7f289b",
    "b4-038": "fc2e364aa0841c9e",
    "b5-003": "ddc0b015575db982",
    "b5-024": "7e4f8ef1db06bfae",
    "b5-026": "7848781aafd66c95",
}
_GOLD_TEXTS = frozenset(GOLD_DOCUMENTS.values())


def digest_text(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:_DIGEST_LETTERS]


def is_held_out(row: dict[str, Any]) -> bool:
    """Whether a line of a file to fit on is, or belongs to, a gold document."""
    return row["id"] in GOLD_DOCUMENTS or ("text" in row and digest_text(row["text"]) in _GOLD_TEXTS)


def drop_held_out(rows: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    return [row for row in rows if not is_held_out(row)]
