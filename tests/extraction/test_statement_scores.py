"""The figures of completely annotated texts, by examples that are counted by hand."""

import json
from datetime import date
from pathlib import Path

import pytest

from app.extraction.evaluation.statement_scores import score_statements
from app.extraction.types import (
    Act,
    Event,
    ExtractedMeeting,
    ExtractedQuote,
    ExtractedSpeaker,
    Extraction,
    Method,
    Participant,
    QuoteKind,
    Span,
    SpeakerKind,
)

FIRST, SECOND = "talks will go on", "nobody was invited"
TEXT = f"Ana Lim said {FIRST}. Paul Adeyemi wrote {SECOND}. The sea was calm all day."
LIM = {"name": "Ana Lim", "kind": "person", "country": "SG"}
ADEYEMI = {"name": "Paul Adeyemi", "kind": "person", "country": None}


def span_of(words: str) -> Span:
    start = TEXT.index(words)
    return Span(start, start + len(words))


def gold_quote(words: str, speakers: list[dict], **facts: str) -> dict:
    found = span_of(words)
    return {"content": [[found.start, found.end]], "speakers": speakers, "kind": "indirect", **facts}


def gold(*quotes: dict, meetings: list[dict] | None = None) -> dict:
    return {"id": "a", "genre": "wire", "text": TEXT, "quotes": list(quotes), "meetings": meetings or []}


def predicted(words: str, speaker: int | None = 0, confidence: float = 0.95, **facts) -> ExtractedQuote:
    spans = (span_of(words),)
    return ExtractedQuote(QuoteKind.INDIRECT, Act.SPEECH, spans, (), (), speaker, Method.NAMED, confidence, **facts)


def speaker(name: str, kind: SpeakerKind = SpeakerKind.PERSON, country: str | None = None) -> ExtractedSpeaker:
    return ExtractedSpeaker(name, kind, (), (), country, ())


def figures(wanted: dict, *quotes: ExtractedQuote, speakers=(), meetings=()):
    extraction = Extraction(quotes, tuple(speakers) or (speaker("Ana Lim"),), meetings=tuple(meetings))
    return score_statements([wanted], {"a": extraction})["all"]


@pytest.mark.parametrize(
    ("wanted", "given", "verdict"),
    [
        ([LIM], 0, "right"),
        ([], None, "right"),
        ([], 0, "wrong"),
        ([ADEYEMI], 0, "wrong"),
        ([LIM, ADEYEMI], 0, "partial"),
        ([LIM], None, "none"),
    ],
)
def test_a_found_statement_has_one_verdict_on_its_speakers(wanted: list[dict], given: int | None, verdict: str):
    found = figures(gold(gold_quote(FIRST, wanted)), predicted(FIRST, given))
    assert found["found"] == 1
    assert {name for name in ("right", "wrong", "partial", "none") if found[name]} == {verdict}


@pytest.mark.parametrize(
    ("name", "country", "verdict"),
    [
        ("Foreign Ministry", "EG", "right"),
        ("Egyptian Foreign Ministry", None, "right"),
        ("Foreign Ministry", "SD", "wrong"),
        ("Central Bank", "EG", "wrong"),
    ],
)
def test_an_organ_is_that_of_its_state(name: str, country: str | None, verdict: str):
    ministry = {"name": "Foreign Ministry", "kind": "organisation", "country": "EG"}
    given = speaker(name, SpeakerKind.ORGANISATION, country)
    found = figures(gold(gold_quote(FIRST, [ministry])), predicted(FIRST), speakers=[given])
    assert found[verdict] == 1


def test_letters_after_a_name_are_not_part_of_it():
    found = figures(gold(gold_quote(FIRST, [LIM])), predicted(FIRST), speakers=[speaker("Ana Lim MP")])
    assert found["right"] == 1


def test_a_statement_of_which_half_is_missing_is_not_found():
    found = figures(gold(gold_quote(FIRST, [LIM]), gold_quote(SECOND, [ADEYEMI])), predicted("talks"))
    assert (found["statements"], found["found"], found["content exact"]) == (2, 0, 0)


def test_of_nested_quotes_the_most_similar_is_compared():
    outer = predicted(f"{FIRST}. Paul Adeyemi wrote {SECOND}", 0)
    both = [speaker("Ana Lim"), speaker("Paul Adeyemi")]
    found = figures(gold(gold_quote(SECOND, [ADEYEMI])), outer, predicted(SECOND, 1), speakers=both)
    assert found["right"] == 1


def test_words_that_nobody_said_are_invented_and_lower_the_precision_of_sure_ones():
    found = figures(gold(gold_quote(FIRST, [LIM])), predicted(FIRST), predicted("The sea was calm"))
    assert (found["invented"], found["invented named"]) == (0.5, 0.5)
    assert (found["sure share"], found["sure precision"]) == (2, 0.5)


def test_a_doubtful_quote_is_not_sure():
    assert figures(gold(gold_quote(FIRST, [LIM])), predicted(FIRST, 0, 0.89))["sure precision"] is None


def test_what_the_text_tells_beside_the_words_is_compared_where_it_is_told():
    wanted = gold_quote(FIRST, [LIM], said_on="2031-03-03", place="the Hague", medium="letter")
    found = figures(gold(wanted), predicted(FIRST, said_on=date(2031, 3, 3), place="Hague", addressee="reporters"))
    assert (found["said_on precision"], found["place recall"]) == (1, 1)
    assert (found["medium precision"], found["medium recall"], found["addressee precision"]) == (None, 0, 0)


def meeting(*names: str, event: Event = Event.CONSULT) -> ExtractedMeeting:
    sides = tuple(Participant(name, SpeakerKind.PERSON, None, Span(0, 1)) for name in names)
    return ExtractedMeeting(event, "meet", sides, None, None, None, None, None, Span(0, 1), Span(0, 1))


def test_a_meeting_is_right_if_its_sides_met():
    wanted = gold(
        meetings=[
            {"participants": ["Ana Lim", "Paul Adeyemi"]},
            {"participants": ["Ana Lim", "Karin Vogel"], "planned": True},
        ]
    )
    found = figures(
        wanted,
        meetings=[
            meeting("Lim", "Paul Adeyemi"),
            meeting("Ana Lim", "Karin Vogel"),
            meeting("Ana Lim", event=Event.COOPERATE),
        ],
    )
    assert (found["meeting precision"], found["meeting recall"]) == (0.5, 1)


def test_every_genre_has_its_figures_and_all_of_them_together():
    rows = [gold(gold_quote(FIRST, [LIM])), gold(gold_quote(SECOND, [ADEYEMI])) | {"id": "b", "genre": "readout"}]
    nothing = Extraction((), ())
    found = score_statements(rows, {"a": Extraction((predicted(FIRST),), (speaker("Ana Lim"),)), "b": nothing})
    assert {genre: row["found"] for genre, row in found.items()} == {"readout": 0, "wire": 1, "all": 0.5}


def test_evaluate_prints_them_for_a_file_whose_quotes_have_speakers(tmp_path: Path, chancery):
    row = gold(gold_quote(FIRST, [LIM]), gold_quote(SECOND, [ADEYEMI])) | {"published_on": "2031-03-04"}
    (tmp_path / "gold.jsonl").write_text(json.dumps(row), encoding="utf-8")
    lines = chancery("evaluate", "gold.jsonl").stdout.splitlines()
    assert lines[1].split()[:2] == ["wire", "2"]
    assert "statements           2" in lines
    assert "meeting recall       -" in lines


def test_evaluate_names_the_file_whose_day_is_wrong(tmp_path: Path, chancery):
    (tmp_path / "gold.jsonl").write_text(json.dumps(gold(gold_quote(FIRST, [LIM])) | {"published_on": "soon"}))
    done = chancery("evaluate", "gold.jsonl")
    assert done.returncode == 1
    assert "gold.jsonl: " in done.stderr
