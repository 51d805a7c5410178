"""RSS 1.0 and 2.0, and Atom."""

import io
import json
from collections.abc import Iterator
from functools import partial
from typing import Any, BinaryIO

import feedparser

from app.errors import EmptyText, WrongFormat
from app.ingestion.readers import jsonfeed
from app.ingestion.readers.dates import parse_publication_day
from app.ingestion.readers.feed_entry import ParsedEntry, read_entry
from app.ingestion.readers.field_values import clean_language, clean_line, clean_url
from app.ingestion.readers.markup import html_to_text
from app.ingestion.readers.types import (
    MULTI_ARTICLE_FACTOR,
    PARSER_ERRORS,
    ArticleMetadata,
    PendingArticle,
    ReaderOptions,
    read_within_limit,
)

_UTF8_HEADERS = {"content-type": "application/xml; charset=utf-8"}


def read_feed(stream: BinaryIO, _caller_metadata: ArticleMetadata, options: ReaderOptions) -> Iterator[PendingArticle]:
    """The entries of a feed."""
    for number, entry in enumerate(
        parse_xml_feed(read_within_limit(stream, options.max_bytes * MULTI_ARTICLE_FACTOR), options), 1
    ):
        yield PendingArticle(f"entry {number}", partial(read_entry, entry, options))


def parse_feed(data: bytes, options: ReaderOptions) -> list[ParsedEntry]:
    """The entries of a feed of whatever kind.

    Raises:
        EmptyText, WrongFormat: it is not a feed.
    """
    if not data:
        raise EmptyText("is empty")
    if not data.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{"):
        return parse_xml_feed(data, options)
    try:
        feed = json.loads(data.decode(options.detect_codec(data), "replace"))
    except (ValueError, RecursionError) as error:
        raise WrongFormat(f"is not JSON: {error}") from error
    if not jsonfeed.is_json_feed(feed):
        raise WrongFormat("is JSON, but not a JSON Feed")
    return jsonfeed.parse_json_feed(feed)


def parse_xml_feed(data: bytes, options: ReaderOptions) -> list[ParsedEntry]:
    """The entries of a feed in XML.

    Raises:
        WrongFormat: it is not a feed.
    """
    try:
        # A stream: what looks like a name or an address would be opened.
        feed = feedparser.parse(
            io.BytesIO(_recode_as_utf8(data, options)), sanitize_html=False, response_headers=_UTF8_HEADERS
        )
    except PARSER_ERRORS as error:
        # It forgives much in a feed, and fails at some of the rest.
        raise WrongFormat(f"is a feed that cannot be read: {error or type(error).__name__}") from error
    if not feed.version and not feed.entries:
        raise WrongFormat(f"is not a feed: {feed.get('bozo_exception', 'neither RSS nor Atom')}")
    return [_make_entry(feed.feed, entry) for entry in feed.entries]


def _recode_as_utf8(data: bytes, options: ReaderOptions) -> bytes:
    """Recode a feed as UTF-8; undecodable bytes are left to the parser's guesses."""
    try:
        return data.decode(options.detect_codec(data)).encode()
    except UnicodeDecodeError:
        return data


def _make_entry(feed: Any, entry: Any) -> ParsedEntry:
    contents = [one for one in entry.get("content", ()) if str(one.get("value") or "").strip()]
    content = max(contents, key=lambda one: len(one.value), default=None)
    url = clean_url(entry.get("feedburner_origlink")) or clean_url(entry.get("link"))
    facts = ArticleMetadata(
        title=clean_line(_plain_text_field(entry, "title")),
        outlet=clean_line(entry.get("source", {}).get("title")) or clean_line(_plain_text_field(feed, "title")),
        author=clean_line(entry.get("author")) or clean_line(feed.get("author")),
        **parse_publication_day(*_stated_days(entry)),
        url=url,
        language=clean_language((content or {}).get("language")) or clean_language(feed.get("language")),
    )
    is_html = content is not None and content.get("type") != "text/plain"
    return ParsedEntry(
        identity=entry.get("id") or url or str(facts.title),
        facts=facts,
        content=content.value if content else "",
        is_html=is_html,
        summary=str(entry.get("summary") or ""),
        updated=str(_stated_days(entry)[-1:]),
    )


def _stated_days(entry: Any) -> list[Any]:
    # Asked for a day that it does not have, feedparser warns.
    return [entry[name] for name in ("published", "created", "updated") if name in set(entry.keys())]


def _plain_text_field(holder: Any, name: str) -> str | None:
    value = holder.get(name)
    return html_to_text(value) if isinstance(value, str) and "<" in value else value
