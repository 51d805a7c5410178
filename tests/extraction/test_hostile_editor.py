"""Sentences that are written to mislead: whoever is named nearby is not therefore the one who speaks."""

import pytest

from app.extraction.types import QuoteKind


@pytest.mark.parametrize(
    ("text", "words", "speaker"),
    [
        (
            "Minister Jonas Keller flew to Prague on Sunday. After meeting President Viktor Hasek, he said the talks "
            "were useful.",
            "talks were useful",
            "Jonas Keller",
        ),
        (
            "Echoing Foreign Minister Rania Saleh, he said the aid would arrive. Ambassador Tom Hale was in Amman.",
            "aid would arrive",
            None,
        ),
        (
            "Chancellor Eva Brandt smiled. Flanked by President Marie Laurent, she said: “We are one.”",
            "We are one",
            "Eva Brandt",
        ),
        (
            "Minister Jonas Keller spoke next. Unlike President Viktor Hasek, he said, Europe wants peace.",
            "Europe wants peace",
            "Jonas Keller",
        ),
    ],
)
def test_whom_an_opening_phrase_names_is_not_the_pronoun_that_follows_it(
    read, text: str, words: str, speaker: str | None
):
    assert read(text).speaker(words) == speaker


def test_who_was_quoted_by_somebody_said_it(read):
    text = "President Kemal Aksoy was quoted by Minister Paula Reyes as saying the deal was “dead.”"
    assert read(text).speaker("dead") == "Kemal Aksoy"


def test_who_read_a_statement_out_did_not_make_it(read):
    text = "In a statement read by his lawyer, Anton Rubin, Igor Belov said: “I am innocent.”"
    assert read(text).speaker("I am innocent") == "Igor Belov"


def test_who_did_not_say_it_did_not_say_it(read):
    text = "It was Minister Paula Reyes, not President Kemal Aksoy, who said the deal was dead."
    assert read(text).speaker("deal was dead") == "Paula Reyes"


def test_a_banner_behind_somebody_is_not_theirs(read):
    text = "A banner behind Minister Paula Reyes read: “Never again.”"
    assert read(text).speaker("Never again") is None


def test_a_treaty_is_not_the_word_of_one_who_signed_it(read):
    text = "The treaty, signed by Minister Paula Reyes, says “all parties shall disarm.”"
    assert read(text).speaker("all parties") is None


def test_what_somebody_was_asked_is_not_what_they_said(read):
    text = "Asked whether President Vukovic had said “I will resign,” his adviser Mila Petrovic said he had not."
    assert not [quote for quote in read(text).quotes if quote.kind is not QuoteKind.INDIRECT]


def test_a_title_tells_two_of_one_name_apart(read):
    text = (
        "Karim Osman, the son of President Adel Osman, said the vote was fair. President Osman said nothing more was "
        "needed for now."
    )
    assert read(text).speaker("nothing more") == "Adel Osman"


def test_who_hosts_a_president_is_none_for_that(read):
    text = (
        "The Chinese president, Guo Liang, hosted the US president, Alan Frost. “A new age,” the US president said. "
        "“A good start,” the Chinese president said."
    )
    reading = read(text)
    assert (reading.speaker("new age"), reading.speaker("good start")) == ("Alan Frost", "Guo Liang")
    assert [role.title for role in reading.person("Guo Liang").roles] == ["president"]


def test_who_speaks_on_in_a_dialogue_is_not_sure(read):
    text = (
        "“When do you leave?” asked Ambassador Tom Hale.\n\n“Tomorrow,” Minister Paula Reyes answered.\n\n"
        "“So soon?”\n\n“I have no choice.”"
    )
    assert read(text).quote("So soon").confidence < 0.9


def test_a_surname_that_is_a_capital_is_not_sure(read):
    text = (
        "Ambassador Denise Washington said the visas were ready. Washington said on Friday that no date had been set."
    )
    assert read(text).quote("no date").confidence < 0.9
    assert read(text).quote("visas").confidence > 0.9


def test_of_two_with_one_surname_neither_is_guessed(read):
    text = "President Carlos Mendoza and Senator Luis Mendoza spoke on Sunday. “I will not run again,” Mendoza said."
    assert read(text).speaker("run again") is None


@pytest.mark.parametrize(
    "text",
    [
        "“I was wrong” is something President Igor Belov has never said.",
        "Imagine President Igor Belov saying: “I was wrong.”",
    ],
)
def test_what_was_never_said_is_nobodys_saying(read, text: str):
    assert read(text).quotes == ()


def test_what_is_only_attributed_to_somebody_is_not_sure(read):
    text = "A remark attributed to President Igor Belov, “we own the sea,” caused anger."
    assert read(text).quote("own the sea").confidence < 0.9


@pytest.mark.parametrize(
    "text",
    [
        "A fake video shows President Igor Belov saying: “We own the sea.”",
        "A post carries a made-up quote in which President Igor Belov says “we own the sea.”",
        "Posts falsely attribute to President Igor Belov the words “we own the sea.”",
        "Fabricated: “We own the sea,” President Igor Belov said.",
        "President Igor Belov was misquoted as saying “we own the sea,” his office said.",
    ],
)
def test_what_the_text_calls_forged_is_in_nobodys_mouth(read, text: str):
    reading = read(text)
    assert all(quote.speaker is None for quote in reading.quotes if "own the sea" in reading.words(quote))


def test_what_is_called_forged_afterwards_is_not_sure(read):
    text = "A video shows President Igor Belov saying: “We own the sea.” The clip was doctored, Mila Petrovic said."
    assert read(text).quote("own the sea").confidence < 0.6


@pytest.mark.parametrize(
    "text",
    [
        "President Igor Belov said the fake video was made abroad.",
        "“This is a fake video,” President Igor Belov said. The sea was calm.",
        "President Igor Belov said the truce was wrongly credited to Paris.",
    ],
)
def test_who_calls_something_forged_has_said_so(read, text: str):
    (quote,) = read(text).quotes
    assert quote.confidence > 0.9


def test_of_two_who_hold_one_office_the_office_tells_neither(read):
    text = (
        "Foreign Minister Ivan Petrov met Foreign Minister Jose Silva in Lisbon. “We agreed on everything,” the "
        "minister said."
    )
    assert read(text).speaker("agreed on everything") is None


def test_of_two_men_who_met_he_is_neither(read):
    text = "President Tom Diaz and Premier Luis Mora met in Lima. He said the talks were good."
    assert read(text).speaker("talks were good") is None


def test_the_very_word_for_an_office_goes_before_another_for_it(read):
    text = "President Tom Diaz received Premier Luis Mora in Lima. The president said the talks were good."
    assert read(text).speaker("talks were good") == "Tom Diaz"
