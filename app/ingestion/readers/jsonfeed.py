"""JSON Feed, versions 1.0 and 1.1: https://www.jsonfeed.org/version/1.1/"""

from collections.abc import Iterator
from functools import partial
from typing import Any

from app.ingestion.readers.dates import dated
from app.ingestion.readers.feed_entry import Entry, read_entry
from app.ingestion.readers.field_values import language, line, link, names
from app.ingestion.readers.metadata import Facts
from app.ingestion.readers.types import Piece, Reading


def is_feed(value: Any) -> bool:
    if not isinstance(value, dict):
        return False
    return "jsonfeed.org/version/" in str(value.get("version")) and isinstance(value.get("items"), list)


def entries(feed: dict[str, Any], how: Reading) -> Iterator[Piece]:
    """The items of a feed."""
    for number, entry in enumerate(entries_of(feed), 1):
        yield Piece(f"entry {number}", partial(read_entry, entry, how))


def entries_of(feed: dict[str, Any]) -> list[Entry]:
    return [_entry(feed, item) for item in feed["items"] if isinstance(item, dict)]


def _entry(feed: dict[str, Any], item: dict[str, Any]) -> Entry:
    marked, plain = item.get("content_html"), item.get("content_text")
    facts = Facts(
        title=line(item.get("title")),
        outlet=line(feed.get("title")),
        author=names(item.get("authors") or item.get("author") or feed.get("authors") or feed.get("author")),
        **dated(item.get("date_published"), item.get("date_modified")),
        url=link(item.get("url")) or link(item.get("external_url")),
        language=language(item.get("language")) or language(feed.get("language")),
    )
    identity = str(item.get("id") or facts.url or facts.title)
    content = marked if isinstance(marked, str) else plain if isinstance(plain, str) else ""
    summary, updated = (str(item.get(name) or "") for name in ("summary", "date_modified"))
    return Entry(identity, facts, content, isinstance(marked, str), summary, updated)
