"""The encoding of a text's bytes: detecting it, and decoding by it."""

import codecs

from charset_normalizer import from_bytes
from w3lib.encoding import html_body_declared_encoding, read_bom, resolve_encoding

from app.errors import EmptyText, NotText

# How much a guess is founded on.
_SAMPLE = 65_536
# Too few bytes to guess by; and how much of a text must be words for it to be taken as windows-1252.
_MIN_GUESS_BYTES = 64
_MIN_COHERENCE = 0.8
_BINARY = "is a binary file; give it as text, a page, a feed or JSON"
_ALL_BYTES = bytes(range(256))


def detect_encoding(head: bytes, given: str | None = None, declared_by_carrier: str | None = None) -> str:
    """The Python codec for a text that begins with `head`.

    The order is: a byte order mark, the caller's word (`given`), the carrier's (the Content-Type of a server or an
    email part), the text's own declaration, a guess. Bytes that are valid UTF-8 count as UTF-8 whatever the carrier or
    the text declares: converters and servers leave old declarations standing, and hardly any sentence in another
    encoding is valid UTF-8 by chance.

    Raises:
        NotText: the bytes are not text, or no encoding fits.
    """
    mark, _ = read_bom(head)
    if mark:
        # The codecs that also drop the mark.
        return "utf-8-sig" if mark == "utf-8" else mark.rpartition("-")[0]
    if given and (found := _find_codec(given)):
        return found
    declared = _find_codec(declared_by_carrier) if declared_by_carrier else None
    if declared is None and b"\0" in head:
        raise NotText(_BINARY)
    declared = declared or _declared_in_text(head)
    if declared is None:
        return _guess_encoding(head[:_SAMPLE])
    if not _can_decode(head, "utf-8"):
        if _can_decode(head, declared):
            return declared
        return min(declared, "utf-8", key=lambda codec: _count_undecodable(head, codec))
    return declared if head.isascii() or _may_be_multibyte(head, declared) else "utf-8"


def is_known_encoding(name: str) -> bool:
    return _find_codec(name) is not None


def decode_text(data: bytes, codec: str = "utf-8-sig") -> str:
    """The text of these bytes.

    Raises:
        NotText: they hold NUL bytes or are not valid in this encoding.
        EmptyText: they hold nothing but white space.
    """
    try:
        text = data.decode(codec)
    except UnicodeDecodeError as error:
        name = codec.removesuffix("-sig").upper()
        raise NotText(
            f"is not valid {name}: byte {error.start:,} is 0x{data[error.start]:02x}; convert it first"
        ) from error
    if "\0" in text:
        raise NotText(_BINARY)
    if not text.strip():
        raise EmptyText("is empty")
    return text


def _find_codec(name: str) -> str | None:
    """Python's codec for this name, corrected as browsers do (https://encoding.spec.whatwg.org); None if unknown."""
    try:
        found = resolve_encoding(name)
        # Python also has codecs that are not for text, such as "hex".
        "".encode(found or "unknown")
    except (LookupError, ValueError):
        return None
    return found


def _declared_in_text(head: bytes) -> str | None:
    """The encoding that an XML declaration or a meta element names."""
    declared = html_body_declared_encoding(head)
    # UTF-16 cannot be declared in single bytes: a converter has left the old declaration standing.
    if declared is None or declared.startswith(("utf-16", "utf-32")):
        return None
    return _find_codec(declared)


def _can_decode(head: bytes, codec: str) -> bool:
    try:
        # The beginning of something longer may end within a character.
        codecs.getincrementaldecoder(codec)().decode(head, final=len(head) != _SAMPLE)
    except UnicodeDecodeError:
        return False
    return True


def _count_undecodable(head: bytes, codec: str) -> int:
    """The number of undecodable pieces: some sites join texts from systems with different encodings."""
    return head.decode(codec, "replace").count("\ufffd")


def _may_be_multibyte(head: bytes, codec: str) -> bool:
    """Whether these may be characters of an encoding with several bytes each: a few of those may look like UTF-8."""
    is_single_byte = len(_ALL_BYTES.decode(codec, "replace")) == len(_ALL_BYTES)
    return not is_single_byte and _can_decode(head, codec)


def _guess_encoding(sample: bytes) -> str:
    """UTF-8 where it is valid or the text is too short to tell, then windows-1252, then the best guess."""
    if len(sample) < _MIN_GUESS_BYTES or _can_decode(sample, "utf-8"):
        return "utf-8"
    western = from_bytes(sample, cp_isolation=["cp1252"]).best()
    if western is not None and western.coherence >= _MIN_COHERENCE:
        return "cp1252"
    best = from_bytes(sample).best()
    if best is None:
        raise NotText("is in an unknown encoding; convert it to UTF-8 or give its --encoding")
    return best.encoding
