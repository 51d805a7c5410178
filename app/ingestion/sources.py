"""Input sources: files, folders, standard input, addresses, remote stores."""

import io
import os
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from typing import BinaryIO

from app.errors import BadInput, NotFetched
from app.extraction.types import Document
from app.ingestion.readers import UnreadArticle, find_articles, read_document
from app.ingestion.readers.format_detection import SEARCHED_SUFFIXES
from app.ingestion.readers.types import ArticleMetadata, Format, ReaderOptions, as_bad_input
from app.ingestion.remote_files import RemoteFile, is_remote_file, open_remote_file, remote_file_size
from app.services.articles import IncomingArticle

STANDARD_INPUT = Path("-")


class WebUrl(str):
    """A URL to fetch."""

    __slots__ = ()


InputLocation = Path | WebUrl | RemoteFile
# Read already, still to be read, or not to be read at all.
ArticleInput = IncomingArticle | UnreadArticle | BadInput
# What a page takes, more or less, in bytes.
_TYPICAL_PAGE_BYTES = 100_000


@dataclass(frozen=True, slots=True)
class FoundArticle:
    """A found article or its error, its place, and the amount of input read by then."""

    name: str
    article: ArticleInput
    position: int


def find_input_locations(arguments: Iterable[str]) -> list[InputLocation]:
    """The addresses, and the files here or in stores, and the articles in the folders, in the order of their names."""
    found: list[InputLocation] = []
    for argument in arguments:
        argument = argument.removeprefix("file://")
        if argument.lower().startswith(("http://", "https://")):
            found.append(WebUrl(argument))
        elif is_remote_file(argument):
            found.append(RemoteFile(argument))
        elif Path(argument).is_dir():
            found += (file for file in _list_files(argument) if file.suffix.lower() in SEARCHED_SUFFIXES)
        else:
            found.append(Path(argument))
    return found


def list_skipped_files(arguments: Iterable[str]) -> list[Path]:
    """The files in these folders that are skipped because their names have no known format."""
    folders = (argument for argument in arguments if Path(argument).is_dir())
    return [file for folder in folders for file in _list_files(folder) if file.suffix.lower() not in SEARCHED_SUFFIXES]


def _list_files(folder: str) -> list[Path]:
    return sorted(file for file in Path(folder).rglob("*") if not file.name.startswith(".") and file.is_file())


def read_url_list(file: Path) -> list[InputLocation]:
    """The addresses in a file, one a line; a # begins a comment.

    Raises:
        BadInput: it cannot be read.
    """
    with name_file_in_errors(file), open_input(file) as stream:
        lines = stream.read().decode("utf-8-sig", "replace").splitlines()
    return [WebUrl(line.strip()) for line in lines if line.strip() and not line.lstrip().startswith("#")]


def find_articles_in_inputs(
    inputs: Iterable[InputLocation], caller_metadata: ArticleMetadata, options: ReaderOptions
) -> Iterator[FoundArticle]:
    """Each article in these files and at these addresses, or what is wrong with it."""
    before = 0
    for origin in inputs:
        name = display_name(origin)
        weight = estimate_input_size(origin) or 0
        try:
            with as_bad_input():
                for article, position in _find_articles_in_input(origin, caller_metadata, options):
                    yield FoundArticle(name, article, before + min(position, weight))
        except BadInput as error:
            yield FoundArticle(name, error, before)
        before += weight


def estimate_input_size(origin: InputLocation) -> int | None:
    """The size in bytes; a guess for an address, None if unknown."""
    if isinstance(origin, WebUrl):
        return _TYPICAL_PAGE_BYTES
    if isinstance(origin, RemoteFile):
        return remote_file_size(origin)
    if origin == STANDARD_INPUT:
        return None
    try:
        return origin.stat().st_size
    except OSError:
        return 0


def read_document_file(file: Path, caller_metadata: ArticleMetadata, options: ReaderOptions) -> Document:
    """The one document in a file, with or without a title and a date.

    Raises:
        BadInput: it cannot be read as one; the message names the file and says why.
    """
    with name_file_in_errors(file), open_input(file) as stream:
        return read_document(stream, caller_metadata, _with_file_name(options, file))


def _find_articles_in_input(
    origin: InputLocation, caller_metadata: ArticleMetadata, options: ReaderOptions
) -> Iterator[tuple[ArticleInput, int]]:
    """The articles with how many bytes of the origin had been read when they were found."""
    # What links lead to is fetched here, one page after the other; without that nothing but the bytes is needed.
    here = options if options.follow_links else replace(options, fetch=None)
    if isinstance(origin, WebUrl):
        if options.fetch is None:
            raise NotFetched("is an address; this command fetches nothing")
        fetched = options.fetch(origin)
        here = replace(here, name=str(origin), charset=fetched.charset)
        stream: BinaryIO = io.BytesIO(fetched.data)
        caller_metadata = ArticleMetadata(url=fetched.address).filled_from(caller_metadata)
    else:
        stream = open_input(origin)
        here = _with_file_name(here, origin)
    with stream:
        for found in find_articles(stream, caller_metadata, here):
            article = found.read_article() if here.follow_links and isinstance(found, UnreadArticle) else found
            yield article, stream.tell() if stream.seekable() else 0


@contextmanager
def name_file_in_errors(file: Path) -> Iterator[None]:
    """Put the file's name before its errors."""
    try:
        yield
    except BadInput as error:
        raise type(error)(f"{display_name(file)}: {error}") from error


def open_input(file: Path | RemoteFile) -> BinaryIO:
    """A file's bytes, or those of standard input.

    Raises:
        BadInput: it cannot be opened.
    """
    if isinstance(file, RemoteFile):
        return open_remote_file(file)
    try:
        return sys.stdin.buffer if file == STANDARD_INPUT else file.open("rb")
    except OSError as error:
        raise BadInput(f"cannot be read: {error.strerror}") from error


def display_name(origin: InputLocation) -> str:
    """The name for display and storage: invalid UTF-8 and unprintable characters as escapes."""
    if origin == STANDARD_INPUT:
        return "standard input"
    name = os.fsencode(origin).decode("utf-8", "backslashreplace") if isinstance(origin, Path) else origin
    return "".join(one if one.isprintable() else one.encode("unicode_escape").decode() for one in name)


def _with_file_name(options: ReaderOptions, file: Path | RemoteFile) -> ReaderOptions:
    """Read under the file's own name, which says where it is from and what it may be. What is typed is Markdown."""
    if file == STANDARD_INPUT:
        return replace(options, name=display_name(file), fallback=Format.MARKDOWN)
    return replace(options, name=PurePosixPath(display_name(file)).name)
