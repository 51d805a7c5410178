"""RSS 1.0 and 2.0, and Atom."""

import io
import json
from collections.abc import Iterator
from functools import partial
from typing import Any, BinaryIO

import feedparser

from app.errors import WrongFormat
from app.ingestion.readers import jsonfeed
from app.ingestion.readers.days import dated
from app.ingestion.readers.encodings import encoding_of
from app.ingestion.readers.entries import Entry, read_entry
from app.ingestion.readers.facts import Facts
from app.ingestion.readers.markup import text_of_html
from app.ingestion.readers.reading import MANY, STUMBLES, Piece, Reading, whole
from app.ingestion.readers.values import language, line, link

_DAYS = ("published", "created", "updated")


def read_feed(stream: BinaryIO, _given: Facts, how: Reading) -> Iterator[Piece]:
    """The entries of a feed."""
    for number, entry in enumerate(entries_of(whole(stream, how.max_bytes * MANY)), 1):
        yield Piece(f"entry {number}", partial(read_entry, entry, how))


def entries_in(data: bytes, charset: str | None) -> list[Entry]:
    """The entries of a feed of whatever kind.

    Raises:
        WrongFormat: it is none.
    """
    if not data.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{"):
        return entries_of(data)
    try:
        feed = json.loads(data.decode(encoding_of(data, charset), "replace"))
    except (ValueError, RecursionError) as error:
        raise WrongFormat(f"is no JSON: {error}") from error
    if not jsonfeed.is_feed(feed):
        raise WrongFormat("is JSON, but no JSON Feed")
    return jsonfeed.entries_of(feed)


def entries_of(data: bytes) -> list[Entry]:
    """The entries of a feed in XML.

    Raises:
        WrongFormat: it is none.
    """
    try:
        # A stream: what looks like a name or an address would be opened.
        feed = feedparser.parse(io.BytesIO(data), sanitize_html=False)
    except STUMBLES as error:
        # It forgives much in a feed, and fails at some of the rest.
        raise WrongFormat(f"is a feed that cannot be read: {error or type(error).__name__}") from error
    if not feed.version and not feed.entries:
        raise WrongFormat(f"is no feed: {feed.get('bozo_exception', 'neither RSS nor Atom')}")
    return [_entry(feed.feed, entry) for entry in feed.entries]


def _entry(feed: Any, entry: Any) -> Entry:
    contents = [one for one in entry.get("content", ()) if str(one.get("value") or "").strip()]
    content = max(contents, key=lambda one: len(one.value), default=None)
    url = link(entry.get("feedburner_origlink")) or link(entry.get("link"))
    facts = Facts(
        title=line(_plain(entry, "title")),
        outlet=line(entry.get("source", {}).get("title")) or line(_plain(feed, "title")),
        author=line(entry.get("author")) or line(feed.get("author")),
        **dated(*(entry[name] for name in _DAYS if name in entry.keys())),  # noqa: SIM118  # asking it warns
        url=url,
        language=language((content or {}).get("language")) or language(feed.get("language")),
    )
    is_html = content is not None and content.get("type") != "text/plain"
    return Entry(entry.get("id") or url or str(facts.title), facts, content.value if content else "", is_html)


def _plain(holder: Any, name: str) -> str | None:
    value = holder.get(name)
    return text_of_html(value) if isinstance(value, str) and "<" in value else value
