"""Markdown with a YAML front matter block: the block to facts, the body to plain paragraphs."""

import re
from collections.abc import Callable
from datetime import date
from typing import Any

import yaml
from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.token import Token

from app.domain.identifiers import canonical_url
from app.errors import BadFrontMatter, EmptyText, display_value
from app.extraction.cancellation import CancellationCheck, never_cancel
from app.extraction.types import normalise_line
from app.ingestion.readers.dates import describe_bad_day, parse_day
from app.ingestion.readers.types import ArticleMetadata

_FRONT_MATTER = re.compile(r"---[ \t]*\r?\n(.*?\r?\n)??---[ \t]*(?:\r?\n|\Z)", re.DOTALL)
# What is known of an article takes some hundreds of characters, and no value holds others.
_MAX_FRONT_MATTER_LENGTH = 16_384
_MAX_DEPTH = 2
# How YAML writes that there is nothing.
_EMPTY_VALUES = ("", "~", "null")
# Characters of a paragraph that is looked through for markup: it takes up to 20 microseconds for each.
_MAX_PARAGRAPH_LENGTH = 10_000


def split_front_matter(text: str) -> tuple[ArticleMetadata, str]:
    """The facts of the front matter, if there is one, and the text after it.

    Raises:
        BadFrontMatter: the block is not a YAML mapping, has no end, or holds an unknown field or a wrong value.
        EmptyText: nothing follows the block.
    """
    if not re.match(r"---[ \t]*\r?\n", text):
        return ArticleMetadata(), text
    block = _FRONT_MATTER.match(text)
    if block is None:
        raise BadFrontMatter("opens a front matter block with '---' but does not close it")
    body = text[block.end() :]
    if not body.strip():
        raise EmptyText("has a front matter block but no text after it")
    return _front_matter_metadata(_parse_yaml_mapping(block[1] or "")), body


def markdown_to_text(markdown: str, check: CancellationCheck = never_cancel) -> str:
    """The words of a Markdown text: a paragraph a block, without markup, one blank line between them.

    `check` is called before each paragraph, and ends the work by raising an error.
    """
    tokens = _PARSER.parse(markdown, {"check": check})
    blocks = (_block_text(token) for token in tokens if token.type in ("inline", "fence", "code_block"))
    return "\n\n".join(block for block in blocks if block)


def _parse_paragraphs(state: StateCore) -> None:
    """Find the markup in each paragraph; an endless paragraph is left alone."""
    for token in state.tokens:
        if token.type == "inline":
            state.env["check"]()
            if len(token.content) > _MAX_PARAGRAPH_LENGTH:
                token.children = [Token("text", "", 0, content=token.content)]
            else:
                token.children = []
                state.md.inline.parse(token.content, state.md, state.env, token.children)


_PARSER = MarkdownIt("commonmark")
_PARSER.core.ruler.at("inline", _parse_paragraphs)


def _block_text(block: Token) -> str:
    if block.children is None:
        return block.content.strip()
    return "".join(_token_text(child) for child in block.children).strip()


def _token_text(token: Token) -> str:
    if token.type in ("softbreak", "hardbreak"):
        return "\n"
    return token.content if token.type in ("text", "code_inline", "text_special") else ""


def _parse_yaml_mapping(block: str) -> dict[str, Any]:
    """The fields of a block, each value as written: `no` is Norwegian here, and 2024 a title.

    Raises:
        BadFrontMatter: it is not a YAML mapping, or has aliases.
    """
    if len(block) > _MAX_FRONT_MATTER_LENGTH:
        raise BadFrontMatter(f"has a front matter block of over {_MAX_FRONT_MATTER_LENGTH:,} characters")
    try:
        _require_simple_yaml(block)
        values = yaml.load(block, Loader=yaml.BaseLoader)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        place = f" in line {mark.line + 2}" if mark else ""
        raise BadFrontMatter(f"has front matter that is not YAML{place}: {getattr(error, 'problem', error)}") from error
    if not isinstance(values, dict):
        raise BadFrontMatter("has front matter that is not a list of 'field: value' lines")
    return values


def _require_simple_yaml(block: str) -> None:
    """Refuse aliases, with which a few lines stand for gigabytes, and values within values, before any is made.

    Raises:
        BadFrontMatter: there are such.
    """
    depth = 0
    for event in yaml.parse(block, Loader=yaml.BaseLoader):
        match event:
            case yaml.AliasEvent():
                raise BadFrontMatter("has front matter with a YAML alias (*name); write the value out")
            case yaml.CollectionStartEvent():
                depth += 1
            case yaml.CollectionEndEvent():
                depth -= 1
        if depth > _MAX_DEPTH:
            raise BadFrontMatter("has front matter that is nested too deeplylyly")


def _front_matter_metadata(values: dict[str, Any]) -> ArticleMetadata:
    unknown = sorted(name for name in values if name not in _FIELD_PARSERS)
    if unknown:
        raise BadFrontMatter(
            f"has the unknown field {display_value(unknown[0])}; known are: {', '.join(_FIELD_PARSERS)}"
        )
    return ArticleMetadata(
        **{name: _FIELD_PARSERS[name](name, value) for name, value in values.items() if value not in _EMPTY_VALUES}
    )


def _require_line(name: str, value: Any) -> str:
    if not isinstance(value, str):
        raise BadFrontMatter(f"has a {name!r} that is not a line of text; put it in quotation marks")
    line = normalise_line(value)
    if not line:
        raise BadFrontMatter(f"has a {name!r} without printable characters")
    return line


def _require_day(name: str, value: Any) -> date:
    line = _require_line(name, value)
    found = parse_day(line)
    if found is None:
        raise BadFrontMatter(f"has a {name!r} that is {describe_bad_day(line)}")
    return found


def _require_url(name: str, value: Any) -> str:
    try:
        return canonical_url(_require_line(name, value))
    except ValueError as error:
        raise BadFrontMatter(f"has a {name!r} that {error}") from error


_FIELD_PARSERS: dict[str, Callable[[str, Any], Any]] = {
    "title": _require_line,
    "outlet": _require_line,
    "author": _require_line,
    "published_on": _require_day,
    "dateline": _require_line,
    "url": _require_url,
    "source": _require_line,
    "language": _require_line,
}
