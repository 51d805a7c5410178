from datetime import date

import pytest

from app.extraction import Document, extract
from app.extraction.types import Event, Precision


def meetings(text: str, published_on: date | None = date(2024, 2, 27)):
    return extract(Document(text, published_on=published_on)).meetings


def test_a_meeting_has_its_sides_its_place_and_its_day():
    (found,) = meetings("Ana Lim, the foreign minister, met President Paul Adeyemi in Nairobi on February 26.")
    assert (found.event, found.mode) == (Event.CONSULT, "meet")
    assert [side.name for side in found.participants] == ["Ana Lim", "Paul Adeyemi"]
    assert (found.place, found.country) == ("Nairobi", "KE")
    assert (found.start_on, found.end_on, found.precision) == (date(2024, 2, 26), None, Precision.DAY)


def test_a_meeting_between_two_has_the_month_that_stands_before_it():
    (found,) = meetings("He recalled the September 2023 meeting in New York City between Ana Lim and Paul Adeyemi.")
    assert {side.name for side in found.participants} == {"Ana Lim", "Paul Adeyemi"}
    assert (found.start_on, found.precision) == (date(2023, 9, 1), Precision.MONTH)


def test_a_coordinatorship_has_a_period():
    text = (
        "The US will work with Cambodia during its tenure as coordinator of the dialogue from July 2024 to July 2027."
    )
    (found,) = meetings(text)
    assert found.event is Event.COOPERATE
    assert (found.start_on, found.end_on) == (date(2024, 7, 1), date(2027, 7, 1))
    assert {side.country for side in found.participants} == {"US", "KH"}


def test_the_day_of_another_verb_is_not_the_day_of_the_meeting():
    (found,) = meetings(
        "Ana Lim, the foreign minister, on 7 March gave her own account of the talks held in Rome with Paul Adeyemi."
    )
    assert found.start_on is None


def test_without_a_day_of_publication_a_day_without_a_year_is_unknown():
    (found,) = meetings("Ana Lim met Paul Adeyemi in Nairobi on February 26.", None)
    assert found.start_on is None


@pytest.mark.parametrize(
    "text",
    [
        "Ana Lim met her voters in Nairobi.",
        "“I met Paul Adeyemi in Nairobi,” Ana Lim said.",
        "The meeting was put off.",
    ],
)
def test_one_side_alone_or_words_in_marks_tell_of_no_meeting(text: str):
    assert meetings(text) == ()


ABOUT_TWO = (
    "Trade between Kenya and Ghana grew. Ghana sells cocoa to Kenya. Kenyan tea goes to Ghana. Ghana and Kenya agree. "
)


def test_in_a_text_about_two_countries_the_host_is_from_the_other():
    (found,) = meetings(ABOUT_TWO * 2 + "Kenyan envoy Ana Lim met Prime Minister Paul Adeyemi on February 26.")
    assert [side.country for side in found.participants] == ["KE", "GH"]


@pytest.mark.parametrize(
    "text",
    [
        ABOUT_TWO * 2 + "Kenyan envoy Ana Lim met Professor Paul Adeyemi on February 26.",
        ABOUT_TWO * 2 + "Togo, Togo, Togo, Togo, Togo. Kenyan envoy Ana Lim met Prime Minister Paul Adeyemi.",
        "Kenyan envoy Ana Lim met Prime Minister Paul Adeyemi in Accra.",
    ],
)
def test_where_it_is_not_told_a_side_has_no_country(text: str):
    (found,) = meetings(text)
    assert [side.country for side in found.participants] == ["KE", None]
