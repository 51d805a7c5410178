"""What each rule of extraction gains: `python -m app.extraction.evaluation.ablation GOLD.jsonl ...`.

For every file it prints a table: how often each rule changed something, in how many documents, and the figures with
the rule minus the figures without it, in points of a hundred. The rule that gains most comes first. A rule that gains
nothing on texts that its author did not see should go.
"""

import argparse
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.extraction import SPEECH_AND_WRITING, Act, Extraction, extract_tagged
from app.extraction.attribution.classification import Attribution
from app.extraction.attribution.tagger import tag
from app.extraction.evaluation.gold_files import has_speakers, read_rows, to_document
from app.extraction.evaluation.matching import Agreement
from app.extraction.evaluation.scoring import score_extractions
from app.extraction.evaluation.statement_scores import ALL_GENRES, CONTEXT_FIELDS, score_statements
from app.extraction.rules import RULES, record_changes, without_rules

Figures = dict[str, float]

# What the tables show; the first figures that are named here count for the order, faults against.
_STATEMENT_FIGURES = ("right", "wrong", "found", "invented", "sure precision", "content exact")
# These have a precision and a recall; the table shows their harmonic mean.
_PAIRED_FIGURES = ("meeting", *CONTEXT_FIELDS)
_NEWS_FIGURES = ("source_exact", "content_exact", "content_overlap", "verbatim attributed")
_FAULTS = frozenset({"wrong"})
_ORDERING_FIGURES = 2


@dataclass(frozen=True, slots=True)
class RuleGain:
    """A rule's changes to some documents, and what they add to each figure."""

    rule: str
    changes: int
    documents: int
    gains: Figures

    @property
    def total(self) -> float:
        """The gain by which rules are put in order."""
        first = list(self.gains.items())[:_ORDERING_FIGURES]
        return sum(-gain if name in _FAULTS else gain for name, gain in first)


class GoldFile:
    """Annotated documents, tagged once, so that only the rules run again."""

    def __init__(self, rows: Sequence[Mapping[str, Any]], tagger: Callable[[str], list[Attribution]] = tag) -> None:
        self.rows = rows
        self.is_complete = has_speakers(rows)
        self.acts = SPEECH_AND_WRITING if self.is_complete else frozenset(Act)
        documents = {row["id"]: to_document(row) for row in rows}
        self._tagged = {identity: (document, tagger(document.text)) for identity, document in documents.items()}

    def extract_document(self, identity: Any) -> Extraction:
        document, tagged = self._tagged[identity]
        return extract_tagged(document, tagged, acts=self.acts)

    def measure(self, extractions: Mapping[Any, Extraction]) -> Figures:
        if self.is_complete:
            found = score_statements(self.rows, extractions)[ALL_GENRES]
            pairs = {
                name: (found[f"{name} precision"] or 0.0, found[f"{name} recall"] or 0.0) for name in _PAIRED_FIGURES
            }
            return {name: found[name] or 0.0 for name in _STATEMENT_FIGURES} | {
                name: 2 * precision * recall / (precision + recall or 1.0)
                for name, (precision, recall) in pairs.items()
            }
        scores = score_extractions(self.rows, extractions)
        return {name: _to_number(scores[name]) for name in _NEWS_FIGURES}


def _to_number(figure: Agreement | float | int | str) -> float:
    return figure.f1 if isinstance(figure, Agreement) else float(figure)


def measure_gains(gold: GoldFile, rules: Iterable[str] = RULES) -> list[RuleGain]:
    """The gains of the rules, the greatest first. Only documents in which a rule changes something are read again."""
    whole: dict[Any, Extraction] = {}
    changes: dict[str, Counter[Any]] = defaultdict(Counter)
    for row in gold.rows:
        with record_changes() as changed:
            whole[row["id"]] = gold.extract_document(row["id"])
        for change in changed:
            changes[change.rule.id][row["id"]] += 1
    figures = gold.measure(whole)
    gains = (_measure_gain(gold, rule, changes[rule], whole, figures) for rule in rules)
    return sorted(gains, key=lambda gain: (-gain.total, -gain.changes, gain.rule))


def _measure_gain(
    gold: GoldFile, rule: str, changes: Counter[Any], whole: Mapping[Any, Extraction], figures: Figures
) -> RuleGain:
    if not changes:
        return RuleGain(rule, 0, 0, dict.fromkeys(figures, 0.0))
    with without_rules([rule]):
        without = gold.measure({**whole, **{identity: gold.extract_document(identity) for identity in changes}})
    gains = {name: figure - without[name] for name, figure in figures.items()}
    return RuleGain(rule, changes.total(), len(changes), gains)


def format_table(gains: Sequence[RuleGain]) -> Iterator[str]:
    """The lines of a table. A figure that a rule does not move is left empty."""
    width = max(len(gain.rule) for gain in gains)
    columns = list(gains[0].gains)
    yield f"{'rule':{width}} changes documents " + " ".join(f"{name:>{max(6, len(name))}}" for name in columns)
    for gain in gains:
        cells = (f"{_format_gain(gain.gains[name]):>{max(6, len(name))}}" for name in columns)
        yield f"{gain.rule:{width}} {gain.changes:7} {gain.documents:9} {' '.join(cells)}".rstrip()


def _format_gain(gain: float) -> str:
    return f"{100 * gain:+.2f}" if gain else ""


def main() -> None:
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("gold", type=Path, nargs="+", help="annotated texts, as chancery evaluate takes them")
    for file in ask.parse_args().gold:
        rows = read_rows(file)
        print(f"{file}: {len(rows)} documents")
        print("\n".join(format_table(measure_gains(GoldFile(rows)))), end="\n\n")


if __name__ == "__main__":
    main()
