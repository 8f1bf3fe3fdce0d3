"""Plays many worlds, a part at a time, in one process or in several; parts come in their order."""

from __future__ import annotations

import gc
import multiprocessing
import signal
import time
from collections import deque
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice

from infra.simulator.script import script
from infra.simulator.simulation import play

AT_ONCE = 50
"""Worlds in a part: enough not to be felt, few enough to stop soon."""


@dataclass(frozen=True)
class Part:
    """What came of the worlds of some seeds in a row; the last of them is the one that `broke`."""

    worlds: int
    steps: int
    faults: int
    processor: float
    broke: int | None = None


def parts(first: int, seeds: int, jobs: int) -> Iterator[Part]:
    """The worlds of so many seeds, played by so many processes; whoever has enough may stop."""
    end = first + seeds
    ranges = (range(start, min(start + AT_ONCE, end)) for start in range(first, end, AT_ONCE))
    if jobs == 1:
        yield from map(part, ranges)
        return
    # Not forked: a connection of SQLite must not be carried into another process.
    spawn = multiprocessing.get_context("spawn")
    processes = ProcessPoolExecutor(jobs, mp_context=spawn, initializer=_leave_stopping_to_parent)
    try:
        waiting = deque(processes.submit(part, some) for some in islice(ranges, 2 * jobs))
        while waiting:
            yield waiting.popleft().result()
            waiting.extend(processes.submit(part, some) for some in islice(ranges, 1))
    finally:
        processes.shutdown(cancel_futures=True)


def part(seeds: range) -> Part:
    """Play the worlds of these seeds, to the first that breaks a promise."""
    began = time.process_time()
    steps = faults = 0
    with _collected_seldom():
        for seed in seeds:
            try:
                played = play(script(seed))
            except Exception as error:
                error.add_note(f"It came out of the world of seed {seed}.")
                raise
            steps += len(played.script.steps)
            faults += sum(step.fault is not None for step in played.script.steps)
            if played.wrongs:
                used = time.process_time() - began
                return Part(seed - seeds.start + 1, steps, faults, used, broke=seed)
    return Part(len(seeds), steps, faults, time.process_time() - began)


@contextmanager
def _collected_seldom() -> Iterator[None]:
    """What worlds make ends mostly by itself, and code and beginnings stay: 4 in 100 faster."""
    often = gc.get_threshold()
    gc.freeze()
    gc.set_threshold(200_000, 10, 100)
    try:
        yield
    finally:
        gc.set_threshold(*often)
        gc.unfreeze()


def _leave_stopping_to_parent() -> None:
    """Ctrl-C reaches every process of the terminal; what is being played is played to its end."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
