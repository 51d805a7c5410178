"""The main text of a page, as trafilatura finds it."""

from typing import Any

from lxml.html import HtmlElement

from app.errors import EmptyText
from app.ingestion.readers.markup import collect_paragraphs, ends_sentence, find_block_containers
from app.ingestion.readers.types import PARSER_ERRORS


def find_main_text(tree: HtmlElement) -> list[str]:
    """The paragraphs of the article on a page; none where there is no article.

    Raises:
        EmptyText: the page is too strange to be read.
    """
    # Loaded when the first page comes: it takes a third of a second that other commands need not wait.
    from trafilatura import bare_extraction

    _unwrap_layout_tables(tree)
    _unwrap_block_quotes(tree)
    _mark_paragraphs(tree)
    try:
        found: Any = bare_extraction(tree, include_comments=False)
    except PARSER_ERRORS as error:
        raise EmptyText(f"is a page that cannot be read: {error or type(error).__name__}") from error
    if found is None or found.body is None:
        return []
    return collect_paragraphs(found.body)


def _unwrap_layout_tables(tree: HtmlElement) -> None:
    """Tables that place the parts of a page, as before style sheets: their cells hold blocks, or other tables."""
    for table in list(tree.iter("table")):
        cells = table.xpath("./tr/td | ./tbody/tr/td")
        if any(cell.find(f".//{tag}") is not None for cell in cells for tag in ("p", "h1", "h2", "table", "hr")):
            for part in table.xpath("self::table | ./tbody | ./tr | ./tbody/tr | ./tr/td | ./tbody/tr/td"):
                part.tag = "div"


def _unwrap_block_quotes(tree: HtmlElement) -> None:
    """Quotations in a figure or an aside, their speaker in its caption: elsewhere these are pictures and promotions."""
    for quote in tree.iter("blockquote"):
        for holder in quote.iterancestors("figure", "aside"):
            holder.tag = "div"
            for caption in holder.iter("figcaption"):
                caption.tag = "p"


def _mark_paragraphs(tree: HtmlElement) -> None:
    """A division among paragraphs that is a sentence is a paragraph."""
    parents = {paragraph.getparent() for paragraph in tree.iter("p")}
    holders = find_block_containers(tree)
    for division in list(tree.iter("div")):
        if division.getparent() in parents and division not in holders and ends_sentence(division.text_content()):
            division.tag = "p"
