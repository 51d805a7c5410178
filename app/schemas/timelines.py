"""Counts over time over the wire."""

from datetime import date
from enum import StrEnum
from typing import Annotated

from pydantic import BaseModel, Field

from app.schemas.formats import TimelineFormat
from app.schemas.quotes import QuoteFilters


class Interval(StrEnum):
    """How long a step of a timeline is."""

    DAY = "day"
    MONTH = "month"
    YEAR = "year"


class TimelineQuery(QuoteFilters):
    """Which quotes to count, with all filters of `/quotes`, and in which steps."""

    interval: Annotated[Interval, Field(description="The length of a step.")] = Interval.MONTH
    fill: Annotated[
        bool,
        Field(
            description="Whether to include steps without quotes: from `published_since`, or else the first "
            "with any, to `published_until`, or else the last with any."
        ),
    ] = False
    format: TimelineFormat = None


class TimelineStep(BaseModel):
    """One step in which something was said."""

    start_on: Annotated[date, Field(description="The first day of the step.")]
    quotes: Annotated[int, Field(description="The number of quotes in the step.")]


class Timeline(BaseModel):
    """How many quotes fall on each step, by the day of publication; those without any only with `fill=true`."""

    items: Annotated[list[TimelineStep], Field(description="The steps, the first one first.")]


class SpokenTopic(BaseModel):
    """How often and when somebody has spoken on a topic."""

    slug: Annotated[str, Field(description="The topic's slug.")]
    label: Annotated[str, Field(description="Its name.")]
    quotes: Annotated[int, Field(description="The number of their quotes on it.")]
    first_on: Annotated[date, Field(description="Published first on this day.")]
    last_on: Annotated[date, Field(description="Published last on this day.")]


class SpokenTopics(BaseModel):
    """What somebody has spoken on, the most often first."""

    items: Annotated[list[SpokenTopic], Field(description="The topics, those with most quotes first.")]
