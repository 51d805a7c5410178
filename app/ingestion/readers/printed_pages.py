"""Printed pages as a text: lines joined into paragraphs, without what is printed on every page."""

import re
from collections import Counter
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

# So many lines at the top and at the bottom of a page may be printed on others too.
_EDGE_LINES = 3
_MIN_REPEATS = 3
_PAGE_NUMBER = re.compile(r"[-–—\[(]*\s*(?:(?:page|p\.)\s*)?\d{1,4}(?:\s*(?:/|of)\s*\d{1,4})?\s*[-–—\])]*", re.I)
_SENTENCE_END = re.compile(r"[.!?:][\"”’')\]]*$|[”\"]$")
_LIST_ITEM = re.compile(r"(?:[•●▪◦‣*–—-]|\(?[0-9a-z]{1,3}[.)])\s")
_HYPHENATED = re.compile(r"\w+(?:-\w+)+")
_BROKEN_WORD = re.compile(r"(\w+)[-\u2010\u00ad]$")
_FIRST_WORD = re.compile(r"\w+")
# A longer first paragraph is no heading.
_MAX_HEADING_LENGTH = 200
# A line further from the one before than so many times the usual begins a paragraph.
_PARAGRAPH_GAP_FACTOR = 1.3
# A line that ends a sentence and is shorter than this share of the usual one ends a paragraph.
_SHORT_LINE_SHARE = 0.75
# Headings are printed larger, or smaller, than what follows them by so much.
_SIZE_CHANGE_FACTOR = 1.12


@dataclass(slots=True)
class PrintedLine:
    """A line with where it begins and how large it is, in points; y grows upwards."""

    text: str
    x: float
    y: float
    size: float


def join_pages_into_paragraphs(pages: list[list[PrintedLine]]) -> list[str]:
    """The paragraphs, across the ends of pages; words that the ends of lines have parted are whole again."""
    kept = _drop_running_lines([[one for one in page if one.text.strip()] for page in pages])
    lines = [line for page in kept for line in page]
    gaps = [above.y - below.y for page in kept for above, below in pairwise(page)]
    usual_gap = median([gap for gap in gaps if gap > 0] or [0.0])
    usual_length = max(median([len(line.text) for line in lines] or [0]), 40)
    compounds = {word.lower() for line in lines for word in _HYPHENATED.findall(line.text)}
    paragraphs: list[list[str]] = []
    above: PrintedLine | None = None
    for line in lines:
        if above is None or _begins_paragraph(above, line, usual_gap, usual_length):
            paragraphs.append([])
        paragraphs[-1].append(line.text.strip())
        above = line
    return [_join_lines(one, compounds) for one in paragraphs]


def find_heading(paragraphs: list[str]) -> str | None:
    """The first paragraph, where it is printed as a heading of what follows."""
    first, *rest = paragraphs
    return (
        first
        if rest and len(first) <= _MAX_HEADING_LENGTH and not _SENTENCE_END.search(first) and "\n" not in first
        else None
    )


def _drop_running_lines(pages: list[list[PrintedLine]]) -> list[list[PrintedLine]]:
    """The pages without numbers at their edges, and without what stands in the same place of several of them."""
    often = Counter(
        look for page in pages for look in {_running_line_key(page[place]) for place in _edge_line_numbers(page)}
    )
    least = min(max(2, len(pages)), _MIN_REPEATS)
    kept = []
    for page in pages:
        running = {
            place
            for place in _edge_line_numbers(page)
            if often[_running_line_key(page[place])] >= least or _PAGE_NUMBER.fullmatch(page[place].text.strip())
        }
        kept.append([line for place, line in enumerate(page) if place not in running])
    return kept


def _edge_line_numbers(page: list[PrintedLine]) -> set[int]:
    return {place for place in range(len(page)) if place < _EDGE_LINES or place >= len(page) - _EDGE_LINES}


def _running_line_key(line: PrintedLine) -> str:
    """What a line is like whatever the number in it, and where on its page it is."""
    return f"{re.sub('[0-9]+', '#', line.text.strip())} {round(line.y)}"


def _begins_paragraph(above: PrintedLine, line: PrintedLine, usual_gap: float, usual_length: float) -> bool:
    gap = above.y - line.y
    has_ended = _SENTENCE_END.search(above.text.rstrip()) is not None
    if gap <= 0:
        # The next page, or the next column: what has not ended goes on there.
        return has_ended or _begins_item(line)
    if gap > _PARAGRAPH_GAP_FACTOR * usual_gap or max(above.size, line.size) > _SIZE_CHANGE_FACTOR * min(
        above.size, line.size
    ):
        return True
    is_indented = line.x - above.x > line.size
    is_short = len(above.text) < _SHORT_LINE_SHARE * usual_length
    return _begins_item(line) or (has_ended and (is_indented or is_short))


def _begins_item(line: PrintedLine) -> bool:
    return _LIST_ITEM.match(line.text.lstrip()) is not None


def _join_lines(lines: list[str], compounds: set[str]) -> str:
    text = lines[0]
    for line in lines[1:]:
        broken, word = _BROKEN_WORD.search(text), _FIRST_WORD.match(line)
        if broken is None or word is None:
            text += " " + line
        elif word[0][0].islower() and f"{broken[1]}-{word[0]}".lower() not in compounds:
            text = text[:-1] + line
        else:
            text += line
    return " ".join(text.split())
