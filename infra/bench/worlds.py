"""How many random worlds of the simulator one processor plays in a second."""

from __future__ import annotations

import time

from infra.bench.figures import Chapter, Figure
from infra.simulator.script import script
from infra.simulator.simulation import play

FIRST = 1
SEEDS = 150
LEAST = 100


def measure() -> Chapter:
    """One row; the first world is not counted, since it makes what all of them share."""
    play(script(0))
    began = time.process_time()
    for seed in range(FIRST, FIRST + SEEDS):
        play(script(seed))
    rate = SEEDS / (time.process_time() - began)
    return Chapter(
        "Simulator",
        f"Seeds {FIRST} to {FIRST + SEEDS - 1}, by the time of one processor.",
        [Figure("worlds", "in a second", rate, "", LEAST, least=True)],
    )
