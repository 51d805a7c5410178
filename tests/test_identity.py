from datetime import date

import pytest

from app.domain.identifiers import (
    article_id,
    canonical_url,
    hash_words,
    make_slug,
    parse_saying_id,
    quote_id,
    saying_id,
)


def test_an_article_with_an_address_keeps_its_id_when_its_text_changes():
    old = article_id("https://example.org/a", "old", "Tribune", date(2024, 2, 27))
    assert old == article_id("https://example.org/a", "new", None, date(2024, 2, 28))


def test_an_article_without_an_address_is_its_text_in_an_outlet_on_a_day():
    here = (None, "one text", "Tribune", date(2024, 2, 27))
    others = [
        (None, "another", "Tribune", date(2024, 2, 27)),
        (None, "one text", "Herald", date(2024, 2, 27)),
        (None, "one text", None, date(2024, 2, 27)),
        (None, "one text", "Tribune", date(2024, 2, 28)),
    ]
    assert article_id(*here) == article_id(*here)
    assert len({article_id(*one) for one in [here, *others]}) == 5


def test_a_quote_keeps_its_id_when_only_case_and_punctuation_change():
    assert quote_id("art-1", "We agree, fully.", 0) == quote_id("art-1", "we agree fully", 0)


def test_the_second_occurrence_of_the_same_words_is_another_quote():
    assert quote_id("art-1", "No.", 0) != quote_id("art-1", "No.", 1)


@pytest.mark.parametrize("words", ["We agree on a hotline", "“We agree, on a HOTLINE!”", "we  agree on a hotline…"])
def test_the_same_words_have_the_same_hash(words: str):
    assert hash_words(words) == hash_words("We agree on a hotline.")
    assert hash_words(words) != hash_words("We agree on the hotline")


@pytest.mark.parametrize("words", ["", "…", "We agree", "We - agree, then"])
def test_too_few_words_have_no_hash(words: str):
    assert hash_words(words) is None


def test_a_saying_id_tells_the_speaker_and_the_words():
    hashed = hash_words("We agree on a hotline")
    assert hashed
    assert parse_saying_id(saying_id("ana-lim-2", hashed)) == ("ana-lim-2", hashed)
    assert parse_saying_id("quo-5k2m9qx1ab3f") == ("", "")


def test_a_speaker_id_can_be_read_and_typed():
    assert make_slug("Daniel Kritenbrink") == "daniel-kritenbrink"
    assert make_slug("Élysée Palace") == "elysee-palace"
    assert make_slug("Владимир Зеленский") == "vladimir-zelenskii"


def test_a_name_of_signs_alone_still_has_an_id():
    assert make_slug("???").startswith("name-")


@pytest.mark.parametrize("url", ["https://E.org:443/a#top", "https://e.org/a", " https://e.org/a "])
def test_one_address_is_one_article(url: str):
    assert canonical_url(url) == "https://e.org/a"


@pytest.mark.parametrize("url", ["not a url", "ftp://e.org/a", "https://", "https://e.org:99999/a"])
def test_what_is_no_address_is_refused(url: str):
    with pytest.raises(ValueError, match=r"not an http|Port out of range"):
        canonical_url(url)
