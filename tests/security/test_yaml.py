"""Front matter cannot stand for more than is written in it, and what it holds is not sent back at length."""

import pytest

from app.errors import BadFrontMatter
from app.ingestion.readers.markdown import split_front_matter
from tests.growth import assert_linear

# Eight levels of aliases, each nine of the one before: 400 bytes for 43 million words.
LAUGHS = "a: &a [lol,lol,lol,lol,lol,lol,lol,lol,lol]\n" + "".join(
    f"{name}: &{name} [{','.join([f'*{before}'] * 9)}]\n" for before, name in zip("abcdefgh", "bcdefghi", strict=True)
)
# In one line, which a parser of YAML looks through for a key.
FRAGMENTS = ["[", "{", "- ", "? ", "a: b\n", "a: [", "&a ", "*a ", "!!a ", "'", '"', ": ", "a ", "[],", "|\n"]


def refusal(block: str) -> str:
    with pytest.raises(BadFrontMatter) as caught:
        split_front_matter(f"---\n{block}\n---\nWords.")
    return str(caught.value)


@pytest.mark.parametrize("block", [LAUGHS, "title: &a x\noutlet: *a", "title: [&a x, *a]"])
def test_an_alias_is_refused(block):
    assert "a YAML alias (*name); write the value out" in refusal(block)


def test_the_server_refuses_aliases_with_a_short_answer(office):
    answer = office.post("/articles", content=f"---\n{LAUGHS}---\nWords.", headers={"Content-Type": "text/markdown"})
    assert (answer.status_code, answer.json()["title"]) == (422, "The front matter cannot be read")
    assert len(answer.content) < 2_000


@pytest.mark.parametrize(
    "block", ["[" * 10_000, "title: [[[a]]]", "{a: " * 3_000, "- " * 5_000, "a:\n b:\n  c:\n   d: e"]
)
def test_values_within_values_are_refused(block):
    assert "nested too deep" in refusal(block)


def test_a_block_that_is_no_few_lines_is_refused():
    assert "over 16,384 characters" in refusal("title: " + "x" * 20_000)


@pytest.mark.parametrize(
    "block",
    [
        f"{'x' * 9_000}: a",
        f"published_on: {'9' * 9_000}",
        f"url: {'x' * 9_000}",
        f"title: [{'x' * 9_000}]",
        f"published_on: 0x{'f' * 9_000}",
        f"'{'x' * 9_000}",
    ],
)
def test_a_value_is_not_sent_back_at_length(block):
    assert len(refusal(block)) < 300


@pytest.mark.parametrize("fragment", FRAGMENTS)
def test_reading_front_matter_is_linear(fragment):
    def read(block: str) -> None:
        try:
            split_front_matter(f"---\n{block}\n---\nWords.")
        except BadFrontMatter:
            return

    assert_linear(read, lambda size: fragment * (size // len(fragment)), 16_384)
