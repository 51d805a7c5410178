"""Parsing dates of publication, without guesses."""

import re
from datetime import UTC, date, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any, TypedDict

from app.errors import BadInput, display_value
from app.ingestion.readers.field_values import clean_line

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_WEEKDAY = r"(?:(?:mon|tue|tues|wed|wednes|thu|thur|thurs|fri|sat|satur|sun)(?:day)?\.?,? )?"
_MONTH = (
    r"(?P<month>jan|january|feb|february|mar|march|apr|april|may|june?|july?|aug|august|sept?|september|oct|october"
    r"|nov|november|dec|december)\.?"
)
_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
_YEAR = r"(?P<year>\d{4})(?!\d)"
_ISO = re.compile(
    r"(?P<year>\d{4})(?:(?P<mark>[-/.])(?P<month>\d{1,2})(?P=mark)(?P<day>\d{1,2})|(?P<mm>\d{2})(?P<dd>\d{2}))(?!\d)"
)
_SPELLED_DATES = (
    re.compile(rf"{_WEEKDAY}{_DAY}(?: of)?[ -]{_MONTH},?[ -]{_YEAR}", re.I),
    re.compile(rf"{_WEEKDAY}{_MONTH} {_DAY},? {_YEAR}", re.I),
)
# What may follow a day in words: a time and its zone, in pieces.
_PARTS = re.compile(r"[ ,;|@–—-]+")
_TIME = re.compile(r"at|\d{1,2}(?:[:.]\d\d){0,2}(?:[ap]\.?m\.?)?|[APap]\.?[Mm]\.?|\+?\d\d:?\d\d|\(?[A-Z]{1,4}\)?")
_AMBIGUOUS_FIGURES = re.compile(r"\d{1,2}([/.-])\d{1,2}\1(?:\d{4}|\d{2})(?!\d)")
# Longer than any day with its time and zone.
_MAX_DATE_LENGTH = 100
_MAX_AHEAD = timedelta(days=365)


class PublicationDay(TypedDict):
    """What an article's facts hold of its day."""

    published_on: date | None
    undated: str | None


def parse_day(value: Any) -> date | None:
    """The day of a date, in its own time zone; None if it is not a date or is ambiguous."""
    text = clean_line(value)
    if text is None or len(text) > _MAX_DATE_LENGTH:
        return None
    try:
        if iso := _ISO.match(text):
            return date(int(iso["year"]), int(iso["month"] or iso["mm"]), int(iso["day"] or iso["dd"]))
        for form in _SPELLED_DATES:
            found = form.match(text)
            if found and all(map(_TIME.fullmatch, filter(None, _PARTS.split(text[found.end() :])))):
                month = _MONTHS.index(found["month"][:3].lower()) + 1
                return date(int(found["year"]), month, int(found["day"]))
        return parsedate_to_datetime(text).date()
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


def parse_publication_day(*values: Any) -> PublicationDay:
    """The first of these that is a day; where none is, the first that stands in its place."""
    found = next(filter(None, map(parse_day, values)), None)
    return PublicationDay(
        published_on=found, undated=None if found else next(filter(None, map(clean_line, values)), None)
    )


def is_too_far_ahead(day: date) -> bool:
    """Whether nothing can have been published on this day: an issue may be dated ahead, but not by over a year."""
    return day > datetime.now(UTC).date() + _MAX_AHEAD


def require_plausible_day(day: date) -> None:
    """Raises BadInput for a day of publication that is far ahead."""
    if is_too_far_ahead(day):
        raise BadInput(f"is dated {day}, more than a year ahead; correct the date")


def describe_bad_day(text: str) -> str:
    """What is wrong with what stands in a day's place."""
    reason = ": the order of day and month is ambiguous" if _AMBIGUOUS_FIGURES.match(text) else ""
    return f"not a day such as 2024-02-27: {display_value(text)}{reason}"
