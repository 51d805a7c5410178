"""Bytes to text, or one line that says why they are none."""

from app.errors import EmptyText, NotText, TooLarge


def decode(data: bytes, max_bytes: int) -> str:
    """The text of UTF-8 bytes.

    Raises:
        TooLarge: there are more than `max_bytes` of them.
        NotText: they hold NUL bytes or are no UTF-8.
        EmptyText: there is nothing but white space in them.
    """
    if len(data) > max_bytes:
        raise TooLarge(f"is over the limit of {max_bytes:,} bytes; split it or raise CHANCERY_MAX_ARTICLE_BYTES")
    if b"\0" in data:
        raise NotText("is a binary file; give it as plain text or Markdown")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise NotText(f"is no UTF-8: byte {error.start:,} is 0x{data[error.start]:02x}; convert it first") from error
    if not text.strip():
        raise EmptyText("is empty")
    return text
