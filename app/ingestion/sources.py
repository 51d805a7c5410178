"""Where articles are to be read from: files, folders, standard input, addresses, stores."""

import io
import os
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from typing import BinaryIO

from app.errors import BadInput, NotFetched
from app.extraction.document import Document
from app.ingestion.readers import Unread, find_articles, read_document
from app.ingestion.readers.format_detection import SUFFIXES
from app.ingestion.readers.metadata import Facts
from app.ingestion.readers.types import Format, Reading, as_bad_input
from app.ingestion.remote_files import Stored, is_stored, open_stored, size_of
from app.services.articles import ArticleSource

STANDARD_INPUT = Path("-")


class Address(str):
    """A URL: where a path is a file, this is to be fetched."""

    __slots__ = ()


Origin = Path | Address | Stored
# Read already, still to be read, or not to be read at all.
Article = ArticleSource | Unread | BadInput
# What a page takes, more or less, in bytes.
_PAGE = 100_000


@dataclass(frozen=True, slots=True)
class Found:
    """An article that was found, or what is wrong with it; where; and how much of all had been read by then."""

    name: str
    article: Article
    position: int


def find_origins(arguments: Iterable[str]) -> list[Origin]:
    """The addresses, and the files here or in stores, and the articles in the folders, in the order of their names."""
    found: list[Origin] = []
    for argument in arguments:
        argument = argument.removeprefix("file://")
        if argument.lower().startswith(("http://", "https://")):
            found.append(Address(argument))
        elif is_stored(argument):
            found.append(Stored(argument))
        elif Path(argument).is_dir():
            found += (file for file in _files_in(argument) if file.suffix.lower() in SUFFIXES)
        else:
            found.append(Path(argument))
    return found


def passed_over(arguments: Iterable[str]) -> list[Path]:
    """The files in the folders among these that are not read, as their names are of no format that is."""
    folders = (argument for argument in arguments if Path(argument).is_dir())
    return [file for folder in folders for file in _files_in(folder) if file.suffix.lower() not in SUFFIXES]


def _files_in(folder: str) -> list[Path]:
    return sorted(file for file in Path(folder).rglob("*") if not file.name.startswith(".") and file.is_file())


def read_addresses(file: Path) -> list[Origin]:
    """The addresses in a file: one a line; what follows a # is none.

    Raises:
        BadInput: it cannot be read.
    """
    with naming(file), open_file(file) as stream:
        lines = stream.read().decode("utf-8-sig", "replace").splitlines()
    return [Address(line.strip()) for line in lines if line.strip() and not line.lstrip().startswith("#")]


def find_in_origins(origins: Iterable[Origin], given: Facts, how: Reading) -> Iterator[Found]:
    """Each article in these files and at these addresses, or what is wrong with it."""
    before = 0
    for origin in origins:
        name = name_of(origin)
        weight = weight_of(origin) or 0
        try:
            with as_bad_input():
                for article, position in _find(origin, given, how):
                    yield Found(name, article, before + min(position, weight))
        except BadInput as error:
            yield Found(name, error, before)
        before += weight


def weight_of(origin: Origin) -> int | None:
    """How much there is to read, in bytes; of an address a guess, and None where nobody knows."""
    if isinstance(origin, Address):
        return _PAGE
    if isinstance(origin, Stored):
        return size_of(origin)
    if origin == STANDARD_INPUT:
        return None
    try:
        return origin.stat().st_size
    except OSError:
        return 0


def read_file(file: Path, given: Facts, how: Reading) -> Document:
    """The one document in a file, with or without a title and a date.

    Raises:
        BadInput: it cannot be read as one; the message names the file and says why.
    """
    with naming(file), open_file(file) as stream:
        return read_document(stream, given, _named(how, file))


def _find(origin: Origin, given: Facts, how: Reading) -> Iterator[tuple[Article, int]]:
    """The articles with how many bytes of the origin had been read when they were found."""
    # What links lead to is fetched here, one page after the other; without that nothing but the bytes is needed.
    here = how if how.follow else replace(how, fetch=None)
    if isinstance(origin, Address):
        if how.fetch is None:
            raise NotFetched("is an address, and nothing is fetched here")
        fetched = how.fetch(origin)
        here = replace(here, name=str(origin), charset=fetched.charset)
        stream: BinaryIO = io.BytesIO(fetched.data)
        given = Facts(url=fetched.address).or_else(given)
    else:
        stream = open_file(origin)
        here = _named(here, origin)
    with stream:
        for found in find_articles(stream, given, here):
            article = found.read() if here.follow and isinstance(found, Unread) else found
            yield article, stream.tell() if stream.seekable() else 0


@contextmanager
def naming(file: Path) -> Iterator[None]:
    """What is wrong with a file, said with its name."""
    try:
        yield
    except BadInput as error:
        raise type(error)(f"{name_of(file)}: {error}") from error


def open_file(file: Path | Stored) -> BinaryIO:
    """A file's bytes, or those of standard input.

    Raises:
        BadInput: it cannot be opened.
    """
    if isinstance(file, Stored):
        return open_stored(file)
    try:
        return sys.stdin.buffer if file == STANDARD_INPUT else file.open("rb")
    except OSError as error:
        raise BadInput(f"cannot be read: {error.strerror}") from error


def name_of(origin: Origin) -> str:
    """The name as it is shown and kept: bytes that are no UTF-8, and what cannot be printed, as escapes."""
    if origin == STANDARD_INPUT:
        return "standard input"
    name = os.fsencode(origin).decode("utf-8", "backslashreplace") if isinstance(origin, Path) else origin
    return "".join(one if one.isprintable() else one.encode("unicode_escape").decode() for one in name)


def _named(how: Reading, file: Path | Stored) -> Reading:
    """Read under the file's own name, which says where it is from and what it may be. What is typed is Markdown."""
    if file == STANDARD_INPUT:
        return replace(how, name=name_of(file), fallback=Format.MARKDOWN)
    return replace(how, name=PurePosixPath(name_of(file)).name)
