"""The types that all readers share: their options, and the metadata and articles that they return."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, fields, replace
from datetime import date
from enum import StrEnum
from typing import BinaryIO

from app.errors import BadInput, ChanceryError, TooLarge, WrongFormat
from app.ingestion.readers.encodings import decode_text, detect_encoding


@dataclass(frozen=True, slots=True)
class ArticleMetadata:
    """What a source says of its article; None where it says nothing. `language` is a BCP 47 tag.

    `undated` is the source's date if it cannot be read as one.
    """

    title: str | None = None
    outlet: str | None = None
    author: str | None = None
    published_on: date | None = None
    undated: str | None = None
    dateline: str | None = None
    url: str | None = None
    source: str | None = None
    language: str | None = None

    def filled_from(self, other: "ArticleMetadata") -> "ArticleMetadata":
        """These values, with the other's where these are None."""
        silent = {f.name: getattr(other, f.name) for f in fields(self) if getattr(self, f.name) is None}
        return replace(self, **silent)


# A file of many articles that is read as a whole may hold this many of the greatest.
MULTI_ARTICLE_FACTOR = 20
# A document with pictures in it may be so many times as large as the text of an article.
DOCUMENT_SIZE_FACTOR = 10

# What other people's parsers raise at input that they did not foresee.
PARSER_ERRORS = (ValueError, LookupError, TypeError, AttributeError, AssertionError, RecursionError)


@contextmanager
def as_bad_input() -> Iterator[None]:
    """Whatever input makes fail that nobody foresaw is that input's fault, and costs no other one.

    Raises:
        BadInput: it was not to be read, for whatever reason.
    """
    try:
        yield
    except ChanceryError:
        raise
    except Exception as error:
        raise WrongFormat(f"cannot be read: {type(error).__name__}: {error}") from error


class Format(StrEnum):
    """What files and answers come in. Objects in JSON tell by themselves whether they are JSON-LD, ninjs or a feed."""

    TEXT = "text"
    MARKDOWN = "markdown"
    HTML = "html"
    JSON = "json"
    JSONL = "jsonl"
    CSV = "csv"
    FEED = "feed"
    WARC = "warc"
    PDF = "pdf"
    DOCX = "docx"
    RTF = "rtf"
    EML = "eml"
    MHTML = "mhtml"


@dataclass(frozen=True, slots=True)
class FetchedResource:
    """What was at an address: where it was in the end, its bytes, the charset that the server told, its headers."""

    address: str
    data: bytes
    charset: str | None
    headers: Mapping[str, str]
    status: int = 200


FetchFunction = Callable[[str], FetchedResource]


@dataclass(frozen=True, slots=True)
class ReaderOptions:
    """How bytes are to be read. `name` says where they are from; `encoding` and `format` are given where not None,
    `charset` is what a server or a client said of the encoding, who may be wrong, and `fallback` is the format where
    neither the bytes nor the name say one.

    `fields` are dotted paths into JSON objects or names of CSV columns, by the fact that they hold. `fetch` gets what
    is at an address, if anything may be fetched; with `follow`, also the pages that a feed only summarises.
    """

    max_bytes: int
    name: str = ""
    format: Format | None = None
    fallback: Format = Format.TEXT
    encoding: str | None = None
    charset: str | None = None
    fields: Mapping[str, str] = field(default_factory=dict)
    fetch: FetchFunction | None = None
    follow_links: bool = False

    def detect_codec(self, head: bytes) -> str:
        """The codec of what begins with these bytes.

        Raises:
            NotText: they are not text.
        """
        return detect_encoding(head, self.encoding, self.charset)


@dataclass(frozen=True, slots=True)
class PendingArticle:
    """One article of a file, not read yet: its place in a file of several, and the function that reads it.

    `read` raises BadInput if the piece has no article, which does not affect the others. It holds all its data, so
    that another process may run it.
    """

    label: str | None
    read: Callable[[], tuple[ArticleMetadata, str]]


Reader = Callable[[BinaryIO, ArticleMetadata, ReaderOptions], Iterator[PendingArticle | BadInput]]


def read_whole_text(stream: BinaryIO, options: ReaderOptions, *, many: bool = False) -> str:
    """All of a stream as text; of one that holds many articles, twenty times as much as of one.

    Raises:
        TooLarge, NotText, EmptyText: it is too much, or no text.
    """
    data = read_within_limit(stream, options.max_bytes * (MULTI_ARTICLE_FACTOR if many else 1))
    return decode_text(data, options.detect_codec(data))


def read_within_limit(stream: BinaryIO, limit: int) -> bytes:
    """All of a stream.

    Raises:
        TooLarge: there is more of it than the limit.
    """
    data = stream.read(limit + 1)
    if len(data) > limit:
        raise TooLarge(f"is over the limit of {limit:,} bytes; split it or raise CHANCERY_MAX_ARTICLE_BYTES")
    return data
