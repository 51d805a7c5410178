"""Packed bytes come out whole, however they were cut when they came in."""

import gzip

import pytest

from app.content_decoding import ContentDecoder
from app.errors import NotFetched, TooLarge

MEMBERS = gzip.compress(b"We agree, ") + gzip.compress(b"") + gzip.compress(b"she said.")


def unpacked(data: bytes, step: int, limit: int = 100) -> bytes:
    unpacking = ContentDecoder("gzip", limit)
    for start in range(0, len(data), step):
        unpacking.feed_bytes(data[start : start + step])
    return unpacking.finish_decoding()


@pytest.mark.parametrize("step", [1, 7, 1_000])
def test_gzip_of_several_members_is_one_text(step: int):
    assert unpacked(MEMBERS, step) == b"We agree, she said."


@pytest.mark.parametrize("after", [b"\0" * 20, b"\r\n"])
def test_padding_after_the_end_means_nothing(after: bytes):
    assert unpacked(MEMBERS + after, 1_000) == b"We agree, she said."


def test_a_last_member_without_its_end_was_cut_off():
    with pytest.raises(NotFetched, match="ends too early"):
        unpacked(MEMBERS[:-9], 1_000)


def test_the_limit_holds_for_all_members_together():
    with pytest.raises(TooLarge):
        unpacked(MEMBERS, 1_000, limit=12)
