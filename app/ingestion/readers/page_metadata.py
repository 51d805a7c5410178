"""What a page says of its article: in linked data, in meta elements, in microdata, in its headings."""

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import islice
from typing import Any
from urllib.parse import urlsplit

from lxml.html import HtmlElement

from app.ingestion.readers.field_values import clean_language, clean_line, clean_url, parse_byline
from app.ingestion.readers.jsonld import LinkedNode, find_article_nodes, read_node_metadata
from app.ingestion.readers.page_dates import choose_stated_day
from app.ingestion.readers.types import ArticleMetadata

_AUTHOR_METAS = (
    "author",
    "byl",
    "article:author",
    "dc.creator",
    "dcterms.creator",
    "parsely-author",
    "sailthru.author",
)
_DAY_METAS = (
    "article:published_time", "og:published_time", "datepublished", "date", "pubdate", "publishdate", "publish-date",
    "dc.date.issued", "dcterms.issued", "dc.date", "dcterms.date", "dcterms.created", "parsely-pub-date",
    "sailthru.date", "govuk:first-published-at", "cxenseparse:recs:publishtime",
)  # fmt: skip
_OUTLET_METAS = ("og:site_name", "application-name", "publisher", "dc.publisher", "dcterms.publisher")
_TITLE_SEPARATOR = re.compile(r"\s+[|\-–—·»]\s+|:\s+")
_HOST_PREFIX = re.compile(r"(?:www|m|amp|mobile)\.")
# A shorter heading in a title is chance.
_MIN_HEADING_LENGTH = 10
# Longer ones are no titles.
_MAX_TITLE_LENGTH = 1_000
# Nobody has written with more.
_MAX_AUTHORS = 20
# A page of more is a list.
_MAX_TIME_ELEMENTS = 100


def find_linked_articles(tree: HtmlElement) -> list[LinkedNode]:
    """The articles in a page's linked data; what is broken in it is as good as not there."""
    found: list[LinkedNode] = []
    for script in tree.iter("script"):
        if (script.get("type") or "").partition(";")[0].strip().lower() == "application/ld+json":
            try:
                found += find_article_nodes(json.loads(script.text or "", strict=False))
            except (ValueError, RecursionError):
                continue
    return found


def read_page_metadata(tree: HtmlElement, address: str | None) -> ArticleMetadata:
    """The facts of the article on a page that was read from this address, if it is known."""
    metas = _collect_metas(tree)
    linked = find_linked_articles(tree)
    stated = next(map(read_node_metadata, linked), ArticleMetadata()).filled_from(_read_microdata(tree))
    titles = [
        text[:_MAX_TITLE_LENGTH] for text in (metas.get("og:title"), _element_text(tree.find(".//title"))) if text
    ]
    heading = _find_heading(tree, titles)
    outlet = stated.outlet or _first_meta(metas, _OUTLET_METAS) or _find_outlet_in_titles(titles, heading, tree)
    url = _canonical_address(tree, metas, stated.url, address)
    author = stated.author or _find_author(tree, metas)
    return replace(
        stated,
        title=heading or stated.title or next((_strip_outlet(title, outlet) for title in titles), None),
        outlet=outlet,
        author=author and (parse_byline(author) or author),
        published_on=choose_stated_day(_publication_stamps(tree, metas, linked), url),
        url=url,
        language=clean_language(tree.get("lang") or tree.get("{http://www.w3.org/XML/1998/namespace}lang"))
        or stated.language,
    )


def _collect_metas(tree: HtmlElement) -> dict[str, str]:
    found: dict[str, str] = {}
    for meta in tree.iter("meta"):
        name = (meta.get("property") or meta.get("name") or "").lower()
        content = clean_line(meta.get("content"))
        if name and content:
            found.setdefault(name, content)
    return found


def _first_meta(metas: dict[str, str], names: Iterable[str]) -> str | None:
    return next((metas[name] for name in names if name in metas), None)


def _read_microdata(tree: HtmlElement) -> ArticleMetadata:
    return ArticleMetadata(
        title=next(_itemprop_values(tree, "headline"), None),
        outlet=next(_itemprop_values(tree, "publisher"), None),
        author=", ".join(dict.fromkeys(islice(_itemprop_values(tree, "author"), _MAX_AUTHORS))) or None,
    )


def _itemprop_values(tree: HtmlElement, name: str) -> Iterator[str]:
    # It is a list of words, as a class is.
    for element in tree.xpath("//*[contains(concat(' ', normalize-space(@itemprop), ' '), $name)]", name=f" {name} "):
        inner = element.xpath(".//*[@itemprop='name']")
        holder = inner[0] if inner else element
        value = holder.get("content") or holder.get("datetime") or (name == "datePublished" and holder.get("title"))
        if text := clean_line(value or holder.text_content()):
            yield text


def _find_author(tree: HtmlElement, metas: dict[str, str]) -> str | None:
    named = (metas[name] for name in _AUTHOR_METAS if name in metas and not clean_url(metas[name]))
    return next(named, None) or _element_text(next(iter(tree.xpath("//*[@rel='author']")), None))


def _find_heading(tree: HtmlElement, titles: list[str]) -> str | None:
    """The longest heading that the page's title holds as well: the title without the site's name around it."""
    headings = filter(None, map(_element_text, tree.iter("h1", "h2", "h3")))
    held = [one for one in headings if len(one) >= _MIN_HEADING_LENGTH and any(one in title for title in titles)]
    return max(held, key=len, default=None)


def _find_outlet_in_titles(titles: list[str], heading: str | None, tree: HtmlElement) -> str | None:
    """What stands in a title beside the heading, if the page names it elsewhere too."""
    for title in titles if heading else ():
        before, _, after = title.partition(heading or "")
        rest = [part for part in _TITLE_SEPARATOR.split(f"{before}\n{after}".strip()) if part.strip(" :|-–—\n")]
        name = clean_line(rest[-1].strip(" :|-–—")) if rest else None
        body = tree.find("body")
        if (
            name
            and body is not None
            and (name in " ".join(body.text_content().split()) or body.xpath("//*[@alt=$n]", n=name))
        ):
            return name
    return None


def _strip_outlet(title: str, outlet: str | None) -> str:
    """A title without the outlet's name at its end or its beginning."""
    parts = _TITLE_SEPARATOR.split(title)
    if outlet and len(parts) > 1:
        if parts[-1] == outlet:
            return title[: title.rindex(outlet)].rstrip(" |-–—·»:")
        if parts[0] == outlet:
            return title.removeprefix(outlet).lstrip(" |-–—·»:")
    return title


def _publication_stamps(tree: HtmlElement, metas: dict[str, str], linked: list[LinkedNode]) -> Iterator[Any]:
    """All that the page states of when its article came out, the surest first."""
    for article in linked[:1]:
        yield from (article.get("datePublished"), article.get("dateCreated"))
    yield from _itemprop_values(tree, "datePublished")
    yield from (metas.get(name) for name in _DAY_METAS)
    # Outside of comments and lists of other articles.
    inside = "ancestor::*[self::aside or self::nav or self::footer or contains(@class, 'comment')]"
    yield from tree.xpath(f"//time[@datetime][not({inside})]/@datetime | //abbr[contains(@class, 'published')]/@title")[
        :_MAX_TIME_ELEMENTS
    ]


def _canonical_address(
    tree: HtmlElement, metas: dict[str, str], stated: str | None, read_from: str | None
) -> str | None:
    """The canonical address. A page cannot speak for another site: from there, only where it was read counts."""
    canonical = tree.xpath("//link[@rel='canonical']/@href")
    for found in (*map(clean_url, canonical), clean_url(metas.get("og:url")), stated):
        if found and (read_from is None or _is_same_site(found, read_from)):
            return found
    return clean_url(read_from)


def _is_same_site(one: str, other: str) -> bool:
    hosts = sorted((_HOST_PREFIX.sub("", urlsplit(url).hostname or "", count=1) for url in (one, other)), key=len)
    return hosts[1] == hosts[0] or hosts[1].endswith("." + hosts[0])


def _element_text(element: HtmlElement | None) -> str | None:
    return None if element is None else clean_line(element.text_content())
