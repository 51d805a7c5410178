"""Detecting the format of a file from its content, then from its name."""

import csv
import json
import re
from pathlib import PurePath

from app.errors import NotText
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


_PDF = re.compile(rb"(?:\A|[\r\n])%PDF-\d")
_PDF_MARK_RANGE = 1_024
_ZIP = b"PK\x03\x04"
_HEADER = re.compile(rb"[A-Za-z][A-Za-z0-9-]{0,60}:[^\n]*\n(?:[ \t][^\n]*\n)*")
# Every e-mail that was sent has some of the first, and every one that was written the second.
_SENT_HEADERS = {b"received", b"return-path", b"message-id", b"mime-version", b"delivered-to"}
_WRITTEN_HEADERS = {b"from", b"date"}
_SAVED_PAGE = re.compile(rb"^(?:Snapshot-Content-Location:|From: *\"?<?Saved by )", re.I | re.M)
_PICTURE = "a picture; recognise its text first (OCR)"
# What is refused by its name, with what to do about it.
_UNREADABLE_SIGNATURES = {
    b"\xd0\xcf\x11\xe0": "an old Word, Excel, PowerPoint or Outlook file; save it as DOCX, CSV, PDF or EML",
    b"\x89PNG": _PICTURE,
    b"\xff\xd8\xff": _PICTURE,
    b"GIF8": _PICTURE,
    b"II*\0": _PICTURE,
    b"MM\0*": _PICTURE,
    b"7z\xbc\xaf": "a 7z archive; unpack it",
    b"Rar!": "a RAR archive; unpack it",
    b"BZh": "packed by bzip2; unpack it",
    b"\xfd7zXZ": "packed by xz; unpack it",
}
# The names of the files in a ZIP, where the first of them stand; a first one may be followed by what is in it.
_ZIP_ENTRY_NAME = re.compile(rb"PK\x03\x04.{26}([\x20-\x7e]{1,80})", re.DOTALL)
_UNREADABLE_ZIP_ENTRIES = {
    b"mimetypeapplication/vnd.oasis.opendocument.text": "an OpenDocument text; save it as DOCX or PDF",
    b"mimetypeapplication/vnd.oasis": "an OpenDocument file; save it as CSV or PDF",
    b"mimetypeapplication/epub": "an EPUB; save it as text or PDF",
    b"xl/": "an Excel workbook; save it as CSV",
    b"ppt/": "a PowerPoint file; save it as PDF",
}


def detect_signature(head: bytes, suffix: str) -> Format | None:
    """The format that these first bytes are the mark of; None where they bear none.

    Raises:
        NotText: it is one that is not read; the message says which, and what to do.
    """
    if _PDF.search(head[:_PDF_MARK_RANGE]):
        return Format.PDF
    if head.startswith(b"{\\rtf"):
        return Format.RTF
    if head.startswith(_ZIP):
        return _detect_zip_format(head, suffix)
    headers = _header_names(head)
    if headers & _SENT_HEADERS or headers >= _WRITTEN_HEADERS:
        return Format.MHTML if _SAVED_PAGE.search(head) or suffix in (".mht", ".mhtml") else Format.EML
    if head.startswith(b"From ") and _header_names(head.partition(b"\n")[2]):
        raise NotText("is a mailbox of several e-mails; save each as EML")
    for mark, name in _UNREADABLE_SIGNATURES.items():
        if head.startswith(mark):
            raise NotText(f"is {name}")
    return None


def refuse_binary_documents(data: bytes) -> None:
    """Refuse what only looks like text: what a PDF and RTF are made of is nobody's words.

    Raises:
        NotText: it is in such a format, or not text.
    """
    signed = detect_signature(data, "")
    if signed in (Format.PDF, Format.RTF, Format.DOCX):
        raise NotText(f"is {signed.upper()}, not text; give it as {signed.upper()}")


def _detect_zip_format(head: bytes, suffix: str) -> Format:
    names = _ZIP_ENTRY_NAME.findall(head)
    if any(name.startswith(b"word/") for name in names):
        return Format.DOCX
    for mark, told in _UNREADABLE_ZIP_ENTRIES.items():
        if any(name.startswith(mark) for name in names):
            raise NotText(f"is {told}")
    if suffix in (".docx", ".docm"):
        return Format.DOCX
    raise NotText("is a ZIP archive; unpack it")


def _header_names(head: bytes) -> set[bytes]:
    """The names of the headers that these bytes begin with, in lower case; none where something else begins so."""
    names = set()
    place = 0
    while found := _HEADER.match(head, place):
        names.add(found[0].partition(b":")[0].lower())
        place = found.end()
    is_whole = place == len(head) or head.startswith((b"\n", b"\r\n"), place)
    return names if is_whole else set()
