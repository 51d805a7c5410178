"""Quotes as an Atom feed (RFC 4287), one entry a quote, with the links from page to page of RFC 5005."""

import re
from collections.abc import Sequence
from datetime import date
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from app.schemas.formats import Format
from app.schemas.quotes import QuoteItem

# RFC 4151. The same quote has the same id wherever it is served, so the authority is nobody's address.
_TAG = "tag:chancery.example,2026:"
_NOWHERE = "1970-01-01T00:00:00Z"
_TITLE_LENGTH = 100
# What XML 1.0 has no way to write; an article may hold it.
_UNWRITABLE = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def feed(items: Sequence[QuoteItem], name: str, url: str, next_url: str | None, root: str) -> str:
    """A page of quotes. `name` is what all pages of a feed share, `root` the path that the service is mounted under."""
    top = Element("feed", xmlns="http://www.w3.org/2005/Atom")
    _add(top, "id", _TAG + name)
    _add(top, "title", f"Chancery: {name}")
    _add(top, "updated", max((_instant(item.article.published_on) for item in items), default=_NOWHERE))
    _add(SubElement(top, "author"), "name", "Chancery")
    SubElement(top, "link", rel="self", type=Format.ATOM.media_type, href=url)
    if next_url is not None:
        SubElement(top, "link", rel="next", type=Format.ATOM.media_type, href=next_url)
    for item in items:
        _add_entry(top, item, root)
    indent(top)
    return '<?xml version="1.0" encoding="utf-8"?>\n' + tostring(top, encoding="unicode") + "\n"


def _add_entry(top: Element, item: QuoteItem, root: str) -> None:
    entry = SubElement(top, "entry")
    who = item.speaker.name if item.speaker else item.attribution.text
    _add(entry, "id", f"{_TAG}quote:{item.id}")
    _add(entry, "title", _shortened(f"{who}: {item.text}" if who else item.text))
    # The day is all that is known of the article's time; an entry is new when its article is.
    _add(entry, "published", _instant(item.article.published_on))
    _add(entry, "updated", _instant(item.article.published_on))
    if who:
        _add(SubElement(entry, "author"), "name", who)
    SubElement(entry, "link", rel="alternate", type=Format.JSON.media_type, href=f"{root}/quotes/{item.id}")
    if item.article.url:
        SubElement(entry, "link", rel="via", href=_writable(item.article.url), title=_writable(item.article.title))
    for slug in item.topics:
        SubElement(entry, "category", term=slug, scheme=f"{_TAG}topics")
    _add(entry, "summary", f"In “{item.article.title}”" + (f", {item.article.outlet}" if item.article.outlet else ""))
    _add(entry, "content", item.text)


def _add(parent: Element, name: str, text: str) -> None:
    SubElement(parent, name).text = _writable(text)


def _writable(text: str) -> str:
    return _UNWRITABLE.sub("\ufffd", text)


def _instant(day: date) -> str:
    return f"{day.isoformat()}T00:00:00Z"


def _shortened(text: str) -> str:
    return text if len(text) <= _TITLE_LENGTH else text[: _TITLE_LENGTH - 1].rstrip() + "…"
