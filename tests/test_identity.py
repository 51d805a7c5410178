from app.identity import article_id, quote_id, slug


def test_an_article_with_an_address_keeps_its_id_when_its_text_changes():
    assert article_id("https://example.org/a", "old") == article_id("https://example.org/a", "new")


def test_an_article_without_an_address_is_its_text():
    assert article_id(None, "one text") == article_id(None, "one text") != article_id(None, "another")


def test_a_quote_keeps_its_id_when_only_case_and_punctuation_change():
    assert quote_id("art-1", "We agree, fully.", 0) == quote_id("art-1", "we agree fully", 0)


def test_the_second_occurrence_of_the_same_words_is_another_quote():
    assert quote_id("art-1", "No.", 0) != quote_id("art-1", "No.", 1)


def test_a_speaker_id_can_be_read_and_typed():
    assert slug("Daniel Kritenbrink") == "daniel-kritenbrink"
    assert slug("Élysée Palace") == "elysee-palace"
    assert slug("Владимир Зеленский") == "vladimir-zelenskii"


def test_a_name_of_signs_alone_still_has_an_id():
    assert slug("???").startswith("name-")
