"""The simulator finds mistakes that somebody could make in the product, and tells a short story."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from itertools import count

import pytest

from infra.simulator.beginnings import MONDAY_OR_FRIDAY, STAGE_AFTER, beginning
from infra.simulator.script import script
from infra.simulator.shrinking import shrunk
from infra.simulator.simulation import Played, play
from tests.simulator.breakages import BEGINS, BREAKAGES

MOST_SEEDS = 1000
LONGEST_STORY = 8


@pytest.fixture(autouse=True, scope="module")
def whole_beginnings() -> None:
    """What all worlds share is made before anything is broken, and kept."""
    for stage in STAGE_AFTER:
        for week in MONDAY_OR_FRIDAY:
            beginning(stage, week)


@pytest.mark.parametrize("breakage", BREAKAGES, ids=lambda breakage: breakage.__name__)
def test_a_broken_product_is_found(
    breakage: Callable[[pytest.MonkeyPatch], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    breakage(monkeypatch)

    found = first_failure(BEGINS.get(breakage))

    print(f"found by seed {found.script.seed}")
    assert len(shrunk(found).script.steps) <= LONGEST_STORY


def first_failure(stage: str | None) -> Played:
    for seed in count():
        assert seed < MOST_SEEDS, "nothing was found"
        this = script(seed)
        played = play(replace(this, stage=stage) if stage else this)
        if played.wrongs:
            return played
    raise AssertionError
