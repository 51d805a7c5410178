"""A web page to its article: the main text, and what the page says of it."""

from collections.abc import Iterator
from functools import partial
from itertools import dropwhile
from typing import BinaryIO

from lxml import etree

from app.errors import EmptyText, NotText
from app.ingestion.readers.boilerplate import without_furniture
from app.ingestion.readers.dates import day
from app.ingestion.readers.dom_cleanup import without_asides
from app.ingestion.readers.field_values import byline
from app.ingestion.readers.main_text import main_text
from app.ingestion.readers.markup import drop_unshown, paragraphs_of, parse_html
from app.ingestion.readers.metadata import Facts
from app.ingestion.readers.page_dates import searched_day
from app.ingestion.readers.page_metadata import linked_articles, page_facts
from app.ingestion.readers.paywalls import refuse_wall
from app.ingestion.readers.types import Piece, Reading, whole

# Paragraphs under a title that may be its byline and its day.
_HEAD = 3
# A longer page that states no day is not searched for one: the search goes through it again and again.
_SEARCHED = 1_000_000


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
    searched = None if facts.published_on or len(markup) > _SEARCHED else searched_day(tree, facts.url)
    found = main_text(tree)
    drop_unshown(tree)
    shown = paragraphs_of(tree)
    facts = facts.or_else(_printed_above(facts.title, shown)).or_else(Facts(published_on=searched))
    paragraphs = without_furniture(without_asides(found, shown, tree))
    text = "\n\n".join(dropwhile(lambda paragraph: _is_head(paragraph, facts), paragraphs))
    refuse_wall(text, " ".join(shown), linked)
    if not text:
        raise EmptyText("is a page without the text of an article")
    if "\N{REPLACEMENT CHARACTER}" in text:
        raise NotText("is a page with bytes that are none of its encoding; give its --encoding")
    return facts, text


def _read(data: bytes, given: Facts, how: Reading) -> tuple[Facts, str]:
    # A byte that is wrong somewhere on a page is no reason to refuse its article, unless it is in its text.
    return read_page(data.decode(how.codec_of(data), "replace"), given.url)


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
