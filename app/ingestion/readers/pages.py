"""A web page to its article: the main text, and what the page says of it."""

from collections.abc import Iterator
from functools import partial
from itertools import dropwhile
from typing import BinaryIO

from lxml import etree

from app.errors import EmptyText, NotText
from app.ingestion.readers.dates import parse_day
from app.ingestion.readers.dom_cleanup import drop_asides, drop_boilerplate
from app.ingestion.readers.field_values import parse_byline
from app.ingestion.readers.main_text import find_main_text
from app.ingestion.readers.markup import collect_paragraphs, drop_invisible_elements, parse_html
from app.ingestion.readers.page_dates import search_page_day
from app.ingestion.readers.page_metadata import find_linked_articles, read_page_metadata
from app.ingestion.readers.paywalls import refuse_walled_page
from app.ingestion.readers.types import ArticleMetadata, PendingArticle, ReaderOptions, read_within_limit

# Paragraphs under a title that may be its byline and its day.
_BYLINE_PARAGRAPHS = 3
# A longer page that states no day is not searched for one: the search goes through it again and again.
_MAX_SEARCHED_LENGTH = 1_000_000


def read_html(stream: BinaryIO, caller_metadata: ArticleMetadata, options: ReaderOptions) -> Iterator[PendingArticle]:
    """The one article of a page."""
    yield PendingArticle(
        None, partial(_parse_page_bytes, read_within_limit(stream, options.max_bytes), caller_metadata, options)
    )


def read_page(markup: str, address: str | None) -> tuple[ArticleMetadata, str]:
    """The facts and the text of the article on a page.

    Raises:
        EmptyText: there is no article on it, or one that is kept behind a wall; the message says which.
        NotText: characters of the text were lost.
    """
    try:
        tree = parse_html(markup)
    except etree.ParserError as error:
        raise EmptyText("is an empty page") from error
    facts, linked = read_page_metadata(tree, address), find_linked_articles(tree)
    searched = None if facts.published_on or len(markup) > _MAX_SEARCHED_LENGTH else search_page_day(tree, facts.url)
    found = find_main_text(tree)
    drop_invisible_elements(tree)
    shown = collect_paragraphs(tree)
    facts = facts.filled_from(_read_byline_block(facts.title, shown)).filled_from(
        ArticleMetadata(published_on=searched)
    )
    paragraphs = drop_boilerplate(drop_asides(found, shown, tree))
    text = "\n\n".join(dropwhile(lambda paragraph: _is_byline_block(paragraph, facts), paragraphs))
    refuse_walled_page(text, " ".join(shown), linked)
    if not text:
        raise EmptyText("is a page without the text of an article")
    if "\N{REPLACEMENT CHARACTER}" in text:
        raise NotText("is a page with bytes that its encoding does not allow; give its --encoding")
    return facts, text


def _parse_page_bytes(
    data: bytes, caller_metadata: ArticleMetadata, options: ReaderOptions
) -> tuple[ArticleMetadata, str]:
    # A byte that is wrong somewhere on a page is no reason to refuse its article, unless it is in its text.
    return read_page(data.decode(options.detect_codec(data), "replace"), caller_metadata.url)


def _read_byline_block(title: str | None, paragraphs: list[str]) -> ArticleMetadata:
    """The byline and the day that stand under the title: older pages say neither anywhere else."""
    facts = ArticleMetadata()
    if title in paragraphs:
        place = paragraphs.index(title) + 1
        for one in "\n".join(paragraphs[place : place + _BYLINE_PARAGRAPHS]).split("\n"):
            facts = facts.filled_from(ArticleMetadata(author=parse_byline(one), published_on=parse_day(one)))
    return facts


def _is_byline_block(paragraph: str, facts: ArticleMetadata) -> bool:
    return all(one == facts.title or parse_byline(one) or parse_day(one) for one in paragraph.split("\n"))
