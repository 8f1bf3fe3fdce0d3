"""The simulator finds mistakes that somebody could make in the product, and tells a short story."""

from __future__ import annotations

from collections.abc import Callable
from itertools import count

import pytest

from infra.simulator.script import script
from infra.simulator.shrinking import shrunk
from infra.simulator.simulation import Played, play
from tests.simulator.breakages import BREAKAGES

MOST_SEEDS = 1000
LONGEST_STORY = 8


@pytest.mark.parametrize("breakage", BREAKAGES, ids=lambda breakage: breakage.__name__)
def test_a_broken_product_is_found(
    breakage: Callable[[pytest.MonkeyPatch], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    breakage(monkeypatch)

    found = first_failure()

    print(f"found by seed {found.script.seed}")
    assert len(shrunk(found).script.steps) <= LONGEST_STORY


def first_failure() -> Played:
    for seed in count():
        assert seed < MOST_SEEDS, "nothing was found"
        played = play(script(seed))
        if played.wrongs:
            return played
    raise AssertionError
