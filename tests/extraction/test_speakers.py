"""Whose words they are: by name, pronoun, office, institution or medium, and nobody's where the text does not tell."""

from datetime import date

import pytest

from app.extraction import Document, extract
from app.extraction.types import Method, SpeakerKind


def test_a_surname_is_the_person_of_the_full_name(read):
    reading = read("Envoy Lena Ortiz landed in Accra. “The plan stands,” Ortiz said.")
    quote = reading.quote("plan stands")
    assert (reading.speaker("plan stands"), quote.method) == ("Lena Ortiz", Method.SURNAME)
    assert reading.printed(quote) == "Ortiz"


def test_a_pronoun_is_the_one_the_text_speaks_about(read):
    reading = read("Envoy Lena Ortiz landed in Accra on Monday. “The plan stands,” she said.")
    assert reading.speaker("plan stands") == "Lena Ortiz"
    assert reading.quote("plan stands").method is Method.PRONOUN


def test_he_is_not_the_woman_who_was_named_last(read):
    reading = read("Minister Paul Adeyemi received the envoy Lena Ortiz. “The plan stands,” he said.")
    assert reading.speaker("plan stands") == "Paul Adeyemi"


def test_a_new_paragraph_about_somebody_else_moves_the_pronoun(read):
    reading = read(
        "“We are ready,” Paul Adeyemi said.\n\nJohn Osei, his counterpart, stayed cautious. “We shall see,” he said."
    )
    assert reading.speaker("We shall see") == "John Osei"


def test_words_of_a_stranger_are_not_put_into_a_named_mouth(read):
    reading = read("Paul Adeyemi left early. A senior official stayed. “Nothing is agreed yet,” he said.")
    assert reading.speaker("Nothing is agreed") is None


@pytest.mark.parametrize("source", ["a senior official", "sources", "one diplomat", "several ministers"])
def test_an_anonymous_source_is_printed_and_has_no_speaker(read, source: str):
    reading = read(f"President Ana Silva met Paul Adeyemi. “The mood is good in there,” {source} said.")
    quote = reading.quote("mood is good")
    assert (quote.speaker, quote.method, reading.printed(quote)) == (None, Method.UNNAMED, source)


@pytest.mark.parametrize("source", ["the prime minister", "the Portuguese leader"])
def test_an_office_is_the_one_who_holds_it(read, source: str):
    reading = read(
        f"Portuguese Prime Minister Ana Silva met President Paul Adeyemi. “We agree on this,” {source} said."
    )
    assert reading.speaker("We agree on this") == "Ana Silva"
    assert reading.quote("We agree on this").method is Method.ROLE


def test_an_office_that_nobody_holds_is_nobody(read):
    reading = read("President Ana Silva met Paul Adeyemi. “We agree on this,” the archbishop said.")
    assert reading.speaker("We agree on this") is None


def test_the_vice_president_is_not_the_president(read):
    reading = read("President Ana Silva met Paul Adeyemi. “We agree on this,” the vice president said.")
    assert reading.speaker("We agree on this") is None


def test_an_institution_is_taken_up_by_its_kind(read):
    reading = read("The US embassy in Cambodia opened late. “All visas are on hold,” the embassy said.")
    quote = reading.quote("visas are on hold")
    assert reading.speaker("visas are on hold") == "US embassy in Cambodia"
    assert reading.person("US embassy in Cambodia").kind is SpeakerKind.ORGANISATION
    assert quote.method is Method.INSTITUTION


def test_a_state_speaks_under_its_name(read):
    reading = read("“We shall not sign this paper,” Japan said.")
    assert reading.person("Japan").kind is SpeakerKind.ORGANISATION
    assert reading.person("Japan").country == "JP"


def test_two_states_that_speak_together_are_one_speaker(read):
    reading = read("“We shall reopen the border,” Kenya and Uganda said.")
    assert reading.speaker("reopen the border") == "Kenya and Uganda"


def test_a_post_speaks_for_its_owner(read):
    reading = read(
        "The visit was announced on Paul Adeyemi’s official Facebook page. “We met as friends,” the post said."
    )
    quote = reading.quote("met as friends")
    assert (reading.speaker("met as friends"), quote.method, quote.medium) == ("Paul Adeyemi", Method.MEDIUM, "post")


def test_the_latter_owns_his_social_media(read):
    reading = read(
        "John Osei met President Paul Adeyemi on Monday, as announced on the latter’s social media. "
        "“They talked about trade and fishing,” the post said."
    )
    assert reading.speaker("trade and fishing") == "Paul Adeyemi"


def test_who_is_quoted_by_a_newspaper_is_not_the_newspaper(read):
    reading = read("“The harvest is lost,” the Daily Graphic quoted John Osei as saying.")
    assert reading.speaker("harvest is lost") == "John Osei"
    assert reading.quote("harvest is lost").relayed_by == "Daily Graphic"


@pytest.mark.parametrize("relay", ["according to the Daily Graphic", "the Daily Graphic reported"])
def test_who_passes_words_on_is_not_their_speaker(read, relay: str):
    reading = read(f"“The harvest is lost to the rains,” John Osei said, {relay}.")
    assert reading.speaker("harvest is lost") == "John Osei"
    assert reading.quote("harvest is lost").relayed_by == "Daily Graphic"


def test_a_relative_clause_does_not_hide_the_name(read):
    reading = read("Lena Ortiz, a diplomat of thirty years, told the hall: “The plan stands as we wrote it.”")
    assert reading.speaker("plan stands") == "Lena Ortiz"


def test_the_first_person_in_a_quote_is_its_speaker(read):
    reading = read("“I answered calmly, ‘We shall come to you at once,’” Anwar Sadat said.")
    (inner,) = (quote for quote in reading.quotes if reading.words(quote) == "We shall come to you at once")
    assert (reading.speakers[inner.speaker].name, inner.method) == ("Anwar Sadat", Method.FIRST_PERSON)


def test_two_persons_of_one_surname_lower_the_confidence(read):
    alone = read("Bill Clinton spoke at noon. “It works,” Clinton said.")
    rivals = read("Bill Clinton spoke at noon with Hillary Clinton. “It works,” Clinton said.")
    assert rivals.quote("It works").confidence < alone.quote("It works").confidence


def test_a_name_is_surer_than_a_pronoun(read):
    reading = read("“It works,” Bill Clinton said. “It did,” he said.\n\nLena Ortiz nodded.")
    named = read("“It works,” Bill Clinton said.").quote("It works")
    assert (
        named.confidence > read("Bill Clinton and Paul Adeyemi met. “It works,” he said.").quote("It works").confidence
    )
    assert reading.speaker("It works") == "Bill Clinton"


def test_the_addressee_and_the_place_are_told_by_the_sentence(read):
    reading = read("“The plan stands,” Lena Ortiz told reporters in Accra.")
    quote = reading.quote("plan stands")
    assert (quote.addressee, quote.place) == ("reporters", "Accra")


def test_what_the_text_does_not_tell_is_none(read):
    quote = read("“The plan stands,” Lena Ortiz said.").quote("plan stands")
    assert (quote.addressee, quote.place, quote.medium, quote.relayed_by, quote.said_on) == (None,) * 5


def test_they_long_after_a_body_has_spoken_may_be_anybody(read):
    reading = read(
        "“The fund is sound,” the World Bank said. Farmers came from the north. Some walked for days. The rain had "
        "begun by then. Prices rose and rose. “We cannot pay any more,” they said."
    )
    assert reading.speaker("cannot pay") is None


def test_a_name_that_was_decoded_wrongly_stays_whole(read):
    reading = read("“We stand ready to defend ourselves,” President FranÃ§ois Durand said.")
    assert reading.speaker("stand ready") == "FranÃ§ois Durand"


def test_an_accent_apart_from_its_letter_does_not_end_a_name():
    text = "“We stand ready to defend ourselves,” President Franc\u0327ois Durand said."
    (speaker,) = extract(Document(text)).speakers
    assert speaker.name == "Franc\u0327ois Durand"


def test_a_surname_that_stands_first_is_one_too(read):
    reading = read("Kim Yo Jong spoke on Monday. “We know where they are,” Kim said. Sung Kim was away in Jakarta.")
    assert reading.speaker("where they are") == "Kim Yo Jong"


def test_said_before_the_name_and_a_colon(read):
    reading = read("“Deeds first, then words,” Marco Rubio said. Said Geir Pedersen: “Both are needed now.”")
    assert reading.speaker("Both are needed") == "Geir Pedersen"


def test_he_after_a_report_is_nobody_whom_it_names(read):
    reading = read(
        "Obama’s decision deserved respect, Raúl Castro said. Alan Gross, an aid contractor, was sent home, he said."
    )
    assert reading.speaker("was sent home") in ("Raúl Castro", None)


def test_a_memo_by_somebodys_aide_is_the_aides(read):
    reading = read("According to a memo by John Bolton’s aide Fiona Hill, the deal was dead by then.")
    assert reading.speaker("the deal was dead") == "Fiona Hill"


def test_who_after_a_spokesman_for_somebody_is_in_doubt(read):
    reading = read("“We will not talk,” said a spokesman for President Ana Silva, who added that it was “all a lie”.")
    assert reading.speaker("all a lie") is None


def test_words_never_come_out_of_anothers_marks(read):
    reading = read("“And I him,” Joe Biden said. “Enough compliments,” joked Jake Sullivan, who stood near.")
    assert reading.words(reading.quote("And I him")) == "And I him"
    assert reading.speaker("Enough compliments") == "Jake Sullivan"


@pytest.mark.parametrize(
    "text",
    [
        "Neither Ana Silva nor Paul Adeyemi said whether a truce was near.",
        "Ana Silva called Prime Minister Paul Adeyemi Osei.",
        "Paul Adeyemi did not say when the talks would be held.",
    ],
)
def test_who_says_nothing_is_not_quoted(read, text: str):
    assert read(text).quotes == ()


def test_a_title_is_nobody(read):
    reading = read("The Official Spokesperson, of the ministry, said: “Trust has to be earned first.”")
    assert reading.speaker("Trust has to be") is None


def test_two_bodies_that_speak_together_are_of_no_country(read):
    reading = read("The United States and China said in a joint statement that they would work together.")
    assert [speaker.country for speaker in reading.speakers] == [None]


def test_what_is_still_to_come_is_not_when_it_was_said(read):
    reading = read("“We are ready,” Ana Silva said, calling for elections on June 14.", published_on=date(2024, 2, 28))
    assert reading.quote("We are ready").said_on is None


def test_a_president_called_bill_is_no_medium(read):
    reading = read("President Bill Clinton said in Paris that the talks would go on for another week.")
    assert reading.quote("talks would go on").medium is None


def test_a_counterpart_is_no_office(read):
    reading = read(
        "Foreign Minister Ana Silva and her Indian counterpart, S. Jaishankar, met. “We agreed,” Silva said."
    )
    assert [role.title for role in reading.person("Ana Silva").roles] == ["Foreign Minister"]
