"""Quality is held on the gold set, and nothing is fitted on it. tests/gold/README.md says what it is."""

import tomllib
from pathlib import Path

import pytest

from app.extraction import extract
from app.extraction.evaluation.gold_files import read_rows, to_document
from app.extraction.evaluation.statement_scores import ALL_GENRES, StatementFigures, score_statements
from app.extraction.training import data
from app.extraction.training.data import read_fitting_rows
from app.extraction.training.held_out import GOLD_DOCUMENTS, digest_text, drop_held_out

GOLD = Path(__file__).parents[1] / "gold"
ROWS = read_rows(GOLD / "diplomacy.jsonl")
THRESHOLDS = tomllib.loads((GOLD / "thresholds.toml").read_text("utf-8"))


@pytest.fixture(scope="module")
def figures() -> StatementFigures:
    return score_statements(ROWS, {row["id"]: extract(to_document(row)) for row in ROWS})[ALL_GENRES]


@pytest.mark.parametrize(("name", "bound"), THRESHOLDS["at_least"].items())
def test_a_figure_does_not_fall(figures: StatementFigures, name: str, bound: float):
    assert figures[name] >= bound


@pytest.mark.parametrize(("name", "bound"), THRESHOLDS["at_most"].items())
def test_a_share_of_faults_does_not_rise(figures: StatementFigures, name: str, bound: float):
    assert figures[name] <= bound


def test_every_gold_document_is_known_to_what_fits():
    assert {row["id"]: digest_text(row["text"]) for row in ROWS} == GOLD_DOCUMENTS


def test_nothing_is_fitted_on_a_gold_document_under_whatever_id():
    other = {"id": "n1", "text": "Ana Lim said so.", "quotes": []}
    speakers = {"id": ROWS[0]["id"], "quotes": []}
    renamed = ROWS[1] | {"id": "n2"}
    assert drop_held_out([ROWS[0], other, speakers, renamed]) == [other]


def test_what_trains_and_calibrates_reads_no_gold_document():
    assert read_fitting_rows(GOLD / "diplomacy.jsonl") == []
    folder = Path(data.__file__).parent
    readers = {path.name for path in folder.glob("*.py") if "read_rows(" in path.read_text("utf-8")}
    assert readers == {"data.py", "evaluate.py"}, "what fits reads by read_fitting_rows"


def test_every_span_of_the_gold_set_holds_words():
    for row in ROWS:
        spans = [span for quote in row["quotes"] for part in ("source", "cue", "content") for span in quote[part]]
        assert all(row["text"][start:end].strip() for start, end in spans), row["id"]
