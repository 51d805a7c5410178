"""The measure of growth tells linear work from quadratic and from exponential work."""

import re

import pytest

from tests.growth import assert_linear


def test_linear_work_passes():
    assert_linear(lambda text: re.sub("a", "b", text), lambda size: "a" * size, 500_000)


def test_quadratic_work_fails():
    with pytest.raises(AssertionError, match="8 times"):
        assert_linear(lambda text: re.sub(r"\s+$", "", text), lambda size: " " * size + "a", 65_536)


def test_exponential_work_fails_soon():
    with pytest.raises(AssertionError, match="8 times"):
        assert_linear(lambda text: re.match("(a|a)*$", text), lambda size: "a" * size + "b", 65_536)
