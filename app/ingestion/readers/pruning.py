"""A page's tree without what stands around its text: navigation, captions, promotions, comments.

Only what the markup itself says is taken out: what an element is, what its author calls it, that it is nothing but
links. Which of the rest is the text is trafilatura's to find.
"""

import re

from lxml.html import HtmlElement

from app.ingestion.readers.markup import BLOCKS, NO_TEXT

# Words in the names of classes, ids and components of what is not the text, though it may stand between its paragraphs.
_ASIDE = {
    "ad", "ads", "advert", "advertisement", "advertorial", "breadcrumb", "breadcrumbs", "byline", "caption",
    "citation", "comment", "comments", "consent", "contact", "cookie", "cookies", "credit", "dateline", "disqus",
    "donate", "footer", "gdpr", "header", "kicker", "login", "masthead", "menu", "meta", "metadata", "nav",
    "navigation", "newsletter", "outbrain", "pager", "pagination", "paywall", "popular", "promo", "promos",
    "promotion", "pullquote", "recommended", "recommendations", "related", "respond", "share", "shares",
    "sharedaddy", "sharing", "sidebar", "signup", "social", "sponsored", "standfirst", "submeta", "subscribe",
    "subscription", "syndication", "taboola", "tag", "tags", "teaser", "toolbar", "trending", "trust",
}  # fmt: skip
# "has-sidebar" is said of what stands beside one.
_BESIDE = re.compile(r"\b(?:has|with|without|no|show|is)[-_]\w+")
_WORD = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")
_AUTHOR_BOX = re.compile(r"author[-_]*(?:bio|box|card|desc|info|profile)", re.I)
_NAMES = ("class", "id", "data-component", "data-testid", "itemprop")
_ROLES = {
    "alertdialog", "banner", "complementary", "contentinfo", "dialog", "form", "menu", "navigation", "note",
    "search", "toolbar",
}  # fmt: skip
_HEADINGS = ("h1", "h2", "h3")
# What holds more of a page's words than this is no aside, whatever it is called.
_GREAT = 0.3
_TEASER = 80
# What has more of its words in links than this leads elsewhere.
_LINKS = 0.6


def prune(tree: HtmlElement) -> None:
    """Take out what is no text; make paragraphs of the elements and cells that stand for them."""
    whole = len(tree.text_content())
    for element in list(tree.iter()):
        if element.getparent() is None or element.tag in ("html", "body", "main"):
            continue
        if _stands_around(element) and len(element.text_content()) <= _GREAT * whole:
            element.drop_tree()
    _unfold_tables(tree)
    for element in list(tree.iter("div", "p", "li", "td")):
        if not any(child.tag in BLOCKS for child in element.iterdescendants()):
            if _leads_elsewhere(element):
                element.drop_tree()
            elif element.tag == "div":
                element.tag = "p"


def _stands_around(element: HtmlElement) -> bool:
    tag = str(element.tag)
    if tag in NO_TEXT or tag == "header" or tag.startswith("amp-") or element.get("role") in _ROLES:
        return True
    if tag in _HEADINGS:
        return False
    named = _BESIDE.sub("", " ".join(element.get(name) or "" for name in _NAMES))
    if _AUTHOR_BOX.search(named) or any(word.lower() in _ASIDE for word in _WORD.findall(named)):
        return True
    return _is_hidden(element) or (tag == "article" and _is_teaser(element))


def _is_teaser(article: HtmlElement) -> bool:
    """Whether it is short and its heading a link: then the article itself is elsewhere."""
    heading = next(article.iter("h1", "h2", "h3", "h4"), None)
    linked = heading is not None and (_leads_elsewhere(heading) or any(a.tag == "a" for a in heading.iterancestors()))
    return linked and len(article.text_content().split()) <= _TEASER


def _is_hidden(element: HtmlElement) -> bool:
    style = (element.get("style") or "").replace(" ", "").lower()
    return element.get("hidden") is not None or element.get("aria-hidden") == "true" or "display:none" in style


def _unfold_tables(tree: HtmlElement) -> None:
    """Tables that place the parts of a page, as before style sheets: their cells hold blocks, or other tables."""
    for table in list(tree.iter("table")):
        if any(
            cell.find(f".//{tag}") is not None for cell in table.iter("td") for tag in ("p", "h1", "h2", "table", "hr")
        ):
            for part in table.xpath("self::table | ./tbody | ./tr | ./tbody/tr | ./tr/td | ./tbody/tr/td"):
                part.tag = "div"


def _leads_elsewhere(element: HtmlElement) -> bool:
    words = len("".join(element.text_content().split()))
    linked = sum(len("".join(link.text_content().split())) for link in element.iter("a") if link.get("href"))
    return words > 0 and linked > _LINKS * words
