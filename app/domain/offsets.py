"""Offsets as JavaScript, Java and C# count: in units of UTF-16, of which a character beyond U+FFFF takes two."""

from bisect import bisect_left
from typing import Any, TypeVar

from pydantic import BaseModel

ModelT = TypeVar("ModelT", bound=BaseModel)


def in_utf16(value: Any, text: str) -> Any:
    """A JSON value with every `start` and `end` in it, which count code points of a text, counted in UTF-16 instead."""
    beyond = [at for at, character in enumerate(text) if character > "\uffff"]
    return _recounted(value, beyond) if beyond else value


def model_in_utf16(model: ModelT, text: str) -> ModelT:
    """A record with the offsets of all its spans counted so."""
    return type(model).model_validate(in_utf16(model.model_dump(), text))


def _recounted(value: Any, beyond: list[int]) -> Any:
    if isinstance(value, list):
        return [_recounted(one, beyond) for one in value]
    if not isinstance(value, dict):
        return value
    counted = {name: _recounted(one, beyond) for name, one in value.items()}
    if {"start", "end"} <= value.keys():
        counted |= {name: value[name] + bisect_left(beyond, value[name]) for name in ("start", "end")}
    return counted
