"""Offsets as JavaScript, Java and C# count: in units of UTF-16, of which a character beyond U+FFFF takes two."""

from bisect import bisect_left
from typing import Any, TypeVar

from pydantic import BaseModel

ModelT = TypeVar("ModelT", bound=BaseModel)


def to_utf16_offsets(value: Any, text: str) -> Any:
    """A JSON value with every `start` and `end` in it, which count code points of a text, counted in UTF-16 instead."""
    beyond = [at for at, character in enumerate(text) if character > "\uffff"]
    return _convert_offsets(value, beyond) if beyond else value


def model_to_utf16_offsets(model: ModelT, text: str) -> ModelT:
    """A record with the offsets of all its spans counted so."""
    return type(model).model_validate(to_utf16_offsets(model.model_dump(), text))


def _convert_offsets(value: Any, beyond: list[int]) -> Any:
    if isinstance(value, list):
        return [_convert_offsets(one, beyond) for one in value]
    if not isinstance(value, dict):
        return value
    counted = {name: _convert_offsets(one, beyond) for name, one in value.items()}
    if {"start", "end"} <= value.keys():
        counted |= {name: value[name] + bisect_left(beyond, value[name]) for name in ("start", "end")}
    return counted
