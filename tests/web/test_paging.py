"""A list that grows while it is paged: what was there at the start comes once, and nothing of it is lost."""

import pytest
from fastapi.testclient import TestClient

from tests.web.conftest import ArticlePrinter
from tests.web.test_lists import get_json, item_id

NAMES = ["Ana Lim", "Boris Orlov", "Carla Díaz", "Dmitri Wolff", "Émile Gauthier"]
COUNTRIES = ["AT", "BE", "CH", "DE", "EE", "FR", "GR", "HU", "IT"]
LISTS = [
    "/quotes?",
    "/quotes?sort=published_on",
    "/quotes?sort=-said_on",
    "/quotes?sort=confidence",
    "/quotes?q=say",
    "/quotes?q=say&sort=relevance",
    "/speakers/ana-lim/quotes?",
    "/articles?",
    "/articles?sort=published_on",
    "/articles?speaker=ana-lim",
    "/meetings?",
    "/countries?",
    "/speakers?",
    "/speakers?sort=-quotes",
    "/sayings?",
    "/sayings?sort=first_seen",
    "/sayings?sort=-occurrences",
    "/sayings?min_occurrences=2",
]


def print_some(printing: ArticlePrinter, year: int, first: int) -> None:
    """Articles of several days in which everybody says something old and something new, some more often than others."""
    for number in range(first, first + 5):
        printing.country = COUNTRIES[(year + number) % len(COUNTRIES)]
        spoken = [(name, f"We say it in the words of {number % 3}") for name in NAMES[: 1 + number % len(NAMES)]]
        printing(f"{year}-02-{1 + number:02}", *spoken, (f"Guest {year} {number}", f"I say what nobody says {number}"))


@pytest.mark.parametrize("url", LISTS)
def test_a_list_that_grows_is_read_to_its_end(printing: ArticlePrinter, printed: TestClient, url: str):
    print_some(printing, 2020, 0)
    print_some(printing, 2020, 6)
    page = get_json(printed, f"{url}&limit=200")
    assert page["next"] is None
    before = [item_id(item) for item in page["items"]]
    assert before

    read, following, years = [], f"{url}&limit=3", iter([2019, 2021, 2018, 2022])
    while following:
        page = get_json(printed, following)
        read += [item_id(item) for item in page["items"]]
        following = page["next"]
        # Some are older than all that there was, some newer; an old saying is printed earlier and more often.
        if year := next(years, None):
            print_some(printing, year, year % 7)
    assert [one for one in read if one in set(before)] == before
    assert len(read) == len(set(read))
