"""The figures agree with the scorer that lies beside the annotated news, where it does."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from app.extraction.document import Span
from app.extraction.evaluation.scoring import score_extractions
from app.extraction.types import Act, ExtractedQuote, ExtractedSpeaker, Extraction, Method, QuoteKind, SpeakerKind

EVALUATION = Path(__file__).parents[3] / "shared" / "eval"
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


@pytest.mark.skipif(not EVALUATION.is_dir(), reason="the annotated news does not lie beside this repository")
def test_the_figures_are_those_of_the_annotated_news_own_scorer(tmp_path: Path, chancery):
    gold = EVALUATION / "dev.jsonl"
    few = tmp_path / "gold.jsonl"
    few.write_text("".join(gold.read_text(encoding="utf-8").splitlines(keepends=True)[:8]), encoding="utf-8")
    ids = {json.loads(line)["id"] for line in few.read_text(encoding="utf-8").splitlines()}
    rows = (EVALUATION / "speakers-dev.jsonl").read_text(encoding="utf-8").splitlines(keepends=True)
    (tmp_path / "speakers.jsonl").write_text("".join(row for row in rows if json.loads(row)["id"] in ids))
    ours = chancery("evaluate", "gold.jsonl", "--speakers", "speakers.jsonl").stdout
    predicted = chancery("extract", "--jsonl", "gold.jsonl", "--acts", "all", "--workers", "1").stdout
    (tmp_path / "predicted.jsonl").write_text(predicted, encoding="utf-8")
    command = [sys.executable, str(EVALUATION / "score.py"), "gold.jsonl", "predicted.jsonl", "--speakers"]
    theirs = subprocess.run([*command, "speakers.jsonl"], cwd=tmp_path, capture_output=True, text=True, check=True)
    assert ours == theirs.stdout
