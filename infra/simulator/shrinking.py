"""From a script that breaks a promise to a short one that still breaks it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from infra.simulator.script import Script
from infra.simulator.simulation import Played, play
from infra.simulator.sizes import USUAL

MOST_TRIES = 400


def shrunk(failed: Played) -> Played:
    """A shorter story of the same failure: steps are dropped, then faults, while it still fails."""
    promise = failed.wrongs[0].promise
    best = failed
    tries = MOST_TRIES
    shorter = True
    while shorter:
        shorter = False
        for candidate in _shorter(best.script):
            if tries == 0:
                return best
            tries -= 1
            played = play(candidate)
            if any(wrong.promise == promise for wrong in played.wrongs):
                best, shorter = played, True
                break
    return best


def _shorter(script: Script) -> Iterator[Script]:
    """Scripts with less in them, those that drop most first."""
    size = len(script.steps) // 2
    while size:
        for start in range(0, len(script.steps), size):
            steps = (*script.steps[:start], *script.steps[start + size :])
            yield replace(script, steps=steps)
        size //= 2
    for position, step in enumerate(script.steps):
        if step.fault is not None:
            yield script.without_fault(position)
    if script.slow_evidence:
        yield replace(script, slow_evidence=False)
    if script.sizes != USUAL:
        yield replace(script, sizes=USUAL)
    if script.one_machine:
        yield replace(script, one_machine=False)
