"""Two faults in one story: the second may meet the very repetition that was to heal the first."""

from __future__ import annotations

import random

import pytest

from tests.faults.conftest import Coverage
from tests.faults.faults import Fault
from tests.faults.paths import PATHS
from tests.faults.playing import Run, play, wrong
from tests.faults.stage import Stage

FIRST_SEED = 1
PAIRS = 500
MORE_PAIRS = 5_000
ROUNDS = 2
"""A tick that a fault has met is not the last one."""


def meet_two(stage: Stage, seed: int, wanted: dict[str, Run]) -> bool:
    """Play a path with two faults; whether both have met a call."""
    dice = random.Random(seed)
    path = dice.choice(PATHS)
    if path.name not in wanted:
        wanted[path.name] = play(stage, path, rounds=ROUNDS)
    faultless = wanted[path.name]
    first = dice.randrange(faultless.own)
    second = first + dice.randint(1, len(faultless.calls) + 1)
    faults = {first: dice.choice(list(Fault)), second: dice.choice(list(Fault))}
    run = play(stage, path, faults, rounds=ROUNDS)
    broken = wrong(path, faultless, run)
    assert not broken, f"seed {seed}, {path.name}, {faults}: {broken}"
    return len(run.struck) == 2


def meet(stage: Stage, coverage: Coverage, first_seed: int, pairs: int) -> None:
    """Play pairs of faults, from this seed on, until so many have met two calls."""
    wanted: dict[str, Run] = {}
    seed, met = first_seed, 0
    while met < pairs:
        met += meet_two(stage, seed, wanted)
        seed += 1
    coverage.pairs = f"; {met} pairs of faults, seeds {first_seed} to {seed - 1}"


def test_pairs_of_faults_leave_nothing_lost_doubled_or_half_done(
    stage: Stage, coverage: Coverage
) -> None:
    """R1: at least 500 pairs."""
    meet(stage, coverage, FIRST_SEED, PAIRS)


@pytest.mark.slow
def test_many_more_pairs_do_no_more_harm(stage: Stage, coverage: Coverage) -> None:
    """R1, with seeds that nobody has seen: what breaks names its own."""
    seed = random.SystemRandom().randrange(10**6, 10**9)
    meet(stage, coverage, seed, MORE_PAIRS)
