"""The real article that the product is measured on. It is not ours to copy, so it is read where it lies."""

from datetime import date
from pathlib import Path

import pytest

from app.extraction import Document, extract, normalise_text
from app.extraction.types import Method, QuoteKind
from app.ingestion.save_article import load_topics
from app.settings import Settings

ARTICLE = Path(__file__).parents[3] / "shared" / "real" / "us-cambodia-2024.txt"
pytestmark = pytest.mark.skipif(not ARTICLE.exists(), reason="the real article does not lie beside this repository")


@pytest.fixture
def reading(read):
    return read(ARTICLE.read_text("utf-8"))


def test_exactly_four_quotations_are_direct_each_with_its_speaker(reading):
    direct = [quote for quote in reading.quotes if quote.kind is QuoteKind.DIRECT]
    assert [reading.speakers[quote.speaker].name for quote in direct] == [
        "Hun Manet",
        "Daniel Kritenbrink",
        "Em Sovannara",
        "Seun Sam",
    ]
    assert all(reading.words(quote).count("“") == 0 for quote in direct)


def test_the_post_speaks_for_the_prime_minister(reading):
    quote = reading.quote("[Manet] and Kritenbrink discussed")
    assert (reading.printed(quote), quote.method, quote.medium) == ("the post", Method.MEDIUM, "post")


def test_the_press_release_of_the_embassy_passes_on_the_visitors_words(reading):
    quote = reading.quote("remains committed to the Cambodian people")
    assert (quote.medium, quote.relayed_by) == ("press release", "US embassy in Cambodia")


@pytest.mark.parametrize(
    ("name", "title", "organisation", "country"),
    [
        ("Daniel Kritenbrink", "assistant secretary of state for East Asian and Pacific Affairs", None, "US"),
        ("Hun Manet", "Prime Minister", None, "KH"),
        ("Em Sovannara", "lecturer of political science", "Royal Academy of Cambodia", "KH"),
        ("Seun Sam", "international policy researcher", "Royal Academy of Cambodia", "KH"),
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
        ("Manet on his appointment as prime minister", "Daniel Kritenbrink"),
        ("September 2023 meeting in New York City", "Daniel Kritenbrink"),
        ("stance on regional and international matters", "Daniel Kritenbrink"),
        ("intends to strengthen collaboration", "Daniel Kritenbrink"),
        ("the discussions covered shared concerns", "US embassy in Cambodia"),
        ("both parties discussed enhancing law enforcement", "US embassy in Cambodia"),
        ("signify a diplomatic gateway", "Em Sovannara"),
        ("further discussions to resolve any uncertainties", "Em Sovannara"),
        ("engage in dialogue with the US", "Em Sovannara"),
        ("significant influence in the UN Security Council", "Em Sovannara"),
        ("diplomatic protection", "Em Sovannara"),
        ("largest commercial markets", "Em Sovannara"),
        ("between the two countries is vital", "Seun Sam"),
        ("begin coordinating interactions", "Seun Sam"),
        ("rather than dwelling on intractable disagreements", "Seun Sam"),
        ("mutual dependence of the two nations", "Seun Sam"),
    ],
)
def test_an_indirect_statement_has_its_speaker(reading, words: str, speaker: str):
    assert reading.speaker(words) == speaker


def test_the_year_that_something_else_happened_in_is_not_when_it_was_said(reading):
    assert reading.quote("successful chairmanship of ASEAN in 2022").said_on is None
    assert reading.quote("stance on regional and international matters").said_on is None


def test_both_meetings_and_the_coordinatorship_have_their_days():
    document = Document(normalise_text(ARTICLE.read_text("utf-8")), published_on=date(2024, 2, 27))
    found = [
        ({side.name for side in meeting.participants}, meeting.place, meeting.start_on, meeting.end_on)
        for meeting in extract(document).meetings
    ]
    assert found == [
        ({"Daniel Kritenbrink", "Hun Manet"}, "Phnom Penh", date(2024, 2, 26), None),
        ({"Hun Manet", "Victoria Nuland"}, "New York City", date(2023, 9, 1), None),
        ({"US", "Cambodia"}, None, date(2024, 7, 1), date(2027, 7, 1)),
    ]


def test_its_topics_are_found():
    extraction = extract(Document(normalise_text(ARTICLE.read_text("utf-8"))), load_topics(Settings().seeds))
    assert {topic.slug for topic in extraction.topics} >= {
        "trade",
        "investment",
        "defence",
        "human-rights",
        "democracy",
        "sanctions",
        "human-trafficking",
        "media-freedom",
        "prisoners-of-war",
        "development-aid",
        "asean",
    }
