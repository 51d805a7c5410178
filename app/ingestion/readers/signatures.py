"""Formats that are no text, and formats of text that are no article as they stand, by how their bytes begin."""

import re

from app.errors import NotText
from app.ingestion.readers.types import Format

_PDF = re.compile(rb"(?:\A|[\r\n])%PDF-\d")
_PDF_MARK_RANGE = 1_024
_ZIP = b"PK\x03\x04"
_HEADER = re.compile(rb"[A-Za-z][A-Za-z0-9-]{0,60}:[^\n]*\n(?:[ \t][^\n]*\n)*")
# Every e-mail that was sent has some of the first, and every one that was written the second.
_SENT_HEADERS = {b"received", b"return-path", b"message-id", b"mime-version", b"delivered-to"}
_WRITTEN_HEADERS = {b"from", b"date"}
_SAVED_PAGE = re.compile(rb"^(?:Snapshot-Content-Location:|From: *\"?<?Saved by )", re.I | re.M)
_PICTURE = "a picture; have its text recognised first"
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
        NotText: it is in such a format, or in another one that is no text.
    """
    signed = detect_signature(data, "")
    if signed in (Format.PDF, Format.RTF, Format.DOCX):
        raise NotText(f"is {signed.upper()} and no text; give it as that")


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
