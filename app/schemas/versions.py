"""Versions of an article over the wire, and what has changed from one to another."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated

from pydantic import BaseModel, Field

from app.schemas.common import ListQuery, Offsets, OffsetUnit
from app.schemas.quotes import QuoteItem


class VersionInclude(StrEnum):
    """What a version can show beyond its slim form."""

    TEXT = "text"
    QUOTES = "quotes"


class VersionQuery(ListQuery):
    """A page of an article's versions."""


class VersionOptions(BaseModel, extra="forbid"):
    """What a single version takes."""

    offsets: OffsetUnit = Offsets.CODE_POINTS
    include: Annotated[list[VersionInclude], Field(default_factory=list, description="Fields to add to the slim form.")]


class VersionItem(BaseModel):
    """A text of an article as it was once read. It never changes; its title may be corrected while it is present."""

    number: Annotated[int, Field(description="Counts the texts of the article, from 1.")]
    present: Annotated[bool, Field(description="Whether it is the newest.")]
    title: Annotated[str, Field(description="The headline.")]
    sha256: Annotated[str, Field(description="SHA-256 of its text in UTF-8.")]
    created_at: Annotated[datetime, Field(description="When it was first read.")]
    engine: Annotated[str | None, Field(description="The engine version that read it last.")]
    quotes: Annotated[int, Field(description="The number of its quotes.")]


class Version(VersionItem):
    """A version with what it said."""

    text: Annotated[
        str | None,
        Field(
            description="With `include=text`: the normalised text that the offsets of its quotes count in.",
            exclude_if=lambda value: value is None,
            examples=["“We agree on every point,” Foreign Minister Ana Lim told reporters."],
        ),
    ] = None
    said: Annotated[
        list[QuoteItem] | None,
        Field(
            description="With `include=quotes`: its quotes as they were, in the order of the text.",
            exclude_if=lambda value: value is None,
        ),
    ] = None


class QuoteChange(StrEnum):
    """The kind of change of a quote between two versions."""

    KEPT = "kept"
    CHANGED = "changed"
    ADDED = "added"
    WITHDRAWN = "withdrawn"


class VersionChangesQuery(BaseModel, extra="forbid"):
    """Which two versions are compared."""

    offsets: OffsetUnit = Offsets.CODE_POINTS
    old: Annotated[
        int | None,
        Field(ge=1, lt=2**31, description="The earlier version; by default the one before `new`.", examples=[1]),
    ] = None
    new: Annotated[
        int | None, Field(ge=1, lt=2**31, description="The later version; by default the current one.", examples=[1])
    ] = None
    change: Annotated[
        list[QuoteChange], Field(default_factory=list, description="Only quotes with this kind of change.")
    ]


class ChangedQuote(BaseModel):
    """A quote in an earlier and in a later version, side by side, each with its spans in its own text."""

    change: Annotated[QuoteChange, Field(description="`changed`: by the same speaker in partly other words.")]
    old: Annotated[QuoteItem | None, Field(description="The earlier quote; null if it was added.")]
    new: Annotated[QuoteItem | None, Field(description="The later quote; null if it was withdrawn.")]


class VersionChanges(BaseModel):
    """The changes of an article's quotes between two versions."""

    article: Annotated[str, Field(description="The article's id.")]
    old: Annotated[VersionItem, Field(description="The earlier version.")]
    new: Annotated[VersionItem, Field(description="The later version.")]
    kept: Annotated[int, Field(description="How many quotes have the same words in both.")]
    changed: Annotated[int, Field(description="How many are said in other words.")]
    added: Annotated[int, Field(description="How many are new.")]
    withdrawn: Annotated[int, Field(description="How many are gone.")]
    quotes: Annotated[list[ChangedQuote], Field(description="In the order of the later text.")]
