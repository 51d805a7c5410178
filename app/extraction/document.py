"""The text that everything is proved against, and the spans that point into it."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

# What stands in a text of several pieces for the words between two of them.
GAP_MARK = " … "
# A word, or what a text itself has in the place of words.
_WORD_OR_ELLIPSIS = re.compile(r"\w|…|\.\.\.")
_QUOTATION_MARKS = re.compile('["“”„‟«»‹›‘’‚‛]')
_SPACE = re.compile(r"\s+")
# What shows nothing and yet has a meaning: joiners within a word or an emoji, and the letters of a region's flag.
_MEANINGFUL_INVISIBLES = re.compile(
    "(?<=[^\x00-\xa0\u2000-\u206f\ufeff])[\u200c\u200d]|(?<=\U0001f3f4)[\U000e0030-\U000e007a]{1,6}\U000e007f"
)


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A stretch of text: offsets count Unicode code points from 0, `end` is exclusive."""

    start: int
    end: int

    def __post_init__(self) -> None:
        if not 0 <= self.start < self.end:
            raise ValueError(f"a span needs 0 <= start < end, not {self.start}..{self.end}")

    def text_in(self, text: str) -> str:
        return text[self.start : self.end]

    def contains(self, other: "Span") -> bool:
        return self.start <= other.start and other.end <= self.end

    def overlaps(self, other: "Span") -> bool:
        return self.start < other.end and other.start < self.end


@dataclass(frozen=True, slots=True)
class Document:
    """One article as the extractor sees it: normalised text, and what its source said about it."""

    text: str
    title: str | None = None
    published_on: date | None = None
    dateline: str | None = None
    outlet: str | None = None
    language: str = "en"


def normalise_text(text: str) -> str:
    """The one form in which a text is stored: Unicode NFC, line ends as \\n, no trailing spaces, nothing else.

    NUL, which no database of PostgreSQL takes, becomes U+FFFD, as in HTML.
    """
    unified = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n").replace("\0", "\ufffd")
    return "\n".join(line.rstrip() for line in unicodedata.normalize("NFC", unified).split("\n"))


def normalise_line(line: str) -> str:
    """The one form in which a title or a name is stored: NFC, single spaces, only what is printed; it may be empty.

    Soft hyphens, marks of direction and spaces of no width go; joiners stay where they change how a word or an emoji
    looks, after a character that is not ASCII.
    """
    unified = " ".join(unicodedata.normalize("NFC", line).split())
    meant = {at for found in _MEANINGFUL_INVISIBLES.finditer(unified) for at in range(*found.span())}
    return "".join(sign for at, sign in enumerate(unified) if sign.isprintable() or at in meant).strip()


def words_at(text: str, spans: Iterable[Span]) -> str:
    """The words at the spans, in the order of the text, with ` … ` where other words part two of them.

    Nobody is shown to have said in one breath what was printed in two. Where no word is between two spans, as between
    two sentences or the paragraphs of one speech, they are joined by what is, without quotation marks.
    """
    pieces: list[str] = []
    end = 0
    for span in sorted(spans):
        if pieces:
            pieces.append(_separator_for(text[end : span.start]))
        pieces.append(span.text_in(text))
        end = span.end
    return "".join(pieces)


def _separator_for(gap: str) -> str:
    if _WORD_OR_ELLIPSIS.search(gap):
        return GAP_MARK
    joint = _SPACE.sub(" ", _QUOTATION_MARKS.sub("", gap))
    return joint if " " in joint else f"{joint} "
