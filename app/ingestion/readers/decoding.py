"""Bytes to text, or one line that says why they are none."""

from app.errors import EmptyText, NotText


def decode_text(data: bytes, codec: str = "utf-8-sig") -> str:
    """The text of these bytes.

    Raises:
        NotText: they hold NUL bytes, or one of them is none of the encoding.
        EmptyText: there is nothing but white space in them.
    """
    try:
        text = data.decode(codec)
    except UnicodeDecodeError as error:
        name = codec.removesuffix("-sig").upper()
        raise NotText(f"is no {name}: byte {error.start:,} is 0x{data[error.start]:02x}; convert it first") from error
    if "\0" in text:
        raise NotText("is a binary file; give it as text, a page, a feed or JSON")
    if not text.strip():
        raise EmptyText("is empty")
    return text
