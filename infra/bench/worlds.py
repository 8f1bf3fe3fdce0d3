"""How many random worlds of the simulator one processor plays in a second."""

from __future__ import annotations

from infra.bench.figures import Chapter, Figure
from infra.simulator.playing import part

SEEDS = 1000
"""Enough that the beginnings, which are played once for all worlds, are a tenth of it at most."""
LEAST = 100


def measure() -> Chapter:
    """One row, with all that it takes from the first world on."""
    played = part(range(SEEDS))
    rate = played.worlds / played.processor
    return Chapter(
        "Simulator",
        f"The first {played.worlds:,} seeds, by the time of one processor.",
        [Figure("worlds", "in a second", rate, "", LEAST, least=True)],
    )
