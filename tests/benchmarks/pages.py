"""How well are the text, the title and the day of pages read, beside plain trafilatura and htmldate?

    python -m tests.benchmarks.pages FOLDER [--half first|second] [--worst 10] [--workers 2]

FOLDER holds pages with their truth: page.html beside page.json with any of `title`, `published_on` (2024-02-27),
`text`, `url` and `outlet`, in any depth. Or it is a checkout of one of the public sets, whose layouts are known:

- flairNLP/fundus: the pages of its tests, a text, a title and a day for each;
- scrapinghub/article-extraction-benchmark: a text for each;
- adbar/trafilatura: for each page snippets that its text holds, and others that it leaves out;
- adbar/htmldate: a day for each.

Prints, for this product and for the libraries by themselves, in one run on the same bytes:

- text: precision, recall and F1 over runs of four words, as scrapinghub's evaluation counts them. A page that is
  refused counts as an empty text; one that lacks a title or a day is read as if they had been given;
- snippets: of 100, how many are rightly held or left out;
- titles: of 100, how many have the same words;
- days: right, wrong, none.

--half takes half of the outlets (by the parity of a hash of their names): choose on one, report on the other. --worst
lists the pages whose text is furthest behind trafilatura's, and the days that are wrong.
"""

import argparse
import io
import re
import statistics
import zlib
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import trafilatura
from htmldate import find_date

from app.errors import BadInput, MissingField
from app.ingestion.readers import read_articles
from app.ingestion.readers.types import ArticleMetadata, Format, ReaderOptions
from tests.benchmarks.page_truth import Page, load_pages

_WORD = re.compile(r"\w+")
_RUN = 4
_BYTES = 50_000_000


@dataclass(frozen=True, slots=True)
class Found:
    """What was made of a page; `refused` says why it was none."""

    text: str = ""
    title: str | None = None
    published_on: date | None = None
    refused: str | None = None


@dataclass(frozen=True, slots=True)
class Score:
    """How that is beside the truth; None where the truth does not say. Snippets are counted by what became of them."""

    precision: float | None
    recall: float | None
    snippets: Counter[str]
    title: bool | None
    day: str | None
    refused: str | None


def read_by_product(page: Page) -> Found:
    how = ReaderOptions(_BYTES, name=page.name, format=Format.HTML)
    (article,) = read_articles(io.BytesIO(page.markup), ArticleMetadata(url=page.url), how)
    if isinstance(article, MissingField):
        # As with --title and --published-on: its text is one all the same.
        given = ArticleMetadata(title=page.name, published_on=date.min, url=page.url)
        (article,) = read_articles(io.BytesIO(page.markup), given, how)
        return Found() if isinstance(article, BadInput) else Found(article.document.text)
    if isinstance(article, BadInput):
        return Found(refused=str(article))
    return Found(article.document.text, article.document.title, article.document.published_on)


def read_by_libraries(page: Page) -> Found:
    """By trafilatura with the options of its own evaluation, and the day by htmldate with those of its own."""
    try:
        text = trafilatura.extract(page.markup, include_comments=False, include_tables=True) or ""
        facts = trafilatura.extract_metadata(page.markup, default_url=page.url)
        day = find_date(page.markup, original_date=True, url=page.url)
    except ValueError as error:
        return Found(refused=str(error))
    return Found(text, facts.title, date.fromisoformat(day) if day else None)


_READERS: dict[str, Callable[[Page], Found]] = {"chancery": read_by_product, "libraries": read_by_libraries}


def score(page: Page, found: Found) -> Score:
    precision, recall = (None, None) if page.text is None else _agreement(page.text, found.text)
    text = _even(found.text)
    snippets = Counter("held" if _even(one) in text else "missed" for one in page.held)
    snippets += Counter("leaked" if _even(one) in text else "left out" for one in page.left_out)
    return Score(
        precision=precision,
        recall=recall,
        snippets=snippets,
        title=None if page.title is None else _words(page.title) == _words(found.title or ""),
        day=page.published_on and _judged(page.published_on, found.published_on),
        refused=found.refused,
    )


def _agreement(truth: str, text: str) -> tuple[float | None, float | None]:
    """Precision and recall over runs of words; None where there is nothing to be right about."""
    true, found = _runs(truth), _runs(text)
    both = sum((true & found).values())
    return (both / found.total() if found else None, both / true.total() if true else None)


def _runs(text: str) -> Counter[tuple[str, ...]]:
    words = _WORD.findall(text)
    return Counter(tuple(words[at : at + _RUN]) for at in range(max(1, len(words) - _RUN + 1)) if words)


def _words(text: str) -> list[str]:
    return _WORD.findall(text.casefold())


def _even(text: str) -> str:
    return " ".join(text.split())


def _judged(truth: date, found: date | None) -> str:
    return "none" if found is None else "right" if found == truth else "wrong"


def _read_all(page: Page) -> dict[str, tuple[Found, Score]]:
    found = {name: read(page) for name, read in _READERS.items()}
    return {name: (one, score(page, one)) for name, one in found.items()}


def summary(scores: list[Score]) -> str:
    """The figures of one reader over all pages."""
    told = []
    if recalls := [one.recall for one in scores if one.recall is not None]:
        precision = statistics.mean(one.precision for one in scores if one.precision is not None)
        recall = statistics.mean(recalls)
        mean = statistics.mean(_f1(one) for one in scores if one.recall is not None)
        f1 = _harmonic(precision, recall)
        told.append(f"text F1 {f1:.3f} (precision {precision:.3f}, recall {recall:.3f}), mean over pages {mean:.3f}")
    if snippets := sum((one.snippets for one in scores), Counter()):
        told.append(f"snippets {100 * _right_snippets(snippets):.1f} of 100 right ({_listed(snippets)})")
    if titles := [one.title for one in scores if one.title is not None]:
        told.append(f"titles {100 * sum(titles) / len(titles):.1f}")
    days = Counter(one.day for one in scores if one.day)
    if days:
        told.append(f"days {_listed(days)}")
    return "; ".join([*told, f"{sum(one.refused is not None for one in scores)} refused"])


def _in_half(page: Page, half: str | None) -> bool:
    return half is None or zlib.crc32(page.outlet.encode()) % 2 == (half == "second")


def _f1(one: Score) -> float:
    if one.recall is None:
        return _right_snippets(one.snippets)
    return _harmonic(one.precision or 0, one.recall)


def _right_snippets(snippets: Counter[str]) -> float:
    return (snippets["held"] + snippets["left out"]) / (snippets.total() or 1)


def _listed(counts: Counter[str]) -> str:
    return ", ".join(f"{number} {kind}" for kind, number in counts.most_common())


def _harmonic(precision: float, recall: float) -> float:
    return 2 * precision * recall / ((precision + recall) or 1)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--half", choices=("first", "second"))
    parser.add_argument("--worst", type=int, default=0)
    parser.add_argument("--workers", type=int, default=2)
    asked = parser.parse_args()
    pages = [page for page in load_pages(asked.folder) if _in_half(page, asked.half)]
    with ProcessPoolExecutor(asked.workers) as pool:
        read = list(pool.map(_read_all, pages, chunksize=4))
    print(f"{len(pages)} pages of {len({page.outlet for page in pages})} outlets")
    for name in _READERS:
        print(f"{name}: {summary([one[name][1] for one in read])}")
    if asked.worst:
        _tell_worst(pages, read, asked.worst)


def _tell_worst(pages: list[Page], read: list[dict[str, tuple[Found, Score]]], number: int) -> None:
    behind = [
        (_f1(one["chancery"][1]) - _f1(one["libraries"][1]), page, one) for page, one in zip(pages, read, strict=True)
    ]
    for gap, page, one in sorted(behind, key=lambda each: each[0])[:number]:
        print(f"{gap:+.3f} {page.name} {one['chancery'][0].refused or ''}")
    for _, page, one in behind:
        if one["chancery"][1].day not in (None, "right"):
            days = {name: str(found.published_on) for name, (found, _) in one.items()}
            print(f"{page.name}: {page.published_on}, {days} {one['chancery'][0].refused or ''}")


if __name__ == "__main__":
    main()
