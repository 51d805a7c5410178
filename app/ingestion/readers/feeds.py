"""RSS 1.0 and 2.0, and Atom."""

import io
import json
from collections.abc import Iterator
from functools import partial
from typing import Any, BinaryIO

import feedparser

from app.errors import EmptyText, WrongFormat
from app.ingestion.readers import jsonfeed
from app.ingestion.readers.dates import dated
from app.ingestion.readers.feed_entry import Entry, read_entry
from app.ingestion.readers.field_values import language, line, link
from app.ingestion.readers.markup import text_of_html
from app.ingestion.readers.metadata import Facts
from app.ingestion.readers.types import MANY, STUMBLES, Piece, Reading, whole

_UTF_8 = {"content-type": "application/xml; charset=utf-8"}


def read_feed(stream: BinaryIO, _given: Facts, how: Reading) -> Iterator[Piece]:
    """The entries of a feed."""
    for number, entry in enumerate(entries_of(whole(stream, how.max_bytes * MANY), how), 1):
        yield Piece(f"entry {number}", partial(read_entry, entry, how))


def entries_in(data: bytes, how: Reading) -> list[Entry]:
    """The entries of a feed of whatever kind.

    Raises:
        EmptyText, WrongFormat: it is none.
    """
    if not data:
        raise EmptyText("is empty")
    if not data.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{"):
        return entries_of(data, how)
    try:
        feed = json.loads(data.decode(how.codec_of(data), "replace"))
    except (ValueError, RecursionError) as error:
        raise WrongFormat(f"is no JSON: {error}") from error
    if not jsonfeed.is_feed(feed):
        raise WrongFormat("is JSON, but no JSON Feed")
    return jsonfeed.entries_of(feed)


def entries_of(data: bytes, how: Reading) -> list[Entry]:
    """The entries of a feed in XML.

    Raises:
        WrongFormat: it is none.
    """
    try:
        # A stream: what looks like a name or an address would be opened.
        feed = feedparser.parse(io.BytesIO(_as_utf8(data, how)), sanitize_html=False, response_headers=_UTF_8)
    except STUMBLES as error:
        # It forgives much in a feed, and fails at some of the rest.
        raise WrongFormat(f"is a feed that cannot be read: {error or type(error).__name__}") from error
    if not feed.version and not feed.entries:
        raise WrongFormat(f"is no feed: {feed.get('bozo_exception', 'neither RSS nor Atom')}")
    return [_entry(feed.feed, entry) for entry in feed.entries]


def _as_utf8(data: bytes, how: Reading) -> bytes:
    """A feed in the one encoding that the parser is told of; bytes that are none of theirs are left to its guesses."""
    try:
        return data.decode(how.codec_of(data)).encode()
    except UnicodeDecodeError:
        return data


def _entry(feed: Any, entry: Any) -> Entry:
    contents = [one for one in entry.get("content", ()) if str(one.get("value") or "").strip()]
    content = max(contents, key=lambda one: len(one.value), default=None)
    url = link(entry.get("feedburner_origlink")) or link(entry.get("link"))
    facts = Facts(
        title=line(_plain(entry, "title")),
        outlet=line(entry.get("source", {}).get("title")) or line(_plain(feed, "title")),
        author=line(entry.get("author")) or line(feed.get("author")),
        **dated(*_days(entry)),
        url=url,
        language=language((content or {}).get("language")) or language(feed.get("language")),
    )
    is_html = content is not None and content.get("type") != "text/plain"
    return Entry(
        identity=entry.get("id") or url or str(facts.title),
        facts=facts,
        content=content.value if content else "",
        is_html=is_html,
        summary=str(entry.get("summary") or ""),
        updated=str(_days(entry)[-1:]),
    )


def _days(entry: Any) -> list[Any]:
    # Asked for a day that it does not have, feedparser warns.
    return [entry[name] for name in ("published", "created", "updated") if name in set(entry.keys())]


def _plain(holder: Any, name: str) -> str | None:
    value = holder.get(name)
    return text_of_html(value) if isinstance(value, str) and "<" in value else value
