"""/search: one answer over quotes, articles, speakers and topics."""

import pytest
from fastapi.testclient import TestClient

from app.main import create_app
from tests.web.test_lists import get_json
from tests.web.test_problems import require_problem

KINDS = {"quotes", "articles", "speakers", "topics"}


def marked(snippet: dict) -> list[str]:
    return [snippet["text"][mark["start"] : mark["end"]] for mark in snippet["marks"]]


def test_a_search_answers_with_a_section_for_each_kind(client: TestClient):
    answer = get_json(client, "/search?q=human%20rights")
    assert answer.keys() == KINDS
    assert answer["topics"]["items"][0]["slug"] == "human-rights"
    assert answer["quotes"]["items"]
    assert answer["articles"]["items"]
    assert get_json(client, "/search?q=kritenbrink")["speakers"]["items"][0]["id"] == "daniel-kritenbrink"


def test_only_the_kinds_asked_for_are_answered(client: TestClient):
    assert get_json(client, "/search?q=peace&kind=quotes&kind=topics").keys() == {"quotes", "topics"}


def test_every_hit_can_be_read_under_its_url(client: TestClient):
    for section in get_json(client, "/search?q=peace").values():
        for hit in section["items"]:
            assert client.get(hit["url"]).status_code == 200


def test_the_best_come_first(client: TestClient):
    for section in get_json(client, "/search?q=treaty&limit=50").values():
        scores = [hit["score"] for hit in section["items"]]
        assert scores == sorted(scores, reverse=True)


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_more_leads_to_the_list_with_all_hits(client: TestClient, crowd: TestClient, kind: str):
    client, q = (crowd, "michael") if kind == "speakers" else (client, "rights")
    section = get_json(client, f"/search?q={q}&kind={kind}&limit=1")[kind]
    assert len(section["items"]) == 1
    everything = get_json(client, section["more"])["items"]
    names = {item.get("id") or item["slug"] for item in everything}
    whole = get_json(client, f"/search?q={q}&kind={kind}&limit=50")[kind]
    assert whole["more"] is None
    assert {hit.get("id") or hit["slug"] for hit in whole["items"]} == names
    assert len(names) > 1


def test_the_query_language_is_that_of_the_lists(client: TestClient):
    for q in ('"human rights"', "treaty -peace", "sover*", "TREATY sovereignty"):
        hits = get_json(client, f"/search?q={q}&kind=quotes&limit=50")["quotes"]["items"]
        assert {hit["id"] for hit in hits} == {
            item["id"] for item in get_json(client, f"/quotes?q={q}&limit=200")["items"]
        }


def test_a_snippet_marks_the_words_that_were_found(client: TestClient):
    for kind, section in get_json(client, "/search?q=treat*&limit=50").items():
        for hit in section["items"]:
            words = marked(hit["snippet"])
            assert all(word.lower().startswith("treat") for word in words)
            # The snippet of an article is of its text, though the words may stand in the title.
            assert words or kind == "articles"


def test_marks_are_offsets_whatever_letters_come_before(crowd: TestClient):
    hit = get_json(crowd, "/search?q=wiśniewski")["speakers"]["items"][0]
    assert marked(hit["snippet"]) == ["Wiśniewski"]
    hit = get_json(crowd, "/search?q=ОРЛОВ")["speakers"]["items"][0]
    assert marked(hit["snippet"]) == ["Орлов"]


def test_html_in_a_text_is_text_in_the_snippet(crowd: TestClient):
    answer = get_json(crowd, "/search?q=treaty&limit=50")
    texts = [hit["snippet"]["text"] for hit in answer["quotes"]["items"]]
    assert "A <b>treaty</b> & peace" in texts
    assert {word for hit in answer["quotes"]["items"] for word in marked(hit["snippet"])} == {"treaty"}


def test_a_speaker_is_found_once_and_by_an_alias(crowd: TestClient):
    found = get_json(crowd, "/search?q=orsay&kind=speakers")["speakers"]["items"]
    assert [(hit["name"], hit["snippet"]["text"]) for hit in found] == [("Ministry of Foreign Affairs", "Quai d’Orsay")]
    assert len(get_json(crowd, "/search?q=gauthier")["speakers"]["items"]) == 1


def test_a_case_or_an_accent_makes_no_difference(crowd: TestClient):
    assert get_json(crowd, "/search?q=EMILE%20gauthier") == get_json(crowd, "/search?q=Émile%20Gauthier")


@pytest.mark.parametrize(
    "q",
    [
        '"',
        "(",
        "treaty)",
        "a AND OR NOT",
        "NEAR(a b)",
        "text:a",
        "a^2",
        "'; DROP TABLE quote; --",
        "*a",
        "\ufdd0a\ufdd1",
    ],
)
def test_a_hostile_query_finds_what_it_finds_and_breaks_nothing(client: TestClient, q: str):
    answer = client.get("/search", params={"q": q})
    assert answer.status_code in (200, 422)
    assert answer.headers["content-type"] in ("application/json", "application/problem+json")


@pytest.mark.parametrize(
    ("query", "name"),
    [
        ("", "q"),
        ("q=", "q"),
        ("q=-only", "q"),
        ("q=a&kind=people", "kind"),
        ("q=a&limit=51", "limit"),
        ("q=a&b=1", "b"),
    ],
)
def test_what_cannot_be_searched_for_is_named(client: TestClient, query: str, name: str):
    assert require_problem(client.get(f"/search?{query}"))["errors"][0]["name"] == name


def test_lists_of_speakers_and_topics_take_words_too(client: TestClient):
    assert [item["id"] for item in get_json(client, "/speakers?q=kriten*")["items"]] == ["daniel-kritenbrink"]
    assert "human-rights" in [item["slug"] for item in get_json(client, "/topics?q=human%20rights")["items"]]


def test_a_search_takes_as_many_statements_whatever_it_finds(crowd_settings, statements: list[str]):
    used: dict[str, set[int]] = {"search": set(), "suggest": set(), "mistyped": set()}
    with TestClient(create_app(crowd_settings)) as client:
        for url, name in [
            ("/search?q=treaty&limit=1", "search"),
            ("/search?q=treaty&limit=50", "search"),
            ("/suggest?q=mi&limit=3", "suggest"),
            ("/suggest?q=m&limit=50", "suggest"),
            ("/suggest?q=gautheir&limit=1", "mistyped"),
            ("/suggest?q=mihcael&limit=50", "mistyped"),
        ]:
            statements.clear()
            get_json(client, url)
            used[name].add(len(statements))
    assert used == {"search": {4}, "suggest": {3}, "mistyped": {7}}
