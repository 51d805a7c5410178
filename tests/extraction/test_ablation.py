"""What a rule gains is what the figures lose without it."""

import subprocess
import sys
from pathlib import Path

from app.extraction.attribution.classification import Attribution
from app.extraction.evaluation.ablation import GoldFile, format_table, measure_gains
from app.extraction.types import Span

CONTENT = "that the talks would go on"
TEXT = f"Ana Lim left early. She said {CONTENT}."
LIM = {"name": "Ana Lim", "kind": "person"}
START = TEXT.index(CONTENT)
CONTENT_SPAN = [START, START + len(CONTENT)]


def tag_pronoun_as_cue(_: str) -> list[Attribution]:
    """The rule of the subject within a cue is needed to know who speaks."""
    cue = TEXT.index("She said")
    return [Attribution((Span(cue, cue + len("She said")),), (), (Span(*CONTENT_SPAN),))]


def gold_file(**quote: object) -> GoldFile:
    quotes = [
        {"id": "1", "content": [CONTENT_SPAN], "source": [[20, 23]], "cue": [[24, 28]], "kind": "indirect"} | quote
    ]
    return GoldFile([{"id": "a", "text": TEXT, "quotes": quotes}], tag_pronoun_as_cue)


def test_the_rules_that_find_the_speaker_come_first_with_what_they_gain():
    measured = measure_gains(gold_file(speakers=[LIM]))
    needed = {gain.rule for gain in measured if gain.gains["right"] == 1}
    assert "subject-within-cue" in needed
    assert {gain.rule for gain in measured[: len(needed)]} == needed
    assert {(gain.changes, gain.documents) for gain in measured if gain.rule == "subject-within-cue"} == {(1, 1)}


def test_a_rule_that_finds_the_wrong_speaker_comes_last():
    *_, last = measure_gains(gold_file(speakers=[]))
    assert last.rule == "subject-within-cue"
    assert (last.gains["right"], last.gains["wrong"]) == (-1, 1)


def test_with_annotated_news_the_spans_are_measured():
    (gain,) = measure_gains(gold_file(), ["subject-within-cue"])
    assert gain.gains["source_exact"] == 1


def test_the_table_leaves_empty_what_a_rule_does_not_move():
    head, first, second = format_table(measure_gains(gold_file(speakers=[LIM]), ["subject-within-cue", "dateline"]))
    assert head.split()[:5] == ["rule", "changes", "documents", "right", "wrong"]
    assert first.split()[:4] == ["subject-within-cue", "1", "1", "+100.00"]
    assert second.split() == ["dateline", "0", "0"]


def test_it_runs_as_a_module_on_several_files(tmp_path: Path):
    for name in ("a.jsonl", "b.jsonl"):
        (tmp_path / name).write_text('{"id": "a", "text": "Nothing is said here.", "quotes": []}', encoding="utf-8")
    command = [sys.executable, "-m", "app.extraction.evaluation.ablation", *map(str, tmp_path.iterdir())]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stdout.count(": 1 documents\n") == 2
