"""`python -m infra.simulator`: play many worlds, and tell the first that breaks a promise."""

from __future__ import annotations

import argparse
import resource
import sys
import time
from collections import Counter

from infra.simulator.script import script
from infra.simulator.shrinking import shrunk
from infra.simulator.simulation import Played, play

EVERY = 5
"""Seconds between two lines of progress."""


def main(arguments: list[str]) -> int:
    """Play the worlds that were asked for; 0 if all of them kept every promise."""
    parser = argparse.ArgumentParser(prog="run.py simulate", description=__doc__)
    parser.add_argument(
        "--seeds", type=int, default=2000, help="how many worlds, 2000 if not given"
    )
    parser.add_argument("--from", dest="first", type=int, default=0, metavar="SEED")
    parser.add_argument("--seconds", type=float, default=float("inf"), help="stop after so long")
    asked = parser.parse_args(arguments)
    count = Counter[str]()
    began = told = time.monotonic()
    for seed in range(asked.first, asked.first + asked.seeds):
        played = play(script(seed))
        if played.wrongs:
            print(report(shrunk(played)))
            return 1
        count.update(worlds=1, steps=len(played.script.steps), lines=len(played.story))
        count.update(faults=sum(step.fault is not None for step in played.script.steps))
        now = time.monotonic()
        if now - told >= EVERY:
            told = now
            print(f"{count['worlds']} worlds, {count['worlds'] / (now - began):.0f} a second")
        if now - began > asked.seconds:
            break
    print(figures(count, asked.first, time.monotonic() - began))
    return 0


def report(failed: Played) -> str:
    """The shortest story that was found, and how to see it again."""
    script_ = failed.script
    lines = [
        f"Seed {script_.seed} breaks a promise.",
        *(f"  {wrong}" for wrong in failed.wrongs),
        f"It begins in a network that is {script_.stage}, in the week “{script_.week}”:",
        *(f"  {line}" for line in failed.story),
        f"Again: python3 run.py simulate --from {script_.seed} --seeds 1",
    ]
    return "\n".join(lines)


def figures(count: Counter[str], first: int, seconds: float) -> str:
    """What was played, and how fast."""
    cpu = resource.getrusage(resource.RUSAGE_SELF).ru_utime
    return (
        f"{count['worlds']} worlds from seed {first}, 0 broken promises: {count['steps']} steps,"
        f" {count['faults']} faults planned, {seconds:.0f} s,"
        f" {count['worlds'] / seconds:.0f} a second, {count['worlds'] / cpu:.0f} for each second"
        " of processor time."
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
