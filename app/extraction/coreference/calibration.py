"""How often a resolution that is as sure as this one is right: confidences, calibrated."""

import json
from functools import cache
from importlib.resources import files

import numpy as np

CURVE_FILE = files("app.extraction.attribution.model") / "confidence.json"


def calibrate_confidence(raw: float) -> float:
    """The share of right speakers among resolutions of this raw confidence, by the curve beside the weights."""
    given, right = _load_curve()
    return float(np.interp(raw, given, right))


@cache
def _load_curve() -> tuple[list[float], list[float]]:
    held = json.loads(CURVE_FILE.read_text("utf-8"))
    return held["raw"], held["right"]
