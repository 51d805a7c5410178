"""Which characters the bytes of a file or an answer stand for."""

import codecs
import re

from charset_normalizer import from_bytes

from app.errors import NotText

# The longer marks first: UTF-32's begins with UTF-16's.
_BYTE_ORDER_MARKS = {
    codecs.BOM_UTF32_LE: "utf-32",
    codecs.BOM_UTF32_BE: "utf-32",
    codecs.BOM_UTF8: "utf-8-sig",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}
_XML_DECLARATION = re.compile(rb"""\s*<\?xml[^>]{0,200}?encoding=["']([\w.:-]+)""", re.I)
_META_CHARSET = re.compile(rb"""<meta[^>]{0,300}?charset\s*=\s*["']?\s*([\w.:-]+)""", re.I)
# Names that are wrong so often that browsers take them for a greater encoding (https://encoding.spec.whatwg.org).
_CODEC_CORRECTIONS = {
    "iso8859-1": "cp1252",
    "ascii": "cp1252",
    "iso8859-9": "cp1254",
    "gb2312": "gb18030",
    "gbk": "gb18030",
}
# How far from the start a declaration may be, and how much a guess is founded on.
_HEAD = 4_096
_SAMPLE = 65_536
# Too few bytes to guess by; and how much of a text must be words for it to be taken as windows-1252.
_MIN_GUESS_BYTES = 64
_MIN_COHERENCE = 0.8


def detect_encoding(head: bytes, given: str | None = None, declared_by_carrier: str | None = None) -> str:
    """The codec of what begins so: by its mark, as given, as its carrier told, as it declares, or as fits.

    What is UTF-8 is that whatever is told or declared: converters and servers leave old words standing, and in no other
    encoding do sentences look like it by chance.

    Raises:
        NotText: the bytes are no text, or nothing fits.
    """
    for mark, codec in _BYTE_ORDER_MARKS.items():
        if head.startswith(mark):
            return codec
    if given and (found := _find_codec(given)):
        return found
    said = _find_codec(declared_by_carrier) if declared_by_carrier else None
    if said is None and b"\0" in head:
        raise NotText("is a binary file; give it as text, a page, a feed or JSON")
    for declaration in (_XML_DECLARATION.match(head), _META_CHARSET.search(head[:_HEAD])):
        declared = declaration and _find_codec(declaration[1].decode())
        # In single bytes there can be no pairs of them: a converter has left the old declaration standing.
        if declared and not declared.startswith(("utf-16", "utf-32")):
            said = said or declared
    if said is None:
        return _guess_encoding(head[:_SAMPLE])
    if not _can_decode(head, "utf-8"):
        return (
            said if _can_decode(head, said) else min(said, "utf-8", key=lambda codec: _count_undecodable(head, codec))
        )
    return said if head.isascii() or _may_be_multibyte(head, said) else "utf-8"


def is_known_encoding(name: str) -> bool:
    return _find_codec(name) is not None


def _find_codec(name: str) -> str | None:
    """Python's codec of this name; None where it knows none for text."""
    try:
        found = codecs.lookup(name).name
        "".encode(found)
    except (LookupError, ValueError):
        return None
    return _CODEC_CORRECTIONS.get(found, found)


def _can_decode(head: bytes, codec: str) -> bool:
    try:
        # The beginning of something longer may end within a character.
        codecs.getincrementaldecoder(codec)().decode(head, final=len(head) != _SAMPLE)
    except UnicodeDecodeError:
        return False
    return True


def _count_undecodable(head: bytes, codec: str) -> int:
    """How many pieces are none of an encoding: sites put together what comes from several systems."""
    return head.decode(codec, "replace").count("\ufffd")


def _may_be_multibyte(head: bytes, codec: str) -> bool:
    """Whether these may be characters of an encoding with several bytes each: a few of those may look like UTF-8."""
    return not codec.startswith(("cp", "iso8859", "koi8", "mac", "latin")) and _can_decode(head, codec)


def _guess_encoding(sample: bytes) -> str:
    """UTF-8 where it is that or too short to tell, then what browsers fall back on, then what looks sanest."""
    if len(sample) < _MIN_GUESS_BYTES or _can_decode(sample, "utf-8"):
        return "utf-8"
    western = from_bytes(sample, cp_isolation=["cp1252"]).best()
    if western is not None and western.coherence >= _MIN_COHERENCE:
        return "cp1252"
    best = from_bytes(sample).best()
    if best is None:
        raise NotText("is in no encoding that can be told; convert it to UTF-8 or give its --encoding")
    return best.encoding
