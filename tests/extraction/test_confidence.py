"""Confidences mean shares of right answers."""

from app.extraction.coreference.calibration import calibrate_confidence
from app.extraction.training.calibrate import fit_curve


def test_a_surer_resolution_is_never_given_less():
    given = [calibrate_confidence(raw / 100) for raw in range(101)]
    assert given == sorted(given)
    assert given[0] == 0.0
    assert given[-1] < 1.0


def test_what_claims_much_and_is_often_wrong_is_lowered():
    curve = fit_curve([(0.9, number % 2 == 0) for number in range(200)])
    assert abs(curve["right"][-1] - 0.5) < 0.05


def test_a_few_right_answers_do_not_prove_a_certainty():
    curve = fit_curve([(0.7, True)] * 5)
    assert 0.7 < curve["right"][-1] < 0.8


def test_a_dip_is_levelled():
    curve = fit_curve([(0.5, True)] * 50 + [(0.8, False)] * 25 + [(0.8, True)] * 25)
    assert curve["right"] == sorted(curve["right"])
