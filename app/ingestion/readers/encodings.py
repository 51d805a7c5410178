"""Which characters the bytes of a file or an answer stand for."""

import codecs
import re

from charset_normalizer import from_bytes

from app.errors import NotText

# The longer marks first: UTF-32's begins with UTF-16's.
_MARKS = {
    codecs.BOM_UTF32_LE: "utf-32",
    codecs.BOM_UTF32_BE: "utf-32",
    codecs.BOM_UTF8: "utf-8-sig",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}
_XML = re.compile(rb"""\s*<\?xml[^>]{0,200}?encoding=["']([\w.:-]+)""", re.I)
_META = re.compile(rb"""<meta[^>]{0,300}?charset\s*=\s*["']?\s*([\w.:-]+)""", re.I)
# Names that are wrong so often that browsers take them for a greater encoding (https://encoding.spec.whatwg.org).
_MEANT = {"iso8859-1": "cp1252", "ascii": "cp1252", "iso8859-9": "cp1254", "gb2312": "gb18030", "gbk": "gb18030"}
# How far from the start a declaration may be, and how much a guess is founded on.
_HEAD = 4_096
_SAMPLE = 65_536
# Too few bytes to guess by; and how much of a text must be words for it to be taken as windows-1252.
_FEW = 64
_COHERENT = 0.8


def encoding_of(head: bytes, told: str | None = None) -> str:
    """The codec of what begins with these bytes: by its mark, by what was told or declared, or by what fits.

    Raises:
        NotText: the bytes are no text, or nothing fits.
    """
    for mark, codec in _MARKS.items():
        if head.startswith(mark):
            return codec
    if told and (codec_told := _codec(told)):
        return codec_told
    if b"\0" in head:
        raise NotText("is a binary file; give it as text, a page, a feed or JSON")
    for declaration in (_XML.match(head), _META.search(head[:_HEAD])):
        codec_declared = declaration and _codec(declaration[1].decode())
        # In single bytes there can be no pairs of them: a converter has left the old declaration standing.
        if codec_declared and not codec_declared.startswith(("utf-16", "utf-32")):
            return codec_declared
    return _guess(head[:_SAMPLE])


def known_encoding(name: str) -> bool:
    return _codec(name) is not None


def _codec(name: str) -> str | None:
    """Python's codec of this name; None where it knows none for text."""
    try:
        found = codecs.lookup(name).name
        "".encode(found)
    except (LookupError, ValueError):
        return None
    return _MEANT.get(found, found)


def _guess(sample: bytes) -> str:
    """UTF-8 where it is that or too short to tell, then what browsers fall back on, then what looks sanest."""
    try:
        # A sample may end within a character.
        codecs.getincrementaldecoder("utf-8")().decode(sample)
    except UnicodeDecodeError:
        pass
    else:
        return "utf-8"
    if len(sample) < _FEW:
        return "utf-8"
    western = from_bytes(sample, cp_isolation=["cp1252"]).best()
    if western is not None and western.coherence >= _COHERENT:
        return "cp1252"
    best = from_bytes(sample).best()
    if best is None:
        raise NotText("is in no encoding that can be told; convert it to UTF-8 or give its --encoding")
    return best.encoding
