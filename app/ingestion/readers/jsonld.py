"""schema.org's articles in JSON-LD, in a file of their own or in a page."""

from collections.abc import Iterator
from typing import Any

from app.errors import EmptyText
from app.ingestion.readers.dates import parse_publication_day
from app.ingestion.readers.field_values import clean_language, clean_line, clean_names, clean_url
from app.ingestion.readers.markup import markup_to_text
from app.ingestion.readers.types import ArticleMetadata

# NewsArticle, its kinds and its kin.
_ARTICLE_TYPES = {
    "NewsArticle", "AnalysisNewsArticle", "AskPublicNewsArticle", "BackgroundNewsArticle", "OpinionNewsArticle",
    "ReportageNewsArticle", "ReviewNewsArticle", "Article", "Report", "BlogPosting", "LiveBlogPosting",
    "SocialMediaPosting",
}  # fmt: skip
_MAX_DEPTH = 12

LinkedNode = dict[str, Any]


def find_article_nodes(value: Any) -> list[LinkedNode]:
    """The articles in a JSON-LD value, in their order, with what they refer to by @id put in its place."""
    nodes = list(_walk_nodes(value, 0))
    known = {node["@id"]: node for node in nodes if isinstance(node.get("@id"), str) and len(node) > 1}
    return [_resolve_references(node, known) for node in nodes if _node_types(node) & _ARTICLE_TYPES]


def read_node_metadata(article: LinkedNode) -> ArticleMetadata:
    page = article.get("mainEntityOfPage")
    page = page.get("@id") or page.get("url") if isinstance(page, dict) else page
    return ArticleMetadata(
        title=clean_line(article.get("headline")) or clean_line(article.get("name")),
        outlet=clean_names(article.get("publisher"))
        or clean_names(article.get("sourceOrganization"))
        or clean_names(article.get("isPartOf")),
        author=clean_names(article.get("author")) or clean_names(article.get("creator")),
        **parse_publication_day(article.get("datePublished"), article.get("dateCreated")),
        dateline=clean_line(article.get("dateline")),
        url=clean_url(article.get("url")) or clean_url(page) or clean_url(article.get("@id")),
        language=clean_language(article.get("inLanguage")),
    )


def read_article_node(article: LinkedNode) -> tuple[ArticleMetadata, str]:
    """The article in a node of linked data.

    Raises:
        EmptyText: it has no body, or no more of it than is free to read.
    """
    body = article.get("articleBody") or article.get("text")
    if not isinstance(body, str) or not body.strip():
        locked = "behind a paywall" if is_paywalled(article) else "without an articleBody"
        raise EmptyText(f"is an article {locked}; give its page instead")
    return read_node_metadata(article), markup_to_text(body)


def is_paywalled(article: LinkedNode) -> bool:
    """Whether the article says of itself that it is not free to read."""
    return str(article.get("isAccessibleForFree")).lower() == "false"


def _walk_nodes(value: Any, depth: int) -> Iterator[LinkedNode]:
    """Every object that stands for itself: in a list, in a graph, as the main thing of a page or as a list's item."""
    if depth > _MAX_DEPTH:
        return
    if isinstance(value, list):
        for one in value:
            yield from _walk_nodes(one, depth + 1)
    elif isinstance(value, dict):
        yield value
        for name in ("@graph", "mainEntity", "itemListElement", "item"):
            yield from _walk_nodes(value.get(name), depth + 1)


def _resolve_references(article: LinkedNode, known: dict[str, LinkedNode]) -> LinkedNode:
    return {name: _resolve_value(value, known) for name, value in article.items()}


def _resolve_value(value: Any, known: dict[str, LinkedNode]) -> Any:
    if isinstance(value, list):
        return [_resolve_value(one, known) for one in value]
    if isinstance(value, dict) and "name" not in value and isinstance(value.get("@id"), str):
        return known.get(value["@id"], value)
    return value


def _node_types(node: LinkedNode) -> set[str]:
    kinds = node.get("@type")
    found = kinds if isinstance(kinds, list) else [kinds]
    return {kind.rpartition("/")[2].removeprefix("schema:") for kind in found if isinstance(kind, str)}
