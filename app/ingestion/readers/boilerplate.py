"""Lines that sites put among and after the paragraphs of an article, in the same markup as these."""

import re

from app.ingestion.readers.markup import ends_sentence

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
