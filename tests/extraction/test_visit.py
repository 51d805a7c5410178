"""A whole article on a visit, as newspapers write them: offices, a post, a press release, and two experts."""

from datetime import date
from pathlib import Path

import pytest

from app.extraction import Document, extract, normalise_text
from app.extraction.types import Method, QuoteKind
from app.ingestion.save_article import load_topics
from app.settings import Settings

ARTICLE = Path(__file__).with_name("visit.txt")
PUBLISHED_ON = date(2031, 3, 14)


@pytest.fixture(scope="module")
def extraction():
    document = Document(normalise_text(ARTICLE.read_text("utf-8")), published_on=PUBLISHED_ON)
    return extract(document, load_topics(Settings().seeds))


@pytest.fixture
def reading(read):
    return read(ARTICLE.read_text("utf-8"), PUBLISHED_ON)


def test_exactly_four_quotations_are_direct_each_with_its_speaker(reading):
    direct = [quote for quote in reading.quotes if quote.kind is QuoteKind.DIRECT]
    assert [reading.speakers[quote.speaker].name for quote in direct] == [
        "Kwabena Osei",
        "Ingrid Solberg",
        "Efua Mensah",
        "Kojo Antwi",
    ]
    assert all(reading.words(quote).count("“") == 0 for quote in direct)


def test_the_post_speaks_for_the_president(reading):
    quote = reading.quote("[Osei] and Solberg spoke about")
    assert (reading.printed(quote), quote.method, quote.medium) == ("the post", Method.MEDIUM, "post")


def test_the_press_release_of_the_embassy_passes_on_the_visitors_words(reading):
    quote = reading.quote("remains a friend of the Ghanaian people")
    assert (quote.medium, quote.relayed_by) == ("press release", "Norwegian embassy in Ghana")


@pytest.mark.parametrize(
    ("name", "title", "organisation", "country"),
    [
        ("Ingrid Solberg", "deputy minister of foreign affairs for African and Middle Eastern Affairs", None, "NO"),
        ("Kwabena Osei", "President", None, "GH"),
        ("Efua Mensah", "lecturer of international law", "University of Ghana", "GH"),
        ("Kojo Antwi", "senior policy researcher", "University of Ghana", "GH"),
    ],
)
def test_roles_are_as_printed_and_speakers_have_their_country(
    reading, name: str, title: str, organisation: str | None, country: str | None
):
    role = reading.person(name).roles[0]
    assert (role.title, role.organisation, role.country) == (title, organisation, country)
    assert reading.person(name).country == country


@pytest.mark.parametrize(
    ("words", "speaker"),
    [
        ("on his election as president", "Ingrid Solberg"),
        ("the progress that fisheries cooperation", "Ingrid Solberg"),
        ("the October 2030 meeting in New York City", "Ingrid Solberg"),
        ("position on maritime law", "Ingrid Solberg"),
        ("would work more closely with Ghana", "Ingrid Solberg"),
        ("the discussions covered shared concerns", "Norwegian embassy in Ghana"),
        ("opened a door for Oslo", "Efua Mensah"),
        ("more talks to clear up old doubts", "Efua Mensah"),
        ("the stalled inspection of trawlers", "Efua Mensah"),
        ("the new fisheries laboratory in Tema", "Efua Mensah"),
        ("matters to both", "Kojo Antwi"),
        ("begin to chair the dialogue", "Kojo Antwi"),
        ("rather than with disputes that nobody can settle", "Kojo Antwi"),
        ("wants closer ties with Ghana", None),
    ],
)
def test_an_indirect_statement_has_its_speaker(reading, words: str, speaker: str | None):
    assert reading.speaker(words) == speaker


def test_the_day_of_the_press_release_is_the_day_of_its_words(reading):
    assert reading.quote("the discussions covered shared concerns").said_on == date(2031, 3, 12)


def test_the_year_that_something_else_happened_in_is_not_when_it_was_said(reading):
    assert reading.quote("presidency of the ECOWAS summit in 2029").said_on is None
    assert reading.quote("position on maritime law").said_on is None


def test_both_meetings_and_the_coordinatorship_have_their_days(extraction):
    found = [
        ({side.name for side in meeting.participants}, meeting.place, meeting.start_on, meeting.end_on)
        for meeting in extraction.meetings
    ]
    assert found == [
        ({"Ingrid Solberg", "Kwabena Osei"}, "Accra", date(2031, 3, 12), None),
        ({"Kwabena Osei", "Henrik Dahl"}, "New York City", date(2030, 10, 1), None),
        ({"Norway", "Ghana"}, None, date(2031, 5, 1), date(2034, 5, 1)),
    ]


def test_its_topics_are_found(extraction):
    assert {topic.slug for topic in extraction.topics} >= {
        "trade",
        "investment",
        "defence",
        "human-rights",
        "democracy",
        "sanctions",
        "media-freedom",
        "prisoners-of-war",
        "fisheries",
        "law-of-the-sea",
    }
