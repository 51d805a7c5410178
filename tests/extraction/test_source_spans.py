"""Where a source begins and ends, when the tagger took too much of it or too little."""

import pytest

from app.extraction.attribution.classification import Attribution, classify_attributions
from app.extraction.attribution.source_boundaries import repair_source
from app.extraction.entities.clustering import find_entities
from app.extraction.structure.segmentation import index_text
from app.extraction.types import Span


def span(text: str, words: str) -> Span:
    return Span(text.index(words), text.index(words) + len(words))


def source_of(text: str, source: str, cue: str, content: str) -> str:
    """The source that is made of the tagged one."""
    layout = index_text(text)
    tagged = Attribution((span(text, cue),), (span(text, source),), (span(text, content),))
    whole = repair_source(layout, find_entities(layout), tagged)
    return " ".join(one.text_in(text) for one in whole.source)


@pytest.mark.parametrize(
    ("text", "source", "cue", "whole"),
    [
        (
            "One official in the room said the talks had failed.",
            "One official in the",
            "said",
            "One official in the room",
        ),
        ("Everyone I asked said the talks had failed.", "Everyone I", "said", "Everyone I asked"),
        ("My siblings and I said the talks had failed.", "My siblings and", "said", "My siblings and I"),
        (
            "A paper by two envoys shows the talks had failed.",
            "A paper by",
            "shows",
            "A paper by two envoys",
        ),
    ],
)
def test_a_source_that_breaks_off_goes_on_to_its_cue(text: str, source: str, cue: str, whole: str):
    assert source_of(text, source, cue, "the talks had failed") == whole


def test_a_loose_end_falls_away_where_the_cue_is_not_near():
    text = "The minister on, as it seems, no certain ground, said the talks had failed."
    assert source_of(text, "The minister on", "said", "the talks had failed") == "The minister"


def test_a_source_loses_a_relative_pronoun_that_it_ends_in():
    text = "The minister, who had come late, said the talks had failed."
    assert source_of(text, "The minister, who", "said", "the talks had failed") == "The minister"


@pytest.mark.parametrize(
    ("text", "source", "whole"),
    [
        ("It was news to the envoys, who said the talks had failed.", "the envoys", "who"),
        ("It was news to the envoys, two of whom said the talks had failed.", "the envoys", "two of whom"),
        ("It was news to the envoys, two of whom said the talks had failed.", "two of whom", "two of whom"),
        ("Ana Lim and Jo Osei met, but each said the talks had failed.", "Ana Lim and Jo Osei", "Ana Lim and Jo Osei"),
        ("Ana Lim met Jo Osei, each said the talks had failed.", "Ana Lim", "each"),
        ("The envoys who came said the talks had failed.", "The envoys who came", "The envoys who came"),
        ("It was news to the envoys, most of whom said the talks had failed.", "most", "most of whom"),
        ("It was the minister who in May said the talks had failed.", "who", "who"),
    ],
)
def test_a_relative_pronoun_before_its_cue_is_the_source(text: str, source: str, whole: str):
    assert source_of(text, source, "said", "the talks had failed") == whole


def test_a_cue_gives_its_subject_to_the_source():
    text = "I cannot see how the talks failed, and the bank itself said the talks had failed."
    layout = index_text(text)
    people = find_entities(layout)
    untold = Attribution((span(text, "I cannot see"),), (), (span(text, "how the talks failed"),))
    told = Attribution((span(text, "itself said"),), (span(text, "the bank"),), (span(text, "the talks had failed"),))
    assert [
        (one.source[0].text_in(text), one.cue[0].text_in(text))
        for one in (repair_source(layout, people, tagged) for tagged in (untold, told))
    ] == [("I", "cannot see"), ("the bank itself", "said")]


@pytest.mark.parametrize(
    ("source", "kept"),
    [
        ("The Supreme Court last month", "The Supreme Court"),
        ("The Bank of the South in 2015", "The Bank of the South"),
        ("A group of doctors in 2015", "A group of doctors"),
        ("A poll in May", "A poll in May"),
        ("Ana Lim on Monday", "Ana Lim"),
        ("Ana Lim, touring the camp on Monday,", "Ana Lim"),
        ("Ana Lim, acting director of the house,", "Ana Lim, acting director of the house,"),
        ("The Mail on Sunday", "The Mail on Sunday"),
        ("A report by the Bank published last month", "A report by the Bank published last month"),
    ],
)
def test_when_and_while_doing_what_somebody_spoke_is_not_who_they_are(source: str, kept: str):
    text = f"{source} said the talks had failed."
    assert source_of(text, source, "said", "the talks had failed") == kept


def test_a_source_begins_after_the_dateline():
    text = "GENEVA, March 3 -- The minister said the talks had failed."
    assert source_of(text, "GENEVA, March 3 -- The minister", "said", "the talks had failed") == "The minister"


def test_a_name_that_a_source_breaks_into_is_taken_whole():
    text = "In the hall Anna Maria Lindqvist said the talks had failed."
    assert source_of(text, "Maria Lindqvist", "said", "the talks had failed") == "Anna Maria Lindqvist"


@pytest.mark.parametrize(
    ("source", "kept"),
    [
        ("He in May", "He"),
        ("He and his wife", "He and his wife"),
        ("He himself", "He himself"),
    ],
)
def test_a_pronoun_loses_what_follows_it_unless_that_belongs_to_it(source: str, kept: str):
    text = f"{source} said the talks had failed."
    assert source_of(text, source, "said", "the talks had failed") == kept


@pytest.mark.parametrize(
    ("before", "apposition"),
    [
        ("Ana Lim, ", "Jo Osei’s only ally,"),
        ("Ana Lim, ", "her party’s leader,"),
        ("Even Ana Lim, ", "her party’s leader,"),
        ("Ana Lim, ", "a friend of the house,"),
        ("The clerk of the court, ", "a friend of the house,"),
    ],
)
def test_an_apposition_is_given_what_it_describes(before: str, apposition: str):
    text = f"{before}{apposition} said the talks had failed."
    assert source_of(text, apposition, "said", "the talks had failed") == before.removeprefix("Even ") + apposition


@pytest.mark.parametrize("before", ["After his call with Ana Lim, ", "Asked about Ana Lim, ", "Yesterday, "])
def test_what_only_stands_before_is_not_what_an_apposition_describes(before: str):
    text = f"{before}a friend of the house, speaking for himself, said the talks had failed."
    source = "a friend of the house, speaking for himself,"
    assert source_of(text, source, "said", "the talks had failed") == source


def test_a_source_ends_with_its_paragraph():
    text = "“The talks have failed.” ― Ana Lim.\n\nPress photo"
    assert source_of(text, "Ana Lim.\n\nPress photo", "―", "“The talks have failed.”") == "Ana Lim."


@pytest.mark.parametrize(
    "content", ["Thursday morning on the radio", "on the radio’s “Hour of the House”", "in the capital on Monday"]
)
def test_when_and_where_somebody_spoke_is_not_what_they_said(content: str):
    text = f"Ana Lim said {content}."
    tagged = Attribution((span(text, "said"),), (span(text, "Ana Lim"),), (span(text, content),))
    assert classify_attributions(index_text(text), [tagged]) == []


def test_what_begins_with_a_day_and_goes_on_is_still_a_saying():
    text = "Ana Lim said on Monday the talks would be held."
    tagged = Attribution(
        (span(text, "said"),), (span(text, "Ana Lim"),), (span(text, "on Monday the talks would be held"),)
    )
    assert len(classify_attributions(index_text(text), [tagged])) == 1
