"""Two thousand random worlds keep every promise (reliability R2, R6, R9)."""

from __future__ import annotations

import pytest

from infra.simulator.__main__ import report
from infra.simulator.script import script
from infra.simulator.shrinking import shrunk
from infra.simulator.simulation import play

WORLDS = 2000
AT_ONCE = 50


@pytest.mark.parametrize("first", range(0, WORLDS, AT_ONCE))
def test_random_worlds_keep_every_promise(first: int) -> None:
    for seed in range(first, first + AT_ONCE):
        played = play(script(seed))
        if played.wrongs:
            pytest.fail(report(shrunk(played)), pytrace=False)


def test_a_seed_is_the_same_world_each_time() -> None:
    stories = [play(script(11)).story for _ in range(2)]

    assert stories[0] == stories[1]
    assert stories[0] != play(script(12)).story
