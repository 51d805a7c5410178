"""Sayings: the same words by the same speaker, wherever they were printed."""

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import text

from tests.web.conftest import ArticlePrinter
from tests.web.test_lists import get_all_items, get_json

WORDS = "We will not give up our land"
OTHER = "The talks go on until the spring"


def told(client: TestClient, url: str = "/sayings") -> list[tuple[str, str, int]]:
    return [(item["speakers"][0]["name"], item["text"], item["occurrences"]) for item in get_all_items(client, url)]


def test_the_same_words_by_the_same_speaker_are_one_saying(printing: ArticlePrinter, printed: TestClient):
    printing("2024-02-02", ("Ana Lim", WORDS))
    printing("2024-02-01", ("Ana Lim", "we will not give up our land!"))
    printing("2024-02-03", ("Ana Lim", OTHER), ("Boris Orlov", WORDS))
    assert told(printed) == [
        ("Boris Orlov", WORDS, 1),
        ("Ana Lim", OTHER, 1),
        ("Ana Lim", "we will not give up our land!", 2),
    ]


def test_a_saying_is_told_with_all_that_print_it_the_first_one_first(printing: ArticlePrinter, printed: TestClient):
    for day in ("2024-02-02", "2024-02-01", "2024-02-03"):
        printing(day, ("Ana Lim", WORDS), ("Boris Orlov", OTHER))
    item = get_json(printed, "/sayings?speaker=ana-lim")["items"][0]
    saying = get_json(printed, f"/sayings/{item['id']}")
    assert saying == item | {"printed": saying["printed"]}
    assert [one["article"]["published_on"] for one in saying["printed"]] == ["2024-02-01", "2024-02-02", "2024-02-03"]
    assert [one["first"] for one in saying["printed"]] == [True, False, False]
    assert (saying["first_seen"], saying["last_seen"], saying["occurrences"]) == ("2024-02-01", "2024-02-03", 3)
    assert saying["printed"][0]["quote"] == saying["first_quote"]
    assert saying["printed"][0]["article"]["outlet"] == "On 2024-02-01"


def test_a_quote_without_a_speaker_is_nobodys_saying(printing: ArticlePrinter, printed: TestClient):
    printing("2024-02-01", (None, WORDS))
    printing("2024-02-02", (None, WORDS))
    assert told(printed) == []


def test_a_few_words_are_no_saying(printing: ArticlePrinter, printed: TestClient):
    printing("2024-02-01", ("Ana Lim", "We will see"))
    printing("2024-02-02", ("Ana Lim", "We shall see, then"))
    assert told(printed) == [("Ana Lim", "We shall see, then", 1)]


def test_what_an_article_has_withdrawn_does_not_count(printing: ArticlePrinter, printed: TestClient):
    printing("2024-02-01", ("Ana Lim", WORDS), url="https://example.org/a")
    printing("2024-02-02", ("Ana Lim", WORDS))
    identity = get_json(printed, "/sayings")["items"][0]["id"]
    printing("2024-02-01", ("Ana Lim", OTHER), url="https://example.org/a")
    assert told(printed) == [("Ana Lim", WORDS, 1), ("Ana Lim", OTHER, 1)]
    assert get_json(printed, f"/sayings/{identity}")["first_seen"] == "2024-02-02"


def test_a_saying_follows_a_corrected_speaker(printing: ArticlePrinter, printed: TestClient):
    printing("2024-02-01", ("Ana Lim", WORDS))
    printing("2024-02-02", ("Boris Orlov", WORDS))
    with printing.engine.begin() as connection:
        connection.execute(text("UPDATE quote SET speaker_key = (SELECT key FROM speaker WHERE id = 'ana-lim')"))
    assert told(printed) == [("Ana Lim", WORDS, 2)]


def test_sayings_are_filtered_and_sorted(printing: ArticlePrinter, printed: TestClient):
    printing("2024-02-01", ("Ana Lim", WORDS))
    printing("2024-02-02", ("Boris Orlov", OTHER))
    printing("2024-02-03", ("Boris Orlov", OTHER))
    ana, boris = ("Ana Lim", WORDS, 1), ("Boris Orlov", OTHER, 2)
    assert told(printed, "/sayings") == [boris, ana]
    assert told(printed, "/sayings?sort=first_seen") == [ana, boris]
    assert told(printed, "/sayings?sort=-occurrences&limit=1") == [boris, ana]
    assert told(printed, "/sayings?min_occurrences=2") == [boris]
    assert told(printed, "/sayings?min_occurrences=3") == []
    assert told(printed, "/sayings?speaker=Ana%20Lim") == [ana]
    assert told(printed, "/sayings?q=spring") == [boris]
    assert told(printed, "/sayings?first_until=2024-02-01") == [ana]
    assert told(printed, "/sayings?outlet=On%202024-02-02") == [boris]
    last = get_json(printed, "/quotes?speaker=boris-orlov&limit=1")["items"][0]["id"]
    assert told(printed, f"/sayings?quote={last}") == [boris]
    assert get_json(printed, "/sayings?count=true&limit=1")["total"] == 2


@pytest.mark.parametrize(
    "identity", ["say-none", "say-aaaaaaaaaaaa-ana-lim", "say-aaaaaaaaaaaa-", "ana-lim", "say-aaaaaaaaaaaa-nobody"]
)
def test_what_nobody_said_is_not_found(client: TestClient, identity: str):
    assert client.get(f"/sayings/{identity}").status_code == 404


def test_a_filter_with_a_value_that_cannot_be_is_named(client: TestClient):
    for name, value in (("quote", "none"), ("topic", "none"), ("country", "QQ")):
        answer = client.get(f"/sayings?{name}={value}")
        assert answer.status_code == 422
        assert answer.json()["errors"][0]["name"].startswith(name)


def test_every_standing_quote_of_a_speaker_with_words_enough_is_in_one_saying(client: TestClient):
    sayings = [get_json(client, f"/sayings/{item['id']}") for item in get_all_items(client, "/sayings?limit=200")]
    printed = [one["quote"] for saying in sayings for one in saying["printed"]]
    quotes = get_all_items(client, "/quotes?has_speaker=true&limit=200")
    assert sorted(printed) == sorted(item["id"] for item in quotes if len(item["text"].split()) > 3)
