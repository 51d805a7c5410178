"""Which format a file is in: by how it begins, and only where that says nothing, by its name."""

import csv
import json
import re
from pathlib import PurePath

from app.ingestion.readers.signatures import detect_signature
from app.ingestion.readers.types import Format, ReaderOptions

_FORMAT_BY_SUFFIX = {
    ".md": Format.MARKDOWN, ".markdown": Format.MARKDOWN, ".html": Format.HTML, ".htm": Format.HTML,
    ".xhtml": Format.HTML, ".shtml": Format.HTML, ".json": Format.JSON, ".jsonld": Format.JSON,
    ".jsonl": Format.JSONL, ".ndjson": Format.JSONL, ".csv": Format.CSV, ".tsv": Format.CSV, ".rss": Format.FEED,
    ".atom": Format.FEED, ".rdf": Format.FEED, ".xml": Format.FEED, ".warc": Format.WARC,
    ".txt": Format.TEXT, ".text": Format.TEXT, ".pdf": Format.PDF, ".docx": Format.DOCX, ".docm": Format.DOCX,
    ".rtf": Format.RTF, ".eml": Format.EML, ".mht": Format.MHTML, ".mhtml": Format.MHTML,
}  # fmt: skip
# Documents that are no text, as a client names them. One that is an e-mail may be a saved page.
DOCUMENT_MEDIA_TYPES: dict[str, Format | None] = {
    "application/pdf": Format.PDF,
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": Format.DOCX,
    "application/rtf": Format.RTF,
    "text/rtf": Format.RTF,
    "message/rfc822": None,
}
# What is meant to be read, and is refused by name.
_REFUSED_SUFFIXES = {
    ".doc",
    ".odt",
    ".epub",
    ".msg",
    ".mbox",
    ".pages",
    ".xls",
    ".xlsx",
    ".ods",
    ".ppt",
    ".pptx",
    ".zip",
}
# What a folder is searched for.
SEARCHED_SUFFIXES = {*_FORMAT_BY_SUFFIX, *_REFUSED_SUFFIXES, ".gz"}

_PROLOGUE = re.compile(r"\s*(?:<\?.*?\?>\s*|<!--.*?-->\s*)*", re.DOTALL)
_FEED = re.compile(r"(?:<!DOCTYPE[^>]*>\s*)?<(?:rss|feed|rdf:RDF)[\s>]", re.I)
_HTML = re.compile(r"<!DOCTYPE\s+html|<(?:html|head|body)[\s>]", re.I)
_TAG = re.compile(r"<(?:article|div|h1|link|main|meta|p|section|script|style|table|title)\b[^>]*>", re.I)
_JSON = re.compile(r"""\[\s*(?:[\[{"\]]|$)|\{\s*(?:["}]|$)""")


def detect_format(head: bytes, options: ReaderOptions) -> Format:
    """The format of what begins with these bytes.

    Raises:
        NotText: it begins as nothing that is read here.
    """
    if head.startswith(b"WARC/"):
        return Format.WARC
    suffix = PurePath(options.name.removesuffix(".gz")).suffix.lower()
    signed = detect_signature(head, suffix)
    if signed is not None:
        return signed
    named = _FORMAT_BY_SUFFIX.get(suffix)
    text = head.decode(options.detect_codec(head), "replace")
    begun = text[_PROLOGUE.match(text).end() :]  # type: ignore[union-attr]  # it matches nothing at all, too
    if _FEED.match(begun):
        return Format.FEED
    if _HTML.match(begun) or (_TAG.match(begun) and named is not Format.MARKDOWN):
        return Format.HTML
    if _JSON.match(begun):
        return Format.JSONL if named is Format.JSONL or _has_json_lines(begun) else Format.JSON
    if named in (Format.TEXT, None) and _has_article_columns(text):
        return Format.CSV
    return named or options.fallback


def _has_json_lines(text: str) -> bool:
    """Whether the first line is an object by itself, and another follows."""
    first, _, rest = text.partition("\n")
    if not rest.lstrip().startswith("{"):
        return False
    try:
        return isinstance(json.loads(first), dict)
    except (ValueError, RecursionError):
        return False


def _has_article_columns(text: str) -> bool:
    """Whether the first line names the columns that every article needs."""
    first = next(iter(text.splitlines()), "").lower()
    return any(
        {"title", "text"} <= {name.strip() for name in row}
        for mark in ",;\t"
        for row in csv.reader([first], delimiter=mark)
    )
