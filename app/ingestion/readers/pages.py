"""A web page to its article: the main text, and what the page says of it."""

from collections.abc import Iterator
from functools import partial
from itertools import dropwhile
from typing import Any, BinaryIO

from lxml import etree
from lxml.html import HtmlElement

from app.errors import EmptyText, NotText
from app.ingestion.readers.days import day
from app.ingestion.readers.facts import Facts
from app.ingestion.readers.furniture import without_furniture
from app.ingestion.readers.markup import paragraphs_of, parse_html
from app.ingestion.readers.page_facts import linked_articles, page_facts
from app.ingestion.readers.pruning import prune
from app.ingestion.readers.reading import STUMBLES, Piece, Reading, whole
from app.ingestion.readers.values import byline
from app.ingestion.readers.walls import refuse_wall

# Paragraphs under a title that may be its byline and its day.
_HEAD = 3


def read_html(stream: BinaryIO, given: Facts, how: Reading) -> Iterator[Piece]:
    """The one article of a page."""
    yield Piece(None, partial(_read, whole(stream, how.max_bytes), given, how))


def read_page(markup: str, address: str | None) -> tuple[Facts, str]:
    """The facts and the text of the article on a page.

    Raises:
        EmptyText: there is no article on it, or one that is kept behind a wall; the message says which.
        NotText: characters of the text were lost.
    """
    try:
        tree = parse_html(markup)
    except etree.ParserError as error:
        raise EmptyText("is an empty page") from error
    facts, linked = page_facts(tree, address), linked_articles(tree)
    for element in list(tree.iter("script", "style", "noscript", "template")):
        element.drop_tree()
    visible = " ".join(tree.text_content().split())
    facts = facts.or_else(_printed_above(facts.title, paragraphs_of(tree)))
    prune(tree)
    text = "\n\n".join(dropwhile(lambda paragraph: _is_head(paragraph, facts), _main_text(tree)))
    refuse_wall(text, visible, linked)
    if not text:
        raise EmptyText("is a page without the text of an article")
    if "\N{REPLACEMENT CHARACTER}" in text:
        raise NotText("is a page with bytes that are none of its encoding; give its --encoding")
    return facts, text


def _read(data: bytes, given: Facts, how: Reading) -> tuple[Facts, str]:
    # A byte that is wrong somewhere on a page is no reason to refuse its article, unless it is in its text.
    return read_page(data.decode(how.codec_of(data), "replace"), given.url)


def _main_text(tree: HtmlElement) -> list[str]:
    # Loaded when the first page comes: it takes a third of a second that other commands need not wait.
    from trafilatura import bare_extraction

    try:
        found: Any = bare_extraction(tree, include_comments=False)
    except STUMBLES as error:
        raise EmptyText(f"is a page that cannot be read: {error or type(error).__name__}") from error
    if found is None or found.body is None:
        return []
    return without_furniture(paragraphs_of(found.body))


def _printed_above(title: str | None, paragraphs: list[str]) -> Facts:
    """The byline and the day that stand under the title: older pages say neither anywhere else."""
    facts = Facts()
    if title in paragraphs:
        place = paragraphs.index(title) + 1
        for one in "\n".join(paragraphs[place : place + _HEAD]).split("\n"):
            facts = facts.or_else(Facts(author=byline(one), published_on=day(one)))
    return facts


def _is_head(paragraph: str, facts: Facts) -> bool:
    return all(one == facts.title or byline(one) or day(one) for one in paragraph.split("\n"))
