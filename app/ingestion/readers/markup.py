"""HTML to text: a paragraph for each block, without markup."""

import re
from html import unescape
from itertools import islice

from lxml import etree
from lxml.html import HtmlElement, HTMLParser, document_fromstring

from app.errors import TooLarge

# No page of news has as many, and each takes a reader some fifty microseconds.
_MAX_ELEMENTS = 100_000
_LINE_BREAK_TAGS = {"br", "lb"}
# HTML's blocks, and those of trafilatura's own tree.
BLOCK_TAGS = {
    "address", "article", "aside", "blockquote", "body", "center", "cell", "dd", "details", "div", "dl", "dt",
    "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "head", "header",
    "hr", "item", "li", "list", "main", "nav", "ol", "p", "pre", "quote", "row", "section", "table", "tbody", "td",
    "tfoot", "th", "thead", "tr", "ul",
}  # fmt: skip
# What no reader would read out as part of an article.
NON_TEXT_TAGS = {
    "aside", "audio", "button", "canvas", "dialog", "embed", "figure", "footer", "form", "iframe", "input", "math",
    "menu", "nav", "noscript", "object", "script", "select", "style", "svg", "template", "textarea", "video",
}  # fmt: skip
# What no browser shows.
_INVISIBLE_TAGS = ("script", "style", "noscript", "template")
_CHARACTER_REFERENCE = re.compile(r"&#(?:[0-9]{1,7}|[xX][0-9a-fA-F]{1,6});?")
# No tree of lxml's can hold them.
_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
# No attribute holds a "<": what opens again was no tag.
_PARAGRAPH_TAG = re.compile(r"<(?:p|div|br)\b[^<>]*>", re.I)
# A tag up to its end, as HTML is read: quotation marks enclose a value after "=" only. It fits in one way only.
_TAG = re.compile(r"""<[A-Za-z](?:[^>=]|=\s*+(?:"[^"]*+(?:"|\Z)|'[^']*+(?:'|\Z))?)*+""")
_ATTRIBUTE = re.compile(r"""[^\s/>=]++(?:\s*+=\s*+(?:"[^"]*+"?|'[^']*+'?|[^\s>]*+))?""")
# An element has no more attributes than this, and the parser compares each with all before it.
_MAX_ATTRIBUTES = 200
# What may follow the end of a sentence.
_CLOSING = "'\"’”»)"
_SPACE = re.compile(r"[^\S\n]+")
# WordPress puts this under every entry of a feed.
_WORDPRESS_FOOTER = re.compile(
    r"(?:The post .{1,400} appeared first on|This (?:article|post|story) .{0,400}first appeared on) .{1,400}"
)


def html_to_text(markup: str) -> str:
    """The words of a piece of HTML that is all text, such as the content of a feed's entry."""
    if not markup.strip():
        return ""
    tree = parse_html(markup)
    for element in list(tree.iter(*NON_TEXT_TAGS)):
        element.drop_tree()
    paragraphs = collect_paragraphs(tree)
    if paragraphs and _WORDPRESS_FOOTER.fullmatch(paragraphs[-1]):
        paragraphs.pop()
    return "\n\n".join(paragraphs)


def markup_to_text(text: str) -> str:
    """A text as it is, unless its paragraphs are marked up as HTML."""
    return html_to_text(text) if _PARAGRAPH_TAG.search(text) else text


def parse_html(markup: str) -> HtmlElement:
    """The tree of a page or a piece of one, whatever is wrong with it.

    Raises:
        lxml.etree.ParserError: there is nothing in it.
        TooLarge: it has more elements than any page of news, each of which takes a reader time.
    """
    markup = _TAG.sub(_limit_attributes, _CONTROLS.sub("", _CHARACTER_REFERENCE.sub(_decode_reference, markup)))
    # As bytes: lxml refuses a text that declares an encoding.
    tree = document_fromstring(
        markup.encode("utf-8", "replace"), parser=HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True)
    )
    if tree.xpath("count(//*)") > _MAX_ELEMENTS:
        raise TooLarge(f"is a page of more than {_MAX_ELEMENTS:,} elements")
    return tree


def drop_invisible_elements(tree: HtmlElement) -> None:
    """Take out what no browser shows."""
    for element in list(tree.iter(*_INVISIBLE_TAGS)):
        element.drop_tree()


def find_block_containers(tree: HtmlElement) -> set[HtmlElement]:
    """The elements with a block in them, found from below: no element is looked through again for each around it."""
    holders: set[HtmlElement] = set()
    for block in tree.iter(*BLOCK_TAGS):
        holder = block.getparent()
        while holder is not None and holder not in holders:
            holders.add(holder)
            holder = holder.getparent()
    return holders


def ends_sentence(text: str) -> bool:
    return text.rstrip().rstrip(_CLOSING).endswith((".", "!", "?", "…"))


def _limit_attributes(tag: re.Match[str]) -> str:
    """A tag without the attributes beyond the most that an element has."""
    if len(tag[0]) < 2 * _MAX_ATTRIBUTES:
        return tag[0]
    beyond = next(islice(_ATTRIBUTE.finditer(tag[0]), _MAX_ATTRIBUTES, None), None)
    return tag[0][: beyond.start()] if beyond else tag[0]


def _decode_reference(reference: re.Match[str]) -> str:
    """What a numeric reference means in HTML: &#146; is an apostrophe, as windows-1252 had it, and &#0; is nothing."""
    character = unescape(reference[0])
    return reference[0] if character in "<>&\"'" else character.replace("\N{REPLACEMENT CHARACTER}", "")


def collect_paragraphs(tree: etree._Element) -> list[str]:
    """The words of each block; a line break stays one, and two or more of them part paragraphs."""
    pieces: list[str] = []
    for event, element in etree.iterwalk(tree, events=("start", "end")):
        tag = element.tag if isinstance(element.tag, str) else ""
        edge = "\n\n" if tag in BLOCK_TAGS else "\n" if tag in _LINE_BREAK_TAGS and event == "start" else ""
        if event == "start":
            pieces += (edge, _collapse_whitespace(element.text) if tag else "")
        else:
            pieces += (edge, _collapse_whitespace(element.tail) if element is not tree else "")
    lines = [_SPACE.sub(" ", one).strip() for one in "".join(pieces).split("\n")]
    return [one for one in re.split(r"\n{2,}", "\n".join(lines).strip("\n")) if one]


def _collapse_whitespace(text: str | None) -> str:
    return re.sub(r"\s+", " ", text) if text else ""
