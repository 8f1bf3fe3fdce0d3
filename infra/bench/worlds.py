"""How many random worlds of the simulator one processor plays in a second."""

from __future__ import annotations

from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

from infra.bench.figures import Chapter, Figure
from infra.simulator.playing import part

SEEDS = 1000
"""Enough that the beginnings, which are played once for all worlds, are a tenth of it at most."""
LEAST = 100
ROUNDS = 3


def measure() -> Chapter:
    """One row, with all that it takes from the first world on; the best of some rounds."""
    rate = max(_alone() for _ in range(ROUNDS))
    return Chapter(
        "Simulator",
        f"The first {SEEDS:,} seeds, by the time of one processor, best of {ROUNDS} rounds.",
        [Figure("worlds", "in a second", rate, "", LEAST, least=True)],
    )


def _alone() -> float:
    """A round in a process of its own: what other chapters leave in memory makes worlds slower."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as process:
        return process.submit(_rate).result()


def _rate() -> float:
    played = part(range(SEEDS))
    return played.worlds / played.processor
