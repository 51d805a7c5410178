"""Which words are said to be somebody's, and of what kind the report is."""

import pytest

from app.extraction import Act, Span
from app.extraction.attribution.classification import Attribution, classify_attributions
from app.extraction.structure.segmentation import index_text
from app.extraction.types import QuoteKind


def test_words_in_marks_are_stored_without_the_marks(read):
    reading = read("“The talks were frank,” Ambassador Lena Ortiz said.")
    assert [reading.words(quote) for quote in reading.quotes] == ["The talks were frank"]
    assert reading.quotes[0].kind is QuoteKind.DIRECT


def test_words_told_without_marks_are_indirect(read):
    reading = read("Ambassador Lena Ortiz said that the talks were frank.")
    assert reading.quote("talks were frank").kind is QuoteKind.INDIRECT


def test_a_few_words_in_marks_within_a_report_make_it_mixed(read):
    reading = read("Ambassador Lena Ortiz said that the talks were “frank and warm” from the start.")
    assert reading.quote("frank and warm").kind is QuoteKind.MIXED


def test_a_quote_broken_by_he_said_is_one_quote(read):
    reading = read("“We came as rivals,” Paul Adeyemi said, “and we leave as neighbours.”")
    assert [reading.words(quote) for quote in reading.quotes] == ["We came as rivals, … and we leave as neighbours."]


def test_a_sentence_in_marks_after_an_attributed_one_goes_on_with_it(read):
    reading = read("“The border is open,” Paul Adeyemi said. “Nobody will close it again.”")
    assert len(reading.quotes) == 1
    assert reading.speaker("Nobody will close it") == "Paul Adeyemi"


def test_a_quote_runs_over_paragraphs_until_its_marks_close(read):
    reading = read(
        "Prime Minister Ana Silva told parliament: “The treaty is signed.\n\n“Now it has to be kept.”\n\nShe sat down."
    )
    quote = reading.quote("Now it has to be kept")
    assert len(quote.content) == 2
    assert reading.speaker("The treaty is signed") == "Ana Silva"


def test_the_source_may_stand_only_at_the_end_of_the_last_paragraph(read):
    reading = read("“The treaty is signed today.\n\n“Now it has to be kept,” Prime Minister Ana Silva said.")
    assert reading.speaker("The treaty is signed") == "Ana Silva"


def test_the_sentence_before_a_colon_tells_whose_words_follow(read):
    reading = read("Paul Adeyemi had a warning for both sides:\n\n“Do not mistake a pause for peace.”")
    assert reading.speaker("mistake a pause") == "Paul Adeyemi"


def test_single_marks_are_told_from_apostrophes(read):
    reading = read("‘The ministers’ talks weren’t easy, but we didn’t give up,’ Paul Adeyemi said.")
    assert reading.words(reading.quotes[0]) == "The ministers’ talks weren’t easy, but we didn’t give up"


def test_a_quote_within_a_quote_has_its_own_speaker(read):
    reading = read("“My predecessor Ivo Marek used to say, ‘Patience is a weapon too,’” Lena Ortiz said.")
    inner = min((quote for quote in reading.quotes), key=lambda quote: len(reading.words(quote)))
    assert reading.words(inner) == "Patience is a weapon too"
    assert reading.speakers[inner.speaker].name == "Ivo Marek"
    assert reading.speaker("My predecessor") == "Lena Ortiz"


def test_titles_and_nicknames_in_marks_are_no_quotes(read):
    reading = read("The “Treaty of the Two Rivers” was signed by Ana “Nita” Silva at the “Blue Hall” on Monday.")
    assert reading.quotes == ()


def test_according_to_attributes_its_sentence(read):
    reading = read("According to Paul Adeyemi, the bridge will reopen in spring.")
    assert reading.speaker("bridge will reopen") == "Paul Adeyemi"


def test_a_passive_without_a_source_keeps_its_words(read):
    reading = read("Kofi Mensah was quoted as saying: “We shall come back next year to this very table.”")
    assert reading.speaker("come back next year") == "Kofi Mensah"


def test_writing_is_told_from_speech(read):
    reading = read("“Our door stays open,” Lena Ortiz wrote. “It is never locked,” Paul Adeyemi said.")
    assert reading.quote("door stays open").act is Act.WRITING
    assert reading.quote("never locked").act is Act.SPEECH


def test_a_belief_is_no_saying_unless_asked_for(read):
    text = "Lena Ortiz believes that the talks will go on."
    assert read(text).quotes == ()
    assert read(text, acts=frozenset(Act)).quotes[0].act is Act.BELIEF


@pytest.mark.parametrize("marks", ['"{}”', '“{}"', "”{}”"])
def test_marks_that_do_not_match_still_make_a_pair(read, marks: str):
    reading = read(marks.format("We have a deal on the harvest,") + " John Osei said. The deal is secret.")
    assert reading.words(reading.quote("deal on")) == "We have a deal on the harvest"
    assert reading.speaker("deal on") == "John Osei"


def test_a_conjunction_that_leads_to_nothing_is_cut_off():
    layout = index_text("Lena Ortiz stressed the dependence of the two nations, as trade grows.")
    content = Span(21, layout.text.index(" trade"))
    (saying,) = classify_attributions(layout, [Attribution((Span(11, 19),), (Span(0, 10),), (content,))])
    assert saying.attribution.content[0].text_in(layout.text).endswith("two nations")


def test_a_report_ends_with_its_sentence():
    layout = index_text("According to Lena Ortiz, the deal was dead. Paul Adeyemi was away.")
    content = Span(25, len(layout.text) - 1)
    (saying,) = classify_attributions(layout, [Attribution((Span(0, 12),), (Span(13, 23),), (content,))])
    assert saying.attribution.content[0].text_in(layout.text) == "the deal was dead"


@pytest.mark.parametrize(
    ("text", "role"),
    [
        ("“We agree,” a senior official of the ministry said.", "senior official"),
        ("The representative of Ghana said the talks were frank.", "representative"),
        ("“We agree,” Ambassador Lena Ortiz said.", None),
        ("Sources said the talks were frank.", None),
    ],
)
def test_a_source_without_a_name_is_known_by_its_role(read, text: str, role: str | None):
    assert [quote.attribution_role for quote in read(text).quotes] == [role]
