"""Fit the confidences: `python -m app.extraction.training.calibrate --gold GOLD.jsonl --speakers SPEAKERS.jsonl`.

The articles must be others than those that the weights were trained on. Raw confidences are compared with how often
the speaker is right: by isotonic regression, each step drawn towards the raw confidences in it as if `PRIOR_WEIGHT`
more resolutions had been just as good as they claimed, since a few hundred answers do not prove a certainty.
"""

import argparse
import json
from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np

from app.extraction import Act, Document, extract
from app.extraction.coreference.calibration import CURVE_FILE
from app.extraction.evaluation.scoring import judge_speakers
from app.extraction.training.data import read_fitting_rows

PRIOR_WEIGHT = 20
IDENTITY_CURVE = {"raw": [0.0, 1.0], "right": [0.0, 1.0]}


def main() -> None:
    ask = argparse.ArgumentParser(description=__doc__)
    ask.add_argument("--gold", type=Path, required=True)
    ask.add_argument("--speakers", type=Path, required=True)
    args = ask.parse_args()
    packaged = Path(str(CURVE_FILE))
    packaged.write_text(json.dumps(IDENTITY_CURVE) + "\n", encoding="utf-8")
    golds, everything = read_fitting_rows(args.gold), frozenset(Act)
    found = {gold["id"]: extract(Document(gold["text"]), acts=everything) for gold in golds}
    judged = judge_speakers(golds, found, read_fitting_rows(args.speakers))
    answers = [(one.confidence, one.verdict == "right") for one in judged if one.confidence is not None]
    curve = fit_curve(answers)
    packaged.write_text(json.dumps(curve) + "\n", encoding="utf-8")
    print(len(answers), "answers,", sum(right for _, right in answers), "right:", curve)


def fit_curve(answers: Iterable[tuple[float, bool]]) -> dict[str, list[float]]:
    """Knots of a curve that rises from raw confidence to the share of right answers."""
    blocks: list[list[tuple[float, bool]]] = []
    for answer in sorted(answers):
        blocks.append([answer])
        while len(blocks) > 1 and (
            _share_right(blocks[-2]) >= _share_right(blocks[-1]) or blocks[-2][-1][0] == blocks[-1][0][0]
        ):
            blocks[-2:] = [blocks[-2] + blocks[-1]]
    raw = [float(np.mean([confidence for confidence, _ in block])) for block in blocks]
    right = [
        (sum(right for _, right in block) + PRIOR_WEIGHT * mean) / (len(block) + PRIOR_WEIGHT)
        for block, mean in zip(blocks, raw, strict=True)
    ]
    rising = np.maximum.accumulate(right)
    return {"raw": [0.0, *np.round(raw, 4).tolist()], "right": [0.0, *np.round(rising, 4).tolist()]}


def _share_right(block: Sequence[tuple[float, bool]]) -> float:
    return sum(right for _, right in block) / len(block)


if __name__ == "__main__":
    main()
