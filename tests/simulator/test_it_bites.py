"""The simulator finds mistakes that somebody could make in the product, and tells a short story."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from itertools import count
from pathlib import Path

import pytest

from infra.simulator.beginnings import MONDAY_OR_FRIDAY, STAGE_AFTER, beginning
from infra.simulator.script import script
from infra.simulator.shrinking import shrunk
from infra.simulator.simulation import Played, play
from tests.simulator.breakages import BEGINS, BREAKAGES
from tests.simulator.found import FOUND_BY

ROOT = Path(__file__).parents[2]
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

    found = first_failure(FOUND_BY[breakage.__name__], BEGINS.get(breakage))

    print(f"found by seed {found.script.seed}")
    assert len(shrunk(found).script.steps) <= LONGEST_STORY


def test_the_page_about_the_simulator_tells_where_each_was_found() -> None:
    page = (ROOT / "docs" / "simulator.md").read_text(encoding="utf-8")
    for name, seed in FOUND_BY.items():
        assert f"| {name.replace('_', ' ')} | {seed} " in page, name


def first_failure(begin: int, stage: str | None) -> Played:
    for seed in count(begin):
        assert seed < begin + MOST_SEEDS, "nothing was found"
        this = script(seed)
        played = play(replace(this, stage=stage) if stage else this)
        if played.wrongs:
            return played
    raise AssertionError
