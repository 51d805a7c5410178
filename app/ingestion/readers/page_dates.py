"""The day on which the article of a page came out: as the page states it, or as htmldate finds it."""

import re
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from lxml.html import HtmlElement

from app.ingestion.readers.dates import parse_day
from app.ingestion.readers.types import PARSER_ERRORS

# /2023/11/08/, /2023-11-08-talks, /20231108/
_DAY_IN_PATH = re.compile(r"(?<=/)\d{4}([/_-]?)\d{1,2}\1\d{1,2}(?!\d)")
# Stamps of one moment may differ by what rounding leaves.
_SAME_MOMENT_TOLERANCE = timedelta(minutes=1)


def choose_stated_day(stamps: Iterable[Any], address: str | None) -> date | None:
    """The first of these stamps that is a day.

    A stamp in UTC says little of the day in the outlet's place. There, the day in its address counts, if that is no
    further off than time zones are, or that of another stamp of the same moment with a zone of its own.
    """
    dated = [(stamp, found) for stamp in stamps if (found := parse_day(stamp))]
    if not dated:
        return None
    first, found = dated[0]
    moment = _parse_timestamp(first)
    if moment is None or moment.utcoffset():
        return found
    if (printed := _day_in_url(address)) and abs(printed - found) <= timedelta(days=1):
        return printed
    for stamp, there in dated[1:]:
        other = _parse_timestamp(stamp)
        if other is not None and other.utcoffset() and abs(other - moment) <= _SAME_MOMENT_TOLERANCE:
            return there
    return found


def search_page_day(tree: HtmlElement, address: str | None) -> date | None:
    """The day that htmldate finds on a page that states none; its last resort is the text itself."""
    from htmldate import find_date

    try:
        found = find_date(tree, extensive_search=False, original_date=True, url=address)
        if found is None:
            found = find_date(tree, original_date=True, url=address)
            # It makes this of a year alone, such as that of a copyright.
            if found and found.endswith("-01-01"):
                return None
    except PARSER_ERRORS:
        return None
    return parse_day(found)


def _parse_timestamp(stamp: Any) -> datetime | None:
    """The moment that a stamp of date, time and zone means; None where it lacks one of them."""
    try:
        moment = datetime.fromisoformat(str(stamp).strip())
    except ValueError:
        return None
    return moment if moment.tzinfo else None


def _day_in_url(address: str | None) -> date | None:
    found = _DAY_IN_PATH.search(urlsplit(address or "").path)
    return parse_day(found[0].replace("_", "-")) if found else None
