"""JSON objects to articles: schema.org's JSON-LD, IPTC's ninjs, JSON Feed, and any other by a map of its fields."""

import json
from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any, BinaryIO

from app.errors import EmptyText, MissingField, NotText, TooLarge, WrongFormat, quoted
from app.ingestion.readers import jsonfeed, jsonld, ninjs
from app.ingestion.readers.dates import dated
from app.ingestion.readers.field_values import language, line, link, names
from app.ingestion.readers.lines import numbered_lines
from app.ingestion.readers.markup import text_of_markup
from app.ingestion.readers.metadata import Facts
from app.ingestion.readers.types import Piece, Reading, whole_text

# What a map can name; `items` is where in a file the list of the articles is.
FIELDS = ("text", "title", "outlet", "author", "published_on", "dateline", "url", "source", "language", "items")


def read_json(stream: BinaryIO, _given: Facts, how: Reading) -> Iterator[Piece]:
    """One object, or a list of them."""
    value = _parse(whole_text(stream, how, many=True))
    if "items" in how.fields:
        value = at(value, how.fields["items"])
    yield from _pieces(value, how)


def read_json_lines(stream: BinaryIO, _given: Facts, how: Reading) -> Iterator[Piece]:
    """An object a line, read as they come: there may be any number of them."""
    for number, text in numbered_lines(stream, how):
        if isinstance(text, TooLarge) or text.strip():
            yield Piece(f"line {number}", partial(_line, text, how))


def read_fields(value: Any, fields: Mapping[str, str]) -> tuple[Facts, str]:
    """The article in an object of any shape, each fact where the map says, or else under its own name.

    Raises:
        MissingField: there is no text in it.
    """
    found = {name: at(value, fields.get(name, name)) for name in FIELDS}
    text = found["text"]
    if not isinstance(text, str) or not text.strip():
        where = fields.get("text", "text")
        raise MissingField(f"has no text at {where!r}; say where it is with --map text=PATH")
    facts = Facts(
        title=line(found["title"]),
        outlet=names(found["outlet"]),
        author=names(found["author"]),
        **dated(found["published_on"]),
        dateline=line(found["dateline"]),
        url=link(found["url"]),
        source=line(found["source"]),
        language=language(found["language"]),
    )
    return facts, text_of_markup(text)


def at(value: Any, path: str) -> Any:
    """What is at a dotted path such as content.body or authors.0.name; None where there is nothing."""
    if isinstance(value, Mapping) and path in value:
        return value[path]
    step, dot, rest = path.partition(".")
    if isinstance(value, list) and step.isdecimal():
        below = value[int(step)] if int(step) < len(value) else None
    else:
        below = value.get(step) if isinstance(value, Mapping) else None
    return at(below, rest) if dot else below


def _pieces(value: Any, how: Reading) -> Iterator[Piece]:
    if isinstance(value, list):
        for number, one in enumerate(value, 1):
            for piece in _pieces(one, how):
                yield Piece(f"item {number}" + (f", {piece.place}" if piece.place else ""), piece.read)
    elif not isinstance(value, dict):
        yield Piece(None, partial(_no_object, value))
    elif how.fields:
        yield Piece(None, partial(read_fields, value, how.fields))
    elif jsonfeed.is_feed(value):
        yield from jsonfeed.entries(value, how)
    elif "@context" in value or "@graph" in value or "@type" in value:
        yield from _linked(value)
    elif ninjs.is_item(value):
        yield Piece(None, partial(ninjs.read_item, value))
    else:
        yield Piece(None, partial(read_fields, value, how.fields))


def _linked(value: Any) -> Iterator[Piece]:
    articles = jsonld.articles_in(value)
    if not articles:
        yield Piece(None, partial(_no_article, value))
    for number, article in enumerate(articles, 1):
        yield Piece(f"article {number}" if len(articles) > 1 else None, partial(jsonld.read_article, article))


def _line(text: str | TooLarge, how: Reading) -> tuple[Facts, str]:
    if isinstance(text, TooLarge):
        raise text
    pieces = list(_pieces(_parse(text), how))
    if len(pieces) != 1:
        raise WrongFormat(f"holds {len(pieces)} articles; give one a line")
    return pieces[0].read()


def _parse(text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        raise WrongFormat(f"is no JSON: {error}") from error


def _no_object(value: Any) -> tuple[Facts, str]:
    raise NotText(f"is {type(value).__name__} where an object should be") if value is not None else EmptyText("is null")


def _no_article(value: Any) -> tuple[Facts, str]:
    kind = value.get("@type")
    raise EmptyText("is linked data without an article" + (f": {quoted(str(kind))}" if kind else ""))
