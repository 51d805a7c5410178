"""Whatever is done to the records, in whichever order: `chancery check` finds nothing wrong.

`pytest tests/services/test_walk.py --steps 300 --walks 5` walks longer.
"""

import pytest
from sqlalchemy import Engine

from tests.walks import RandomWalk


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    metafunc.parametrize("seed", range(metafunc.config.getoption("--walks")))


def test_records_are_sound_after_every_step(writer: Engine, seed: int, pytestconfig: pytest.Config):
    walk = RandomWalk(writer, seed)
    for _ in range(pytestconfig.getoption("--steps")):
        walk.take_step()
    assert sum("(" not in one for one in walk.done) > len(walk.done) / 2, "most of it was refused"
