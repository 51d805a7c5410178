"""schema.org's articles in JSON-LD, in a file of their own or in a page."""

from collections.abc import Iterator
from typing import Any

from app.errors import EmptyText
from app.ingestion.readers.dates import dated
from app.ingestion.readers.field_values import language, line, link, names
from app.ingestion.readers.markup import text_of_markup
from app.ingestion.readers.metadata import Facts

# NewsArticle, its kinds and its kin.
_ARTICLES = {
    "NewsArticle", "AnalysisNewsArticle", "AskPublicNewsArticle", "BackgroundNewsArticle", "OpinionNewsArticle",
    "ReportageNewsArticle", "ReviewNewsArticle", "Article", "Report", "BlogPosting", "LiveBlogPosting",
    "SocialMediaPosting",
}  # fmt: skip
_OUTLET = ("publisher", "sourceOrganization", "isPartOf")
_DEEPEST = 12

Node = dict[str, Any]


def articles_in(value: Any) -> list[Node]:
    """The articles in a JSON-LD value, in their order, with what they refer to by @id put in its place."""
    nodes = list(_nodes(value, 0))
    known = {node["@id"]: node for node in nodes if isinstance(node.get("@id"), str) and len(node) > 1}
    return [_joined(node, known) for node in nodes if _types(node) & _ARTICLES]


def facts_of(article: Node) -> Facts:
    page = article.get("mainEntityOfPage")
    page = page.get("@id") or page.get("url") if isinstance(page, dict) else page
    return Facts(
        title=line(article.get("headline")) or line(article.get("name")),
        outlet=names(article.get("publisher"))
        or names(article.get("sourceOrganization"))
        or names(article.get("isPartOf")),
        author=names(article.get("author")) or names(article.get("creator")),
        **dated(article.get("datePublished"), article.get("dateCreated")),
        dateline=line(article.get("dateline")),
        url=link(article.get("url")) or link(page) or link(article.get("@id")),
        language=language(article.get("inLanguage")),
    )


def read_article(article: Node) -> tuple[Facts, str]:
    """The article in a node of linked data.

    Raises:
        EmptyText: it has no body, or no more of it than is free to read.
    """
    body = article.get("articleBody") or article.get("text")
    if not isinstance(body, str) or not body.strip():
        locked = "behind a paywall" if is_locked(article) else "without an articleBody"
        raise EmptyText(f"is an article {locked}; give its page instead")
    return facts_of(article), text_of_markup(body)


def is_locked(article: Node) -> bool:
    """Whether the article says of itself that it is not free to read."""
    return str(article.get("isAccessibleForFree")).lower() == "false"


def _nodes(value: Any, depth: int) -> Iterator[Node]:
    """Every object that stands for itself: in a list, in a graph, as the main thing of a page or as a list's item."""
    if depth > _DEEPEST:
        return
    if isinstance(value, list):
        for one in value:
            yield from _nodes(one, depth + 1)
    elif isinstance(value, dict):
        yield value
        for name in ("@graph", "mainEntity", "itemListElement", "item"):
            yield from _nodes(value.get(name), depth + 1)


def _joined(article: Node, known: dict[str, Node]) -> Node:
    return {name: _looked_up(value, known) for name, value in article.items()}


def _looked_up(value: Any, known: dict[str, Node]) -> Any:
    if isinstance(value, list):
        return [_looked_up(one, known) for one in value]
    if isinstance(value, dict) and "name" not in value and isinstance(value.get("@id"), str):
        return known.get(value["@id"], value)
    return value


def _types(node: Node) -> set[str]:
    kinds = node.get("@type")
    found = kinds if isinstance(kinds, list) else [kinds]
    return {kind.rpartition("/")[2].removeprefix("schema:") for kind in found if isinstance(kind, str)}
