"""Where the words of a quote are in another text."""

import pytest

from app.extraction.types import Span, words_at
from app.services.span_alignment import QuoteSpanIndex, QuoteSpans, realign_spans

OLD = "“We agree,” she said in Paris. “We agree,” he said in Rome."


def place(text: str, words: str, after: str = "") -> Span:
    start = text.index(words, text.index(after))
    return Span(start, start + len(words))


def test_of_several_places_it_is_the_one_with_the_same_surroundings():
    new = "It was over. “We agree,” he said in Rome. “We agree,” she said in Paris."
    for city, reporter in (("Paris", "she"), ("Rome", "he")):
        old = place(OLD, "We agree", after="“" if city == "Paris" else "Paris")
        (found,) = realign_spans(OLD, new, [old]) or ()
        assert new[found.end :].startswith(f",” {reporter} said in {city}")


def test_what_stands_within_a_longer_word_is_not_it():
    assert realign_spans("“Yes,” he said.", "Yesterday he came.", [Span(1, 4)]) is None
    assert realign_spans("“Yes,” he said.", "Yesterday, “yes! Yes,” he said.", [Span(1, 4)]) == (Span(17, 20),)


def test_all_pieces_are_there_in_their_order_or_none():
    pieces = [place("one, two, three", word) for word in ("one", "three")]
    new = "zero, one, two, three"
    assert words_at(new, realign_spans("one, two, three", new, pieces) or ()) == "one … three"
    assert realign_spans("one, two, three", "three, two, one", pieces) is None
    assert realign_spans("one, two, three", "one, two, four", pieces) is None


def test_a_short_word_is_not_found_where_all_around_it_is_new():
    new = "Nobody knows what he meant by that."
    assert realign_spans(OLD, new, [place(OLD, "he", after="” he")], alone=False) is None


@pytest.mark.parametrize(
    ("content", "cue", "like"),
    [
        (Span(0, 10), Span(20, 24), [1]),
        (Span(0, 6), Span(30, 34), [1]),
        (Span(0, 4), Span(30, 34), []),
        (Span(0, 4), Span(22, 26), [1]),
        (Span(10, 20), Span(20, 24), []),
        (Span(2, 90), Span(92, 96), []),
    ],
    ids=["the same", "most of it", "a part", "a part with the same report", "nothing of it", "a quote around it"],
)
def test_two_readings_of_one_quote_are_told_from_two_quotes(content: Span, cue: Span, like: list[int]):
    known = QuoteSpanIndex({1: QuoteSpans([Span(0, 10)], [Span(20, 24)]), 2: QuoteSpans([Span(100, 110)], [])})
    assert known.find_same_quotes(QuoteSpans([content], [cue])) == like
