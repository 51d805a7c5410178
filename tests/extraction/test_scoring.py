"""The figures of annotated news, by examples that are counted by hand."""

import json
from pathlib import Path

from app.extraction.evaluation.scoring import score_extractions
from app.extraction.types import Act, ExtractedQuote, ExtractedSpeaker, Extraction, Method, QuoteKind, Span, SpeakerKind

TEXT = "“We will sign the whole treaty,” Ana Lim said. Paul Adeyemi agreed that it was good."
GOLD = {
    "id": "a",
    "text": TEXT,
    "quotes": [
        {"id": "1", "source": [[33, 40]], "cue": [[41, 45]], "content": [[0, 32]]},
        {"id": "2", "source": [[47, 59]], "cue": [[60, 66]], "content": [[67, 83]]},
    ],
}
SPEAKERS = [
    {
        "id": "a",
        "quotes": [
            {"quote": "1", "speaker": "Ana Lim", "kind": "person", "how": "named"},
            {"quote": "2", "speaker": "Paul Adeyemi", "kind": "person", "how": "named"},
        ],
    }
]


def quote(content: tuple[int, int], cue: tuple[int, int], source: tuple[int, int], speaker: int | None):
    spans = ((Span(*content),), (Span(*cue),), (Span(*source),))
    return ExtractedQuote(QuoteKind.DIRECT, Act.SPEECH, *spans, speaker, Method.NAMED, 0.95)


def lim() -> ExtractedSpeaker:
    return ExtractedSpeaker("Ana Lim", SpeakerKind.PERSON, (), (), None, ())


def test_a_perfect_quote_counts_whatever_its_marks_and_a_missing_one_lowers_recall():
    found = Extraction((quote((1, 31), (41, 45), (33, 40), 0),), (lim(),))
    figures = score_extractions([GOLD], {"a": found}, SPEAKERS)
    assert (figures["content_exact"].precision, figures["content_exact"].recall) == (1.0, 0.5)
    assert figures["verbatim attributed"] == 1.0
    assert (figures["speakers right"], figures["speakers missed"], figures["sure precision"]) == (0.5, 0.5, 1.0)


def test_words_in_the_wrong_mouth_count_as_wrong():
    found = Extraction((quote((67, 83), (60, 66), (47, 59), 0),), (lim(),))
    figures = score_extractions([GOLD], {"a": found}, SPEAKERS)
    assert figures["speakers wrong"] == 0.5
    assert figures["sure precision"] == 0.0


def test_evaluate_prints_the_figures_of_annotated_news(tmp_path: Path, chancery):
    (tmp_path / "gold.jsonl").write_text(json.dumps(GOLD), encoding="utf-8")
    (tmp_path / "speakers.jsonl").write_text(json.dumps(SPEAKERS[0]), encoding="utf-8")
    done = chancery("evaluate", "gold.jsonl", "--speakers", "speakers.jsonl")
    lines = done.stdout.splitlines()
    assert "content_exact        P 1.000 R 1.000 F1 1.000" in lines
    assert "speakers right       1.000" in lines
    assert "right by named       2/2" in lines
