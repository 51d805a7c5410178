"""Removing paragraphs that are not article text: captions, bylines, promotions, comments, lists of links, boilerplate.

trafilatura finds the main part of a page. This removes single paragraphs from it by the names of their elements, and
never many: names are used for other purposes too, and wrongly.
"""

import re

from lxml import etree
from lxml.html import HtmlElement

from app.ingestion.readers.markup import (
    BLOCK_TAGS,
    NON_TEXT_TAGS,
    collect_paragraphs,
    ends_sentence,
    find_block_containers,
)

# Words in the names of classes, ids and components. Each kind of them is here because, by the benchmark of pages, the
# text is better for it on the public sets; "tag", "paywall", "sidebar" and "teaser" are not, since articles bear them.
_ASIDE_WORDS = {
    "ads", "advert", "advertisement", "breadcrumb", "breadcrumbs", "byline", "caption", "citation", "comment",
    "comments", "contact", "credit", "dateline", "disqus", "donate", "footer", "header", "kicker", "masthead",
    "menu", "meta", "metadata", "nav", "navigation", "newsletter", "outbrain", "pager", "pagination", "popular",
    "promo", "promos", "promotion", "recommendations", "recommended", "related", "respond", "share",
    "sharedaddy", "shares", "sharing", "signup", "social", "sponsored", "submeta", "subscribe", "subscription",
    "syndication", "taboola", "toolbar", "trending",
}  # fmt: skip
# "has-comments" is said of what stands beside some.
_STATE_CLASS = re.compile(r"\b(?:has|with|without|no|show|is)[-_]\w+")
_WORD = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")
_AUTHOR_BOX = re.compile(r"author[-_]{0,3}(?:bio|box|card|desc|info|profile)", re.I)
_NAMING_ATTRIBUTES = ("class", "id", "data-component", "data-testid", "itemprop")
_ASIDE_ROLES = {
    "alertdialog", "banner", "complementary", "contentinfo", "dialog", "form", "menu", "navigation", "note",
    "search", "toolbar",
}  # fmt: skip
_HEADINGS = {"h1", "h2", "h3"}
# Longer names than this are no names.
_MAX_NAME_LENGTH = 1_000
_MAX_TEASER_WORDS = 80
# What has more of its words in links than this leads elsewhere.
_MAX_LINK_SHARE = 0.6
# If more of a text than this stood in asides, they would be none.
_MAX_ASIDE_SHARE = 0.3


def drop_asides(text: list[str], shown: list[str], tree: HtmlElement) -> list[str]:
    """The paragraphs of a text that stand not only in asides; none where they are links and nothing else.

    `shown` are those of the whole page. The tree is used up.
    """
    if _split_lines(text) <= _link_texts(tree):
        return []
    whole = sum(map(len, text))
    _clear_asides(tree, _MAX_ASIDE_SHARE * whole)
    asides = _split_lines(shown) - _split_lines(collect_paragraphs(tree))
    kept = [one for one in text if not asides.issuperset(one.split("\n"))]
    return kept if sum(map(len, kept)) >= (1 - _MAX_ASIDE_SHARE) * whole else text


def _split_lines(paragraphs: list[str]) -> set[str]:
    return {line for one in paragraphs for line in one.split("\n")}


def _link_texts(tree: HtmlElement) -> set[str]:
    return {" ".join(link.text_content().split()) for link in tree.iter("a")}


def _clear_asides(tree: HtmlElement, most: float) -> None:
    """Empty the asides, but for those with more characters than `most`."""
    holders, sizes = find_block_containers(tree), _text_lengths(tree)
    for element in list(tree.iter(etree.Element)):
        holds_blocks = element in holders
        if (element.tag in BLOCK_TAGS or holds_blocks) and sizes[element] <= most and _is_aside(element, holds_blocks):
            # It stays in its place, so that what stands around it is not joined.
            for child in list(element):
                element.remove(child)
            element.text = None


def _text_lengths(tree: HtmlElement) -> dict[HtmlElement, int]:
    """How many characters each element holds, found from below."""
    sizes: dict[HtmlElement, int] = {}
    for _, element in etree.iterwalk(tree, events=("end",)):
        sizes[element] = len(element.text or "") + sum(sizes[one] + len(one.tail or "") for one in element)
    return sizes


def _is_aside(element: HtmlElement, holds_blocks: bool) -> bool:
    tag = element.tag
    if tag in ("html", "body", "main"):
        return False
    if tag in NON_TEXT_TAGS or tag.startswith("amp-") or element.get("role") in _ASIDE_ROLES:
        return True
    if tag in _HEADINGS:
        return False
    named = _STATE_CLASS.sub("", " ".join((element.get(name) or "")[:_MAX_NAME_LENGTH] for name in _NAMING_ATTRIBUTES))
    if _AUTHOR_BOX.search(named) or any(word.lower() in _ASIDE_WORDS for word in _WORD.findall(named)):
        return True
    if tag == "article":
        return _is_teaser(element)
    return tag in ("div", "p", "li", "td") and not holds_blocks and _is_mostly_links(element)


def _is_teaser(article: HtmlElement) -> bool:
    """Whether it is short and its heading a link: then the article itself is elsewhere."""
    heading = next(article.iter("h1", "h2", "h3", "h4"), None)
    linked = heading is not None and (_is_mostly_links(heading) or any(a.tag == "a" for a in heading.iterancestors()))
    return linked and len(article.text_content().split()) <= _MAX_TEASER_WORDS


def _is_mostly_links(element: HtmlElement) -> bool:
    words = len("".join(element.text_content().split()))
    linked = sum(len("".join(link.text_content().split())) for link in element.iter("a") if link.get("href"))
    return words > 0 and linked > _MAX_LINK_SHARE * words


# A full stop ends a credit and only a full stop: a line can be read in one way.
_CREDIT = r"(?:additional |further )?(?:reporting|writing|editing|production) by [^.]{3,400}"
_BOILERPLATE_LINE = re.compile(
    r"(?:also read|read also|read more|read next|see also|see more on|related|more on this|watch)\s*[:|–—-].*"
    rf"|{_CREDIT}(?:\.\s*{_CREDIT})*\.?\s*"
    r"|a version of this (?:article|story) (?:appears|appeared|was published) .*"
    r"|(?:copyright|©|\(c\)) .*|all rights reserved\.?|advertisement|sponsored|share (?:this|on) .*"
    r"|sign up (?:for|to) .*|.*\bprinter-friendly version\b.*|(?:skip past|after) newsletter promotion",
    re.I,
)
# Headings of what is the end of a page, and of lists of other pages, after which the text may go on.
_END_HEADING = re.compile(
    r"sources|references|external links|further reading|comments|leave a (?:reply|comment)|about the authors?", re.I
)
_LIST_HEADING = re.compile(
    r"see also|(?:read )?more"
    r"|(?:related|latest|more|recommended) (?:articles|content|news|posts|reading|stories|topics)",
    re.I,
)
# A heading with more of the text than this under it belongs to the text.
_MAX_TAIL_SHARE = 0.3


def drop_boilerplate(paragraphs: list[str]) -> list[str]:
    """The paragraphs of the article itself."""
    kept: list[str] = []
    rest = whole = sum(map(len, paragraphs))
    in_list = False
    for paragraph in paragraphs:
        if _END_HEADING.fullmatch(paragraph) and rest <= _MAX_TAIL_SHARE * whole:
            break
        rest -= len(paragraph)
        in_list = bool(_LIST_HEADING.fullmatch(paragraph)) or (in_list and not ends_sentence(paragraph))
        if not in_list and not all(map(_BOILERPLATE_LINE.fullmatch, paragraph.split("\n"))):
            kept.append(paragraph)
    return kept
