"""Quotes of a newer text are known again as quotes of an older one in other words."""

from app.domain.quote_matching import ComparableQuote, match_reworded_quotes


def lim(text: str, source: str = "Ana Lim") -> ComparableQuote:
    return ComparableQuote(text, "ana-lim", source)


def test_a_quote_with_some_other_words_is_known_again():
    old = [lim("We will sign the treaty on Monday"), lim("The border stays open for trade and for people")]
    new = [lim("The border stays open for trade and for families"), lim("We will sign the treaty on Friday")]
    assert match_reworded_quotes(old, new) == {0: 1, 1: 0}


def test_what_has_little_in_common_is_not():
    assert (
        match_reworded_quotes([lim("We will sign the treaty on Monday")], [lim("Nobody has asked us about the border")])
        == {}
    )


def test_another_speaker_has_not_said_it():
    berg = ComparableQuote("We will sign the treaty on Friday", "jo-berg", "Jo Berg")
    assert match_reworded_quotes([lim("We will sign the treaty on Monday")], [berg]) == {}


def test_the_same_printed_source_is_enough():
    """The one may have been resolved where the other was not, or a person may have put somebody else in."""
    unknown = ComparableQuote("We will sign the treaty on Friday", None, "a senior official")
    known = ComparableQuote("We will sign the treaty on Monday", "jo-berg", "A senior official")
    assert match_reworded_quotes([known], [unknown]) == {0: 0}
    assert (
        match_reworded_quotes([ComparableQuote(known.text, None, None)], [ComparableQuote(unknown.text, None, None)])
        == {}
    )


def test_the_most_alike_go_together_and_none_goes_twice():
    old = [lim("We will sign the treaty on Monday in Geneva")]
    new = [
        lim("We will sign the treaty on Monday in Vienna or not"),
        lim("We will sign the treaty on Monday in Vienna"),
    ]
    assert match_reworded_quotes(old, new) == {1: 0}


def test_many_quotes_of_one_speaker_find_their_own():
    old = [lim(f"We will sign treaty number {number} on Monday in Geneva") for number in range(300)]
    new = [lim(f"We will sign treaty number {number} on Friday in Geneva") for number in range(300)]
    assert match_reworded_quotes(old, new) == {number: number for number in range(300)}
