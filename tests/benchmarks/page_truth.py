"""Pages with their truth, in the layouts of the public sets and in a plain one."""

import gzip
import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

_FUNDUS = Path("tests/resources/parser/test_data")


@dataclass(frozen=True, slots=True)
class Page:
    """A page, and what is known of its article; None where the set does not say.

    `held` and `left_out` are snippets that its text has and does not have. Pages of one `outlet` share their markup.
    """

    name: str
    outlet: str
    markup: bytes
    url: str | None = None
    text: str | None = None
    title: str | None = None
    published_on: date | None = None
    held: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()


def load_pages(folder: Path) -> list[Page]:
    """The pages of a folder, in the order of their names.

    Raises:
        ValueError: the folder has none of the layouts.
    """
    for sign, load in _LAYOUTS.items():
        if (folder / sign).exists():
            return sorted(load(folder), key=lambda page: page.name)
    pages = sorted(_plain(folder), key=lambda page: page.name)
    if not pages:
        raise ValueError(f"{folder} holds no page.html with a page.json beside it, and none of the public sets")
    return pages


def _fundus(folder: Path) -> Iterator[Page]:
    """A folder a country; for each publisher a JSON of what each version of its pages holds, oldest first."""
    for told in (folder / _FUNDUS).glob("*/*.json"):
        addresses = _json(told.parent / "meta.info")
        dated = re.compile(re.escape(told.stem) + r"_\d{4}_\d\d_\d\d\.html\.gz")
        pages = sorted(path for path in told.parent.iterdir() if dated.fullmatch(path.name))
        for path, truth in zip(pages, _json(told).values(), strict=True):
            body = truth["body"]
            parts = [body["summary"], *(part[name] for part in body["sections"] for name in ("headline", "paragraphs"))]
            yield Page(
                name=f"{told.parent.name}/{path.name}",
                outlet=told.stem,
                markup=gzip.decompress(path.read_bytes()),
                url=addresses[path.name]["url"],
                text="\n".join(line for part in parts for line in part),
                title=truth["title"],
                published_on=_day(truth["publishing_date"]),
            )


def _scrapinghub(folder: Path) -> Iterator[Page]:
    for name, truth in _json(folder / "ground-truth.json").items():
        yield Page(
            name=name,
            outlet=_host(truth["url"]),
            markup=gzip.decompress((folder / "html" / f"{name}.html.gz").read_bytes()),
            url=truth["url"],
            text=truth["articleBody"],
        )


def _trafilatura(folder: Path) -> Iterator[Page]:
    for url, truth in _json(folder / "tests/evaldata.json").items():
        if markup := _first_of(folder / "tests", ("cache", "eval"), truth["file"]):
            yield Page(url, _host(url), markup, url, held=tuple(truth["with"]), left_out=tuple(truth["without"]))


def _htmldate(folder: Path) -> Iterator[Page]:
    """Its addresses are left out, as in its own evaluation: a day in them would give the answer away."""
    for told in ("eval_mediacloud_2020.json", "eval_default.json"):
        for url, truth in _json(folder / "tests" / told).items():
            if markup := _first_of(folder / "tests", ("test_set", "cache", "eval"), truth["file"]):
                dated = isinstance(truth["date"], str)
                yield Page(url, _host(url), markup, published_on=_day(truth["date"]) if dated else None)


def _plain(folder: Path) -> Iterator[Page]:
    """page.html with page.json: any of title, published_on, text, url, outlet."""
    for path in folder.glob("**/*.html"):
        if (told := path.with_suffix(".json")).exists():
            truth = _json(told)
            yield Page(
                name=str(path.relative_to(folder)),
                outlet=truth.get("outlet") or _host(truth.get("url") or path.stem),
                markup=path.read_bytes(),
                url=truth.get("url"),
                text=truth.get("text"),
                title=truth.get("title"),
                published_on=_day(truth["published_on"]) if truth.get("published_on") else None,
            )


# What only the set's folder holds, and what loads it.
_LAYOUTS: dict[str, Callable[[Path], Iterator[Page]]] = {
    str(_FUNDUS): _fundus,
    "ground-truth.json": _scrapinghub,
    "tests/evaldata.json": _trafilatura,
    "tests/eval_mediacloud_2020.json": _htmldate,
}


def _json(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))


def _first_of(folder: Path, places: tuple[str, ...], name: str) -> bytes | None:
    """The file in the first place that has it; a copy of the set may lack the greatest."""
    return next((path.read_bytes() for place in places if (path := folder / place / name).is_file()), None)


def _day(moment: str) -> date:
    """The day as it is printed, in the time zone of the moment."""
    return date.fromisoformat(moment[:10])


def _host(url: str) -> str:
    return (urlsplit(url).hostname or url).removeprefix("www.")
