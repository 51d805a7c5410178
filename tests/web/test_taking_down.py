"""What reviewers have taken down is nowhere, until they put it back."""

import re
from collections.abc import Iterator
from datetime import date
from itertools import product
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Engine

from app.database.engine import open_session
from app.extraction.types import (
    Act,
    Document,
    Event,
    ExtractedCountry,
    ExtractedMeeting,
    ExtractedQuote,
    ExtractedSpeaker,
    ExtractedTopic,
    Extraction,
    Method,
    Participant,
    Precision,
    QuoteKind,
    Role,
    Span,
    SpeakerKind,
)
from app.main import create_app
from app.models import Scope
from app.services.articles import IncomingArticle, SaveOutcome, save_article
from app.services.keys import create_key
from app.settings import Settings
from tests.soundness import find_faults
from tests.web.test_problems import require_problem

# A word that nothing else has, in whatever an article can say.
WORD = "zyzzyva"
WHY = {"reason": "A court has ordered it."}
TEXT = (
    f"“We shall never sign this {WORD} treaty again,” Ana {WORD.title()} said. “So it is,” Jo Berg said. "
    f"Ana {WORD.title()} met Jo Berg in {WORD.title()}ville."
)
URL = f"https://{WORD}.example/story"


def a_story(url: str = URL, text: str = TEXT) -> tuple[IncomingArticle, Extraction]:
    def place(words: str) -> tuple[Span, ...]:
        return (Span(text.index(words), text.index(words) + len(words)),)

    document = Document(
        text, f"All about {WORD}", date(2024, 2, 27), f"{WORD.title()}ville", f"{WORD.title()} Times", language="en"
    )
    names = (f"Ana {WORD.title()}", "Jo Berg")
    role = Role(f"{WORD} minister", f"Ministry of {WORD.title()}", "SG", Span(0, 1))
    speakers = tuple(
        ExtractedSpeaker(name, SpeakerKind.PERSON, (), (role,) if number == 0 else (), "SG", place(name))
        for number, name in enumerate(names)
    )
    about = (ExtractedTopic("treaties", 1.0, (Span(0, 1),)),), (ExtractedCountry("SG", (Span(0, 1), Span(2, 3))),)
    quotes = tuple(
        ExtractedQuote(
            QuoteKind.DIRECT,
            Act.SPEECH,
            place(words),
            place("said"),
            place(names[speaker]),
            speaker,
            Method.NAMED,
            0.95,
            role=role,
            addressee=f"the {WORD} press",
            medium=f"{WORD} post",
            relayed_by=f"a {WORD} aide",
            place=f"{WORD.title()}ville",
            said_on=date(2024, 2, 26),
            said_on_precision=Precision.DAY,
            topics=about[0],
            countries=about[1],
        )
        for speaker, words in ((0, f"We shall never sign this {WORD} treaty again,"), (1, "So it is,"))
    )
    sides = tuple(Participant(name, SpeakerKind.PERSON, "SG", *place(name)) for name in names)
    met = ExtractedMeeting(
        Event.CONSULT, "meet", sides, f"{WORD.title()}ville", "SG", None, None, None, *place("met"), *place("met Jo")
    )
    source = IncomingArticle(document, url, f"By {WORD.title()}", f"a {WORD} agency")
    return source, Extraction(quotes, speakers, about[0], about[1], (met,))


def save(engine: Engine, *story: Any) -> SaveOutcome:
    with open_session(engine) as session:
        return save_article(session, *story)


@pytest.fixture
def desk(writer: Engine, settings: Settings) -> Iterator[TestClient]:
    """A reviewer's desk over a story, a copy of it elsewhere, and another article in which Jo Berg speaks."""
    with open_session(writer) as session:
        key = create_key(session, "desk", Scope.ADMIN)
    save(writer, *a_story())
    plain = "“We agree,” Jo Berg said on Monday. “It is a start,” he said."
    words = Span(1, 10), Span(21, 25), Span(12, 19)
    quote = ExtractedQuote(QuoteKind.DIRECT, Act.SPEECH, words[:1], words[1:2], words[2:], 0, Method.NAMED, 0.95)
    berg = ExtractedSpeaker("Jo Berg", SpeakerKind.PERSON, (), (), "SG", (Span(12, 19),))
    other = Document(plain, "Others agree", date(2024, 2, 26), None, "Other Times", language="en")
    save(writer, IncomingArticle(other, "https://other.example/"), Extraction((quote,), (berg,)))
    with TestClient(create_app(settings), headers={"authorization": f"Bearer {key}"}) as client:
        yield client


def pages(desk: TestClient, ids: dict[str, str]) -> dict[str, str]:
    """Every GET of the interface in all of its forms, with what it shows: the story's ids are in the paths."""
    document = desk.get("/docs/openapi.json").json()
    found = {}
    for path, operations in document["paths"].items():
        if "get" not in operations or "webhook" in path or path == "/metrics":
            continue
        names = {one["name"]: one for one in operations["get"].get("parameters", ())}
        for variant in variants(names):
            asked = "&".join([variant, *required(names, ids)]).strip("&")
            url = re.sub(r"\{(\w+)\}", lambda name: ids[name[1]], path) + (f"?{asked}" if asked else "")
            answer = desk.get(url)
            assert answer.status_code in (200, 404, 410, 422), (url, answer.text)
            found[url] = answer.text if answer.status_code == 200 else ""
            if answer.status_code != 200:
                assert WORD not in answer.text.lower().replace(ids["speaker_id"], ""), url
    return found


def required(names: dict[str, Any], ids: dict[str, str]) -> list[str]:
    values = {"q": WORD, "topic": "treaties", "prefix": WORD[:4], "speaker": ids["speaker_id"]}
    return [f"{name}={values[name]}" for name, one in names.items() if one.get("required") and name in values]


def variants(names: dict[str, Any]) -> list[str]:
    """Each form that an answer can have, with all that can be included and counted."""
    formats = ["", *(f"format={one}" for one in choices(names.get("format")))]
    includes = ["", "&".join(f"include={one}" for one in choices(names.get("include")))]
    facets = ["", "&".join(f"facets={one}" for one in choices(names.get("facets")))]
    return sorted({"&".join(filter(None, some)) for some in product(formats, includes, facets)})


def choices(parameter: Any) -> list[str]:
    return (
        re.findall(r"'enum': \[([^\]]*)\]", str(parameter))[0].replace("'", "").split(", ")
        if (parameter and "'enum'" in str(parameter))
        else []
    )


@pytest.fixture
def ids(desk: TestClient) -> dict[str, str]:
    (quote,) = desk.get(f"/quotes?q={WORD}").json()["items"]
    (article,) = desk.get(f"/articles?q={WORD}").json()["items"]
    return {
        "article_id": article["id"],
        "quote_id": quote["id"],
        "meeting_id": desk.get("/meetings").json()["items"][0]["id"],
        "speaker_id": quote["speakers"][0]["id"],
        "saying_id": desk.get("/sayings").json()["items"][0]["id"],
        "topic_slug": "treaties",
        "country_code": "SG",
        "other_code": "KH",
        "number": "1",
        "change_id": "3",
    }


def test_no_answer_has_a_word_of_what_was_taken_down(desk: TestClient, ids: dict[str, str], writer: Engine):
    kind = {"kind": "mixed", "place": f"{WORD} city"}
    assert desk.patch(f"/quotes/{ids['quote_id']}", json=WHY | kind).status_code == 200
    before = pages(desk, ids)
    assert sum(WORD in shown.lower() for shown in before.values()) > 40
    entry = desk.post(f"/articles/{ids['article_id']}/take-down", json=WHY).json()
    hidden = pages(desk, ids)
    assert [url for url, shown in hidden.items() if WORD in shown.lower().replace(ids["speaker_id"], "")] == []
    assert find_faults(writer) == []
    for record in ("article", "quote", "meeting", "speaker"):
        gone = require_problem(desk.get(f"/{record}s/{ids[f'{record}_id']}"))
        assert (gone["status"], gone["type"]) == (410, "urn:chancery:problem:taken-down")
        assert f"see GET /changes/{entry['id']}" in gone["detail"]
    assert (entry["by"], entry["reason"]) == ("desk", WHY["reason"])
    assert desk.get(f"/changes/{entry['id']}").json() == entry
    assert desk.post(f"/changes/{entry['id']}/undo", json=WHY).status_code == 200
    assert find_faults(writer) == []
    after = pages(desk, ids)
    # What was done to it is in the ledger, and in the days of a feed's entries.
    ledger = re.compile(r"/changes|/history|format=atom")
    assert {url: shown for url, shown in after.items() if not ledger.search(url)} == {
        url: shown for url, shown in before.items() if not ledger.search(url)
    }


def test_what_was_taken_down_stays_down_whoever_brings_it_again(desk: TestClient, ids: dict[str, str], writer: Engine):
    desk.post(f"/articles/{ids['article_id']}/take-down", json=WHY)
    assert save(writer, *a_story()) is SaveOutcome.TAKEN_DOWN
    assert save(writer, *a_story(text=TEXT + " And more.")) is SaveOutcome.TAKEN_DOWN
    sent = {"title": "All about it", "published_on": "2024-02-27", "url": URL, "text": TEXT}
    refused = require_problem(desk.post("/articles", json=sent))
    assert (refused["status"], refused["type"]) == (410, "urn:chancery:problem:taken-down")
    (item,) = desk.post("/articles", json={"items": [sent]}).json()["items"]
    assert (item["status"], item["outcome"]) == (410, None)
    assert desk.get(f"/articles/{ids['article_id']}").status_code == 410
    assert find_faults(writer) == []


def test_nothing_is_done_to_what_was_taken_down(desk: TestClient, ids: dict[str, str]):
    desk.post(f"/articles/{ids['article_id']}/take-down", json=WHY)
    span = {"start": 0, "end": 5}
    for method, path, body in (
        ("PATCH", "/quotes/{quote_id}", {"kind": "mixed"}),
        ("PATCH", "/speakers/{speaker_id}", {"name": "Z"}),
        ("POST", "/articles/{article_id}/quotes", {"kind": "direct", "content": [span]}),
        ("POST", "/articles/{article_id}/take-down", {}),
        ("POST", "/meetings/{meeting_id}/take-down", {}),
    ):
        assert require_problem(desk.request(method, path.format(**ids), json=WHY | body))["status"] == 410, path


def test_an_undoing_is_undone(desk: TestClient, ids: dict[str, str], writer: Engine):
    number = desk.post(f"/articles/{ids['article_id']}/take-down", json=WHY).json()["id"]
    for status in (200, 410, 200):
        number = desk.post(f"/changes/{number}/undo", json=WHY).json()["id"]
        assert desk.get(f"/articles/{ids['article_id']}").status_code == status
        assert find_faults(writer) == []


def test_a_meeting_that_was_none_is_not_found_again(desk: TestClient, ids: dict[str, str], writer: Engine):
    before = desk.get(f"/meetings/{ids['meeting_id']}").json()
    number = desk.post(f"/meetings/{ids['meeting_id']}/take-down", json=WHY).json()["id"]
    assert save(writer, *a_story(text=TEXT)) is SaveOutcome.UNCHANGED
    source, found = a_story(text="On Monday: " + TEXT)
    assert save(writer, source, found) is SaveOutcome.UPDATED
    assert desk.get("/meetings").json()["items"] == []
    assert desk.get(f"/meetings/{ids['meeting_id']}").status_code == 410
    assert find_faults(writer) == []
    assert desk.post(f"/changes/{number}/undo", json=WHY).status_code == 200
    after = desk.get(f"/meetings/{ids['meeting_id']}").json()
    assert after["participants"][0]["name"] == before["participants"][0]["name"]
    assert find_faults(writer) == []


@pytest.mark.parametrize("url", [URL, "https://example.org/elsewhere"])
def test_a_merge_that_is_undone_reaches_what_was_taken_down(
    desk: TestClient, ids: dict[str, str], writer: Engine, url: str
):
    """Also where the article has another URL than its id was made of, which is blocked beside it."""
    desk.patch(f"/articles/{ids['article_id']}", json=WHY | {"url": url}).raise_for_status()
    merged = desk.post(f"/speakers/{ids['speaker_id']}/merge", json=WHY | {"into": "jo-berg"}).json()["id"]
    down = desk.post(f"/articles/{ids['article_id']}/take-down", json=WHY).json()["id"]
    assert desk.post(f"/changes/{merged}/undo", json=WHY).status_code == 200
    assert desk.post(f"/changes/{down}/undo", json=WHY).status_code == 200
    assert desk.get(f"/quotes/{ids['quote_id']}").json()["speakers"][0]["id"] == ids["speaker_id"]
    assert find_faults(writer) == []
