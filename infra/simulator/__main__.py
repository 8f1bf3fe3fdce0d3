"""`python -m infra.simulator`: play many worlds, and tell the first that breaks a promise."""

from __future__ import annotations

import argparse
import os
import signal
import sys
import time
from pathlib import Path

from infra.simulator.figures import Figures
from infra.simulator.playing import parts
from infra.simulator.script import script
from infra.simulator.shrinking import shrunk
from infra.simulator.simulation import Played, play
from infra.simulator.sizes import USUAL
from infra.stop import Code

EVERY = 5
"""Seconds between two lines of progress."""
ENOUGH_FOR_ONE = 2000
"""Worlds for which another process is not worth its start."""


def main(arguments: list[str]) -> int:
    """Play the worlds that were asked for; 0 if all that were played kept every promise."""
    asked = _read(arguments)
    figures = Figures(asked.first, asked.jobs or _jobs(asked.seeds))
    try:
        broke = _run(asked, figures)
    except KeyboardInterrupt:
        left = asked.seeds - figures.worlds
        print(f"Stopped. Go on: python3 run.py simulate --from {figures.next} --seeds {left}")
        broke = None
    if asked.json:
        figures.write(asked.json)
    if broke is not None:
        print(report(shrunk(play(script(broke)))))
    print(figures)
    return Code.DONE if broke is None else Code.FAILED


def report(failed: Played) -> str:
    """The shortest story that was found, and how to see it again."""
    script_ = failed.script
    lines = [
        f"Seed {script_.seed} breaks a promise.",
        *(f"  {wrong}" for wrong in failed.wrongs),
        f"It begins in a network that is {script_.stage}, in the week “{script_.week}”:",
        *([f"  mail goes to {script_.sizes.people} at a time"] if script_.sizes != USUAL else []),
        *(f"  {line}" for line in failed.story),
        f"Again: python3 run.py simulate --from {script_.seed} --seeds 1",
    ]
    return "\n".join(lines)


def _read(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="run.py simulate", description=__doc__)
    add = parser.add_argument
    add("--seeds", type=int, default=2000, help="how many worlds, 2000 if not given")
    add("--from", dest="first", type=int, default=0, metavar="SEED")
    add("--seconds", type=float, default=float("inf"), help="stop after so long")
    add("--jobs", type=int, help="so many processes; if not given, a processor each for many seeds")
    add("--json", type=Path, metavar="FILE", help="keep the figures there from time to time")
    add("--where", type=Path, default=Path(), help=argparse.SUPPRESS)
    asked = parser.parse_args(arguments)
    if asked.json:
        asked.json = asked.where / asked.json
    return asked


def _jobs(seeds: int) -> int:
    return max(1, min(os.cpu_count() or 1, seeds // ENOUGH_FOR_ONE))


def _run(asked: argparse.Namespace, figures: Figures) -> int | None:
    """Play until the end, or until one breaks a promise, whose seed is returned."""
    began = told = time.monotonic()
    for part in parts(asked.first, asked.seeds, figures.jobs):
        figures.add(part)
        now = time.monotonic()
        figures.seconds = now - began
        if part.broke is not None or figures.seconds > asked.seconds:
            return part.broke
        if now - told >= EVERY:
            told = now
            print(f"{figures.worlds} worlds, {figures.rate:.0f} a second", flush=True)
            if asked.json:
                figures.write(asked.json)
    return None


if __name__ == "__main__":
    # Whoever ends a long run from elsewhere is told how far it got, as after Ctrl-C.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    sys.exit(main(sys.argv[1:]))
