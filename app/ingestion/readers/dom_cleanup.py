"""What a page's markup calls something else than text: captions, bylines, promotions, comments, lists of links.

Which part of a page is its text is trafilatura's to find. This only takes single paragraphs out of that, by what
their elements are called, and never many: names are given for other ends too, and wrongly.
"""

import re

from lxml import etree
from lxml.html import HtmlElement

from app.ingestion.readers.markup import BLOCKS, NO_TEXT, holders_of_blocks, paragraphs_of

# Words in the names of classes, ids and components. Each kind of them is here because, by the benchmark of pages, the
# text is better for it on the public sets; "tag", "paywall", "sidebar" and "teaser" are not, since articles bear them.
_ASIDE = {
    "ads", "advert", "advertisement", "breadcrumb", "breadcrumbs", "byline", "caption", "citation", "comment",
    "comments", "contact", "credit", "dateline", "disqus", "donate", "footer", "header", "kicker", "masthead",
    "menu", "meta", "metadata", "nav", "navigation", "newsletter", "outbrain", "pager", "pagination", "popular",
    "promo", "promos", "promotion", "recommendations", "recommended", "related", "respond", "share",
    "sharedaddy", "shares", "sharing", "signup", "social", "sponsored", "submeta", "subscribe", "subscription",
    "syndication", "taboola", "toolbar", "trending",
}  # fmt: skip
# "has-comments" is said of what stands beside some.
_BESIDE = re.compile(r"\b(?:has|with|without|no|show|is)[-_]\w+")
_WORD = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")
_AUTHOR_BOX = re.compile(r"author[-_]{0,3}(?:bio|box|card|desc|info|profile)", re.I)
_NAMES = ("class", "id", "data-component", "data-testid", "itemprop")
_ROLES = {
    "alertdialog", "banner", "complementary", "contentinfo", "dialog", "form", "menu", "navigation", "note",
    "search", "toolbar",
}  # fmt: skip
_HEADINGS = {"h1", "h2", "h3"}
# Longer names than this are no names.
_NAME = 1_000
_TEASER = 80
# What has more of its words in links than this leads elsewhere.
_LINKS = 0.6
# If more of a text than this stood in asides, they would be none.
_GREAT = 0.3


def without_asides(text: list[str], shown: list[str], tree: HtmlElement) -> list[str]:
    """The paragraphs of a text that stand not only in asides; none where they are links and nothing else.

    `shown` are those of the whole page. The tree is used up.
    """
    if _lines(text) <= _linked(tree):
        return []
    whole = sum(map(len, text))
    _empty_asides(tree, _GREAT * whole)
    asides = _lines(shown) - _lines(paragraphs_of(tree))
    kept = [one for one in text if not asides.issuperset(one.split("\n"))]
    return kept if sum(map(len, kept)) >= (1 - _GREAT) * whole else text


def _lines(paragraphs: list[str]) -> set[str]:
    return {line for one in paragraphs for line in one.split("\n")}


def _linked(tree: HtmlElement) -> set[str]:
    return {" ".join(link.text_content().split()) for link in tree.iter("a")}


def _empty_asides(tree: HtmlElement, most: float) -> None:
    """Empty the asides, but for those with more characters than `most`."""
    holders, sizes = holders_of_blocks(tree), _sizes(tree)
    for element in list(tree.iter(etree.Element)):
        holds_blocks = element in holders
        if (element.tag in BLOCKS or holds_blocks) and sizes[element] <= most and _is_aside(element, holds_blocks):
            # It stays in its place, so that what stands around it is not joined.
            for child in list(element):
                element.remove(child)
            element.text = None


def _sizes(tree: HtmlElement) -> dict[HtmlElement, int]:
    """How many characters each element holds, found from below."""
    sizes: dict[HtmlElement, int] = {}
    for _, element in etree.iterwalk(tree, events=("end",)):
        sizes[element] = len(element.text or "") + sum(sizes[one] + len(one.tail or "") for one in element)
    return sizes


def _is_aside(element: HtmlElement, holds_blocks: bool) -> bool:
    tag = element.tag
    if tag in ("html", "body", "main"):
        return False
    if tag in NO_TEXT or tag.startswith("amp-") or element.get("role") in _ROLES:
        return True
    if tag in _HEADINGS:
        return False
    named = _BESIDE.sub("", " ".join((element.get(name) or "")[:_NAME] for name in _NAMES))
    if _AUTHOR_BOX.search(named) or any(word.lower() in _ASIDE for word in _WORD.findall(named)):
        return True
    if tag == "article":
        return _is_teaser(element)
    return tag in ("div", "p", "li", "td") and not holds_blocks and _leads_elsewhere(element)


def _is_teaser(article: HtmlElement) -> bool:
    """Whether it is short and its heading a link: then the article itself is elsewhere."""
    heading = next(article.iter("h1", "h2", "h3", "h4"), None)
    linked = heading is not None and (_leads_elsewhere(heading) or any(a.tag == "a" for a in heading.iterancestors()))
    return linked and len(article.text_content().split()) <= _TEASER


def _leads_elsewhere(element: HtmlElement) -> bool:
    words = len("".join(element.text_content().split()))
    linked = sum(len("".join(link.text_content().split())) for link in element.iter("a") if link.get("href"))
    return words > 0 and linked > _LINKS * words
