"""What sources write as lines, days, languages and links, in whatever way they write them."""

import re
from datetime import date, datetime
from email.utils import parsedate_to_datetime
from html import unescape
from typing import Any

from app.identity import canonical_url

_ISO_DAY = re.compile(r"(\d{4})-?(\d{2})-?(\d{2})(?!\d)")
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{2,8})*")
# At most six words: a sentence that begins with "By" is no byline.
_BYLINE = re.compile(r"(?:(?:written|posted|story|report) )?by:? (\w\S*(?: \S+){0,5})", re.I)
_DAYS = ("%B %d, %Y", "%b %d, %Y", "%d %B %Y", "%d %b %Y", "%A, %B %d, %Y", "%A %d %B %Y")


def line(value: Any) -> str | None:
    """One line of text, without entities and what cannot be printed; None where there is none."""
    if not isinstance(value, str | int | float) or isinstance(value, bool):
        return None
    printed = "".join(filter(str.isprintable, " ".join(unescape(str(value)).split())))
    return printed.strip() or None


def names(value: Any) -> str | None:
    """One or more names: a string, an object with a name, or a list of either."""
    found = [_name(one) for one in (value if isinstance(value, list) else [value])]
    return ", ".join(dict.fromkeys(filter(None, found))) or None


def byline(text: str) -> str | None:
    """The name in "By Ana Lim"; None where it is no such line."""
    found = _BYLINE.fullmatch(text)
    return found and found[1]


def day(value: Any) -> date | None:
    """The day as it is written, in the place where it was written; None where it is none."""
    text = line(value)
    if text is None:
        return None
    try:
        if iso := _ISO_DAY.match(text):
            return date(*map(int, iso.groups()))
        return parsedate_to_datetime(text).date()
    except (ValueError, TypeError, IndexError, OverflowError):
        return _spelled_day(text)


def language(value: Any) -> str | None:
    """A language tag such as en-GB; None where it is none."""
    text = line(value)
    return text.replace("_", "-") if text and _LANGUAGE.fullmatch(text) else None


def link(value: Any) -> str | None:
    """The canonical form of an http(s) address; None where it is none."""
    text = line(value)
    try:
        return canonical_url(text) if text else None
    except ValueError:
        return None


def _spelled_day(text: str) -> date | None:
    for form in _DAYS:
        try:
            return datetime.strptime(text, form).date()
        except ValueError:
            continue
    return None


def _name(value: Any) -> str | None:
    if isinstance(value, dict):
        value = value.get("name") or value.get("displayName")
    return names(value) if isinstance(value, list) else line(value)
