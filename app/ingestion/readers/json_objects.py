"""JSON objects to articles: schema.org's JSON-LD, IPTC's ninjs, JSON Feed, and any other by a map of its fields."""

import json
from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any, BinaryIO

from app.errors import EmptyText, MissingField, NotText, TooLarge, WrongFormat, display_value
from app.ingestion.readers import jsonfeed, jsonld, ninjs
from app.ingestion.readers.dates import parse_publication_day
from app.ingestion.readers.field_values import clean_language, clean_line, clean_names, clean_url
from app.ingestion.readers.markup import markup_to_text
from app.ingestion.readers.streams import read_numbered_lines
from app.ingestion.readers.types import ArticleMetadata, PendingArticle, ReaderOptions, read_whole_text

# What a map can name; `items` is where in a file the list of the articles is.
MAPPABLE_FIELDS = (
    "text",
    "title",
    "outlet",
    "author",
    "published_on",
    "dateline",
    "url",
    "source",
    "language",
    "items",
)


def read_json(stream: BinaryIO, _caller_metadata: ArticleMetadata, options: ReaderOptions) -> Iterator[PendingArticle]:
    """One object, or a list of them."""
    value = _parse_json(read_whole_text(stream, options, many=True))
    if "items" in options.fields:
        value = value_at_path(value, options.fields["items"])
    yield from _find_pending_articles(value, options)


def read_json_lines(
    stream: BinaryIO, _caller_metadata: ArticleMetadata, options: ReaderOptions
) -> Iterator[PendingArticle]:
    """An object a line, read as they come: there may be any number of them."""
    for number, text in read_numbered_lines(stream, options):
        if isinstance(text, TooLarge) or text.strip():
            yield PendingArticle(f"line {number}", partial(_read_json_line, text, options))


def read_mapped_fields(value: Any, fields: Mapping[str, str]) -> tuple[ArticleMetadata, str]:
    """The article in an object of any shape, each fact where the map says, or else under its own name.

    Raises:
        MissingField: there is no text in it.
    """
    found = {name: value_at_path(value, fields.get(name, name)) for name in MAPPABLE_FIELDS}
    text = found["text"]
    if not isinstance(text, str) or not text.strip():
        where = fields.get("text", "text")
        raise MissingField(f"has no text at {where!r}; give its place with --map text=PATH")
    facts = ArticleMetadata(
        title=clean_line(found["title"]),
        outlet=clean_names(found["outlet"]),
        author=clean_names(found["author"]),
        **parse_publication_day(found["published_on"]),
        dateline=clean_line(found["dateline"]),
        url=clean_url(found["url"]),
        source=clean_line(found["source"]),
        language=clean_language(found["language"]),
    )
    return facts, markup_to_text(text)


def value_at_path(value: Any, path: str) -> Any:
    """What is at a dotted path such as content.body or authors.0.name; None where there is nothing."""
    if isinstance(value, Mapping) and path in value:
        return value[path]
    step, dot, rest = path.partition(".")
    if isinstance(value, list) and step.isdecimal():
        below = value[int(step)] if int(step) < len(value) else None
    else:
        below = value.get(step) if isinstance(value, Mapping) else None
    return value_at_path(below, rest) if dot else below


def _find_pending_articles(value: Any, options: ReaderOptions) -> Iterator[PendingArticle]:
    if isinstance(value, list):
        for number, one in enumerate(value, 1):
            for piece in _find_pending_articles(one, options):
                yield PendingArticle(f"item {number}" + (f", {piece.label}" if piece.label else ""), piece.read)
    elif not isinstance(value, dict):
        yield PendingArticle(None, partial(_refuse_non_object, value))
    elif options.fields:
        yield PendingArticle(None, partial(read_mapped_fields, value, options.fields))
    elif jsonfeed.is_json_feed(value):
        yield from jsonfeed.find_json_feed_articles(value, options)
    elif "@context" in value or "@graph" in value or "@type" in value:
        yield from _find_linked_articles(value)
    elif ninjs.is_ninjs_item(value):
        yield PendingArticle(None, partial(ninjs.read_ninjs_item, value))
    else:
        yield PendingArticle(None, partial(read_mapped_fields, value, options.fields))


def _find_linked_articles(value: Any) -> Iterator[PendingArticle]:
    articles = jsonld.find_article_nodes(value)
    if not articles:
        yield PendingArticle(None, partial(_refuse_without_article, value))
    for number, article in enumerate(articles, 1):
        yield PendingArticle(
            f"article {number}" if len(articles) > 1 else None, partial(jsonld.read_article_node, article)
        )


def _read_json_line(text: str | TooLarge, options: ReaderOptions) -> tuple[ArticleMetadata, str]:
    if isinstance(text, TooLarge):
        raise text
    pieces = list(_find_pending_articles(_parse_json(text), options))
    if len(pieces) != 1:
        raise WrongFormat(f"contains {len(pieces)} articles; give one in each line")
    return pieces[0].read()


def _parse_json(text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        raise WrongFormat(f"is not JSON: {error}") from error


def _refuse_non_object(value: Any) -> tuple[ArticleMetadata, str]:
    raise NotText(f"is {type(value).__name__} instead of an object") if value is not None else EmptyText("is null")


def _refuse_without_article(value: Any) -> tuple[ArticleMetadata, str]:
    kind = value.get("@type")
    raise EmptyText("is linked data without an article" + (f": {display_value(str(kind))}" if kind else ""))
