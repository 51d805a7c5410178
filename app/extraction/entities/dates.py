"""Dates as news prints them: "on February 26", "26 February 2024", "on Monday", "last month", "in September 2023"."""

import re
from bisect import bisect_left
from dataclasses import dataclass
from datetime import MAXYEAR, MINYEAR, date, timedelta

from app.extraction.lang.lexicon import load_lexicon
from app.extraction.rules import context as rules
from app.extraction.types import Precision, Span

_LEXICON = load_lexicon("dates")
_WEEKDAYS: list[str] = _LEXICON["weekdays"]["names"]
_MONTHS = {
    name: number
    for names in (_LEXICON["months"]["names"], _LEXICON["months"]["short"])
    for number, name in zip(_LEXICON["months"]["numbers"], names, strict=True)
}
_MONTH = rf"(?P<month>{'|'.join(sorted(_MONTHS, key=len, reverse=True))})\b\.?"
_YEAR = r"(?P<year>(?:1[5-9]|20)\d\d)\b(?!\w)"
_DAY = r"(?P<day>[0-3]?\d)(?:st|nd|rd|th)?\b"
_DATE_PATTERNS = tuple(
    re.compile(rf"(?<!\w)(?:{form})")
    for form in (
        rf"{_MONTH} {_DAY}(?!\d)(?:,? {_YEAR})?",
        rf"{_DAY} (?:of )?{_MONTH}(?:,? {_YEAR})?",
        rf"{_MONTH},? {_YEAR}",
        rf"(?P<weekday>{'|'.join(_WEEKDAYS)})\b",
        rf"(?P<relative>(?i:{'|'.join(_LEXICON['relative'])}))\b",
        rf"(?<=in ){_YEAR}",
    )
)


@dataclass(frozen=True, slots=True)
class DateMention:
    """A date that a text names, and how exactly."""

    span: Span
    first_day: date
    precision: Precision


def find_dates(text: str, span: Span, published_on: date | None) -> list[DateMention]:
    """The dates named in a stretch of text, in its order. What needs the day of publication is left out without it."""
    found: list[DateMention] = []
    for form in _DATE_PATTERNS:
        for match in form.finditer(text, span.start, span.end):
            place = Span(*match.span())
            after = bisect_left(found, place, key=lambda dated: dated.span)
            beside = found[max(0, after - 1) : after + 1]
            dated = (
                None if any(place.overlaps(other.span) for other in beside) else _parse_date(match, place, published_on)
            )
            if dated:
                found.insert(after, dated)
    return found


def _parse_date(match: "re.Match[str]", place: Span, published_on: date | None) -> DateMention | None:
    told = match.groupdict()
    if told.get("weekday") or told.get("relative"):
        return _relative_date(told, place, published_on)
    month = _MONTHS[told["month"]] if told.get("month") else None
    day = int(told["day"]) if told.get("day") else None
    year = int(told["year"]) if told.get("year") else None
    year = year or rules.NEAREST_YEAR.change(None, _nearest_year(month, day, published_on), place)
    if year is None:
        return None
    try:
        on = date(year, month or 1, day or 1)
    except ValueError:  # 31 February
        return None
    return DateMention(place, on, Precision.DAY if day else Precision.MONTH if month else Precision.YEAR)


def _nearest_year(month: int | None, day: int | None, published_on: date | None) -> int | None:
    """The year that puts a bare "February 26" closest to the day of publication."""
    if published_on is None or month is None:
        return None
    near = (published_on.year, published_on.year - 1, published_on.year + 1)
    years = [year for year in near if MINYEAR <= year <= MAXYEAR]
    return min(years, key=lambda year: abs((published_on - date(year, month, min(day or 1, 28))).days))


def _relative_date(told: dict[str, str | None], place: Span, published_on: date | None) -> DateMention | None:
    """A weekday is the last one before publication, or that day itself."""
    if published_on is None:
        return None
    rule = rules.LAST_WEEKDAY if told.get("weekday") else rules.RELATIVE_DAY
    if weekday := told.get("weekday"):
        back = (published_on.weekday() - _WEEKDAYS.index(weekday)) % 7
    else:
        back = _LEXICON["relative"][str(told["relative"]).lower()]
    if back >= published_on.toordinal():
        return None
    return rule.change(None, DateMention(place, published_on - timedelta(days=back), Precision.DAY), place)
