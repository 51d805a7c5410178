"""Quotes as an Atom feed (RFC 4287), one entry a quote, with the links from page to page of RFC 5005."""

import re
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from app.extraction.types import QuoteKind
from app.formats.wording import KIND_LABELS, attribution_line, explain_quote, source_names
from app.schemas.formats import Format
from app.schemas.quotes import QuoteItem

_EPOCH = "1970-01-01T00:00:00Z"
# Characters of a quote in a title.
_TITLE_LENGTH = 100
# What XML 1.0 has no way to write; an article may hold it.
_UNWRITABLE = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def render_feed(
    items: Sequence[QuoteItem],
    changed: Mapping[str, datetime],
    *,
    title: str,
    identity: str,
    url: str,
    next_url: str | None,
    base: str,
) -> str:
    """A page of quotes.

    `changed` says when each quote, by its id, became what it is now. All pages of a feed have the same `title` and
    `identity`, the URL of the list with its filters. All URLs are absolute; `base` is that of the service.
    """
    top = Element("feed", xmlns="http://www.w3.org/2005/Atom")
    _add_text(top, "id", identity)
    _add_text(top, "title", f"Chancery: {title}")
    _add_text(top, "updated", max((_updated_at(item, changed) for item in items), default=_EPOCH))
    _add_text(SubElement(top, "author"), "name", "Chancery")
    SubElement(top, "link", rel="self", type=Format.ATOM.media_type, href=url)
    if next_url is not None:
        SubElement(top, "link", rel="next", type=Format.ATOM.media_type, href=next_url)
    for item in items:
        _add_entry(top, item, _updated_at(item, changed), base)
    indent(top)
    return '<?xml version="1.0" encoding="utf-8"?>\n' + tostring(top, encoding="unicode") + "\n"


def _add_entry(top: Element, item: QuoteItem, updated: str, base: str) -> None:
    entry = SubElement(top, "entry")
    address = f"{base}/quotes/{item.id}"
    _add_text(entry, "id", address)
    _add_text(entry, "title", attribution_line(item, _TITLE_LENGTH))
    _add_text(entry, "published", _format_day(item.article.published_on))
    _add_text(entry, "updated", updated)
    for author in _author_names(item):
        _add_text(SubElement(entry, "author"), "name", author)
    if item.article.url:
        SubElement(entry, "link", rel="alternate", type="text/html", href=_replace_unwritable(item.article.url))
    SubElement(entry, "link", rel="alternate", type=Format.JSON.media_type, href=address)
    SubElement(entry, "category", term=item.kind, scheme=f"{base}/quotes#kind", label=KIND_LABELS[item.kind])
    SubElement(entry, "category", term=item.review, scheme=f"{base}/quotes#review")
    SubElement(entry, "category", term=f"{item.confidence:g}", scheme=f"{base}/quotes#confidence")
    for slug in item.topics:
        SubElement(entry, "category", term=slug, scheme=f"{base}/topics")
    _add_text(entry, "summary", explain_quote(item))
    _add_text(entry, "content", attribution_line(item))


def _author_names(item: QuoteItem) -> list[str]:
    """Whose words they are: a paraphrase is its article's."""
    if item.kind is QuoteKind.DIRECT:
        return source_names(item)
    return [item.article.outlet] if item.article.outlet else []


def _updated_at(item: QuoteItem, changed: Mapping[str, datetime]) -> str:
    return _format_instant(changed[item.id]) if item.id in changed else _format_day(item.article.published_on)


def _add_text(parent: Element, name: str, text: str) -> None:
    SubElement(parent, name).text = _replace_unwritable(text)


def _replace_unwritable(text: str) -> str:
    return _UNWRITABLE.sub("\ufffd", text)


def _format_instant(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="microseconds").removesuffix("+00:00") + "Z"


def _format_day(day: date) -> str:
    return f"{day.isoformat()}T00:00:00Z"
