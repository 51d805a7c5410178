"""Where articles are to be read from: files, folders, standard input, addresses."""

import io
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import BinaryIO

from app.errors import BadInput, NotFetched
from app.extraction.document import Document
from app.ingestion.readers import read_articles, read_document
from app.ingestion.readers.facts import Facts
from app.ingestion.readers.reading import Format, Reading
from app.ingestion.readers.telling import SUFFIXES
from app.records.articles import ArticleSource

STANDARD_INPUT = Path("-")


class Address(str):
    """A URL: where a path is a file, this is to be fetched."""

    __slots__ = ()


Origin = Path | Address


def find_origins(arguments: Iterable[str]) -> list[Origin]:
    """The addresses and the files named, and the articles in the folders named, in the order of their names."""
    found: list[Origin] = []
    for argument in arguments:
        if argument.lower().startswith(("http://", "https://")):
            found.append(Address(argument))
        elif Path(argument).is_dir():
            inside = (file for file in Path(argument).rglob("*") if file.suffix.lower() in SUFFIXES and file.is_file())
            found += sorted(file for file in inside if not file.name.startswith("."))
        else:
            found.append(Path(argument))
    return found


def read_addresses(file: Path) -> list[Origin]:
    """The addresses in a file: one a line; what follows a # is none.

    Raises:
        BadInput: it cannot be read.
    """
    with naming(file), open_file(file) as stream:
        lines = stream.read().decode("utf-8-sig", "replace").splitlines()
    return [Address(line.strip()) for line in lines if line.strip() and not line.lstrip().startswith("#")]


def read_origin(origin: Origin, given: Facts, how: Reading) -> Iterator[ArticleSource | BadInput]:
    """Each article in a file or at an address, or what is wrong with it."""
    try:
        if isinstance(origin, Address):
            if how.fetch is None:
                raise NotFetched("is an address, and nothing is fetched here")
            fetched = how.fetch(origin)
            at = replace(how, name=str(origin), encoding=how.encoding or fetched.charset)
            yield from read_articles(io.BytesIO(fetched.data), Facts(url=fetched.address).or_else(given), at)
        else:
            with open_file(origin) as stream:
                yield from read_articles(stream, given, _named(how, origin))
    except BadInput as error:
        yield error


def read_file(file: Path, given: Facts, how: Reading) -> Document:
    """The one document in a file, with or without a title and a date.

    Raises:
        BadInput: it cannot be read as one; the message names the file and says why.
    """
    with naming(file), open_file(file) as stream:
        return read_document(stream, given, _named(how, file))


@contextmanager
def naming(file: Path) -> Iterator[None]:
    """What is wrong with a file, said with its name."""
    try:
        yield
    except BadInput as error:
        raise type(error)(f"{name_of(file)}: {error}") from error


def open_file(file: Path) -> BinaryIO:
    """A file's bytes, or those of standard input.

    Raises:
        BadInput: it cannot be opened.
    """
    try:
        return sys.stdin.buffer if file == STANDARD_INPUT else file.open("rb")
    except OSError as error:
        raise BadInput(f"cannot be read: {error.strerror}") from error


def name_of(origin: Origin) -> str:
    return "standard input" if origin == STANDARD_INPUT else str(origin)


def _named(how: Reading, file: Path) -> Reading:
    """Read under the file's own name, which says where it is from and what it may be. What is typed is Markdown."""
    if file == STANDARD_INPUT:
        return replace(how, name=name_of(file), fallback=Format.MARKDOWN)
    return replace(how, name=file.name)
