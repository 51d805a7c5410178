"""JSON Feed, versions 1.0 and 1.1: https://www.jsonfeed.org/version/1.1/"""

from collections.abc import Iterator
from functools import partial
from typing import Any

from app.ingestion.readers.dates import parse_publication_day
from app.ingestion.readers.feed_entry import ParsedEntry, read_entry
from app.ingestion.readers.field_values import clean_language, clean_line, clean_names, clean_url
from app.ingestion.readers.types import ArticleMetadata, PendingArticle, ReaderOptions


def is_json_feed(value: Any) -> bool:
    if not isinstance(value, dict):
        return False
    return "jsonfeed.org/version/" in str(value.get("version")) and isinstance(value.get("items"), list)


def find_json_feed_articles(feed: dict[str, Any], options: ReaderOptions) -> Iterator[PendingArticle]:
    """The items of a feed."""
    for number, entry in enumerate(parse_json_feed(feed), 1):
        yield PendingArticle(f"entry {number}", partial(read_entry, entry, options))


def parse_json_feed(feed: dict[str, Any]) -> list[ParsedEntry]:
    return [_make_entry(feed, item) for item in feed["items"] if isinstance(item, dict)]


def _make_entry(feed: dict[str, Any], item: dict[str, Any]) -> ParsedEntry:
    marked, plain = item.get("content_html"), item.get("content_text")
    facts = ArticleMetadata(
        title=clean_line(item.get("title")),
        outlet=clean_line(feed.get("title")),
        author=clean_names(item.get("authors") or item.get("author") or feed.get("authors") or feed.get("author")),
        **parse_publication_day(item.get("date_published"), item.get("date_modified")),
        url=clean_url(item.get("url")) or clean_url(item.get("external_url")),
        language=clean_language(item.get("language")) or clean_language(feed.get("language")),
    )
    identity = str(item.get("id") or facts.url or facts.title)
    content = marked if isinstance(marked, str) else plain if isinstance(plain, str) else ""
    summary, updated = (str(item.get(name) or "") for name in ("summary", "date_modified"))
    return ParsedEntry(identity, facts, content, isinstance(marked, str), summary, updated)
