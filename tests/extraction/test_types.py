"""The words at some places of a text: what was printed in pieces is never shown in one."""

import pytest

from app.domain.identifiers import hash_words, quote_id
from app.extraction.types import Span, words_at

PIECES = [
    ("“We will sign,” the envoy said, “and leave.”", ["We will sign,", "and leave."], "We will sign, … and leave."),
    ("Four countries, he warned, would act", ["Four countries", "would act"], "Four countries … would act"),
    ("“One.”\n\n“Two,” she said.", ["One.", "Two,"], "One. Two,"),
    ("He said it was over. The work begins", ["it was over", "The work begins"], "it was over. The work begins"),
    ("“We agree” … “not fully”", ["We agree", "not fully"], "We agree … not fully"),
    ("“We agree”“not fully”", ["We agree", "not fully"], "We agree not fully"),
    ("one [2] two", ["one", "two"], "one … two"),
    ("We agree", ["We agree"], "We agree"),
]


def places(text: str, pieces: list[str]) -> list[Span]:
    return [Span(text.index(piece), text.index(piece) + len(piece)) for piece in pieces]


@pytest.mark.parametrize(("text", "pieces", "told"), PIECES)
def test_pieces_that_other_words_part_are_told_apart(text: str, pieces: list[str], told: str):
    assert words_at(text, places(text, pieces)) == told
    assert words_at(text, reversed(places(text, pieces))) == told


@pytest.mark.parametrize(("pieces", "told"), [(pieces, told) for _, pieces, told in PIECES])
def test_how_pieces_are_joined_changes_no_identity(pieces: list[str], told: str):
    assert quote_id("art-1", told, 0) == quote_id("art-1", " ".join(pieces), 0)
    assert hash_words(f"{told} at last then") == hash_words(" ".join([*pieces, "at last then"]))
