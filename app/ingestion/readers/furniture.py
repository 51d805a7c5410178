"""Lines that sites put among and after the paragraphs of an article, in the same markup as these."""

import re

# A full stop ends a credit and only a full stop: a line can be read in one way.
_CREDIT = r"(?:additional |further )?(?:reporting|writing|editing|production) by [^.]{3,400}"
_AMONG = re.compile(
    r"(?:also read|read also|read more|read next|see also|see more on|related|more on this|watch)\s*[:|–—-].*"
    rf"|{_CREDIT}(?:\.\s*{_CREDIT})*\.?\s*"
    r"|a version of this (?:article|story) (?:appears|appeared|was published) .*"
    r"|(?:copyright|©|\(c\)) .*|all rights reserved\.?|advertisement|sponsored|share (?:this|on) .*"
    r"|sign up (?:for|to) .*|.*\bprinter-friendly version\b.*|(?:skip past|after) newsletter promotion",
    re.I,
)
_AFTER = re.compile(
    r"sources|references|external links|further reading|see also|(?:read )?more|comments|leave a (?:reply|comment)"
    r"|(?:related|latest|more|recommended) (?:articles|content|news|posts|reading|stories|topics)|about the authors?",
    re.I,
)
# A heading with more of the text than this under it belongs to the text.
_TAIL = 0.3


def without_furniture(paragraphs: list[str]) -> list[str]:
    """The paragraphs of the article itself."""
    kept = [one for one in paragraphs if not all(map(_AMONG.fullmatch, one.split("\n")))]
    whole = rest = sum(map(len, kept))
    for number, paragraph in enumerate(kept):
        if _AFTER.fullmatch(paragraph) and rest <= _TAIL * whole:
            return kept[:number]
        rest -= len(paragraph)
    return kept
