"""Whose a quoted utterance is when the tagger was wrong: the words beside the marks tell better."""

import pytest

from app.extraction.attribution.classification import Attribution
from app.extraction.attribution.continuations import complete_attributions
from app.extraction.entities.clustering import find_entities
from app.extraction.structure.segmentation import index_text
from app.extraction.types import Span


def span(text: str, words: str) -> Span:
    return Span(text.index(words), text.index(words) + len(words))


def completed(text: str, *tagged: tuple[str | None, str, str]) -> list[tuple[str, str]]:
    """Source and content of every attribution that is left, given source, cue and content of the tagged ones."""
    layout = index_text(text)
    attributions = [
        Attribution((span(text, cue),), (span(text, source),) if source else (), (span(text, content),))
        for source, cue, content in tagged
    ]
    found = complete_attributions(layout, find_entities(layout), attributions)
    return [
        (" ".join(s.text_in(text) for s in one.source), " ".join(s.text_in(text) for s in one.content))
        for one in found
        if one.content
    ]


def test_an_agency_that_the_tagger_took_for_the_speaker_gives_the_words_back():
    text = "“The harvest is lost this year,” John Osei said, according to agency reports."
    found = completed(text, ("agency reports", "according to", "“The harvest is lost this year,” John Osei said"))
    assert found == [("John Osei", "The harvest is lost this year,")]


def test_a_source_that_the_tagger_missed_is_read_beside_the_cue():
    text = "“The harvest is lost this year,” John Osei said."
    assert completed(text, (None, "said", "“The harvest is lost this year,”")) == [
        ("John Osei", "The harvest is lost this year,")
    ]


def test_half_a_quote_is_made_whole():
    text = "“The harvest is lost this year, and the next,” John Osei said."
    assert completed(text, ("John Osei", "said", "The harvest is lost this year")) == [
        ("John Osei", "The harvest is lost this year, and the next,")
    ]


def test_an_apposition_is_given_its_name():
    text = "John Osei, a farmer from the north, said: “The harvest is lost this year.”"
    ((source, _),) = completed(text, ("a farmer from the north,", "said", "“The harvest is lost this year.”"))
    assert source.startswith("John Osei")


@pytest.mark.parametrize("content", ["“The harvest is lost this year,”", "The harvest is lost this year"])
def test_what_the_tagger_saw_rightly_stays(content: str):
    text = "“The harvest is lost this year,” said John Osei, who farms in the north."
    ((source, words),) = completed(text, ("John Osei", "said", content))
    assert source == "John Osei"
    assert "The harvest is lost this year" in words


def test_a_turn_of_a_transcript_is_the_one_whose_name_it_opens_with():
    text = "“MR. OSEI: The harvest is lost this year.”\n\n“LIM: Then we must buy.”"
    assert completed(text) == [("MR. OSEI", "The harvest is lost this year."), ("LIM", "Then we must buy.")]


def test_a_turn_that_goes_on_over_a_paragraph_stays_with_its_speaker():
    text = "“OSEI: The harvest is lost this year.\n\n“But we shall sow again.”"
    assert completed(text) == [("OSEI", "The harvest is lost this year. But we shall sow again.")]


def test_a_denial_carries_no_words_and_the_speaker_goes_on_after_it():
    text = "“The harvest is lost,” John Osei said. He didn’t say why. “We shall sow again in the spring.”"
    tagged = (
        ("John Osei", "said", "“The harvest is lost,”"),
        ("He", "didn’t say", "“We shall sow again in the spring.”"),
    )
    assert completed(text, *tagged) == [("John Osei", "“The harvest is lost,” We shall sow again in the spring.")]


def test_whom_somebody_asks_is_not_who_asks():
    text = "John Osei sang before asking her, “Where do we go from here?”"
    assert [source for source, _ in completed(text, ("John Osei", "asking", "“Where do we go from here?”"))] == [
        "John Osei"
    ]


def test_the_clause_before_a_colon_tells_who_speaks():
    text = "She was so upset that he had to change his answer: “Of course I believe in the harvest.”"
    assert completed(text) == [("he", "Of course I believe in the harvest.")]


def test_a_critic_of_somebody_does_not_speak_with_his_voice():
    text = "This is how the critics of John Osei put it: “The harvest was lost long before this year.”"
    assert completed(text) == [("", "The harvest was lost long before this year.")]


@pytest.mark.parametrize(
    ("tagged", "expected"), [("it further", "it"), ("Prime Minister Ana", "Prime Minister Ana Silva"), ("without", "")]
)
def test_a_source_is_mended(tagged: str, expected: str):
    printed = "it further" if expected == "it" else expected or tagged
    text = f"The paper is out. “The harvest is lost this year,” {printed} wrote."
    ((source, _),) = completed(text, (tagged, "wrote", "“The harvest is lost this year,”"))
    assert source == expected


def test_whom_and_when_somebody_told_is_no_part_of_what():
    text = "John Osei told the council on Friday that the “whole of the harvest” was lost."
    assert completed(text) == [("John Osei", "that the “whole of the harvest” was lost")]


def test_what_follows_an_aside_is_reported_from_its_comma_on():
    text = "Yet, as John Osei observed, in the early days -- before any rain -- “what would you sow?”"
    ((_, words),) = completed(text, ("John Osei", "observed", "before any rain -- “what would you sow?”"))
    assert words.startswith("in the early days")
