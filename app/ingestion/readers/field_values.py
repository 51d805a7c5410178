"""What sources write as lines, languages and links, in whatever way they write them."""

import re
from html import unescape
from typing import Any

from app.domain.identifiers import canonical_url
from app.extraction.types import normalise_line

_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{2,8})*")
# At most six words: a sentence that begins with "By" is no byline.
_BYLINE = re.compile(r"(?:(?:written|posted|story|report) )?by:? (\w\S*(?: \S+){0,5})", re.I)


def clean_line(value: Any) -> str | None:
    """One line of text, without entities and invisible characters; None if empty."""
    if not isinstance(value, str | int | float) or isinstance(value, bool):
        return None
    return normalise_line(unescape(str(value))) or None


def clean_names(value: Any) -> str | None:
    """One or more names: a string, an object with a name, or a list of either."""
    found = [_clean_name(one) for one in (value if isinstance(value, list) else [value])]
    return ", ".join(dict.fromkeys(filter(None, found))) or None


def parse_byline(text: str) -> str | None:
    """The name in "By Ana Lim"; None if it is not a byline."""
    found = _BYLINE.fullmatch(text)
    return found and found[1]


def clean_language(value: Any) -> str | None:
    """A language tag such as en-GB; None if it is not one."""
    text = clean_line(value)
    return text.replace("_", "-") if text and _LANGUAGE.fullmatch(text) else None


def clean_url(value: Any) -> str | None:
    """The canonical form of an http(s) address; None if it is not one."""
    text = clean_line(value)
    try:
        return canonical_url(text) if text else None
    except ValueError:
        return None


def _clean_name(value: Any) -> str | None:
    if isinstance(value, dict):
        value = value.get("name") or value.get("displayName")
    return clean_names(value) if isinstance(value, list) else clean_line(value)
