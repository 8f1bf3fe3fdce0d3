"""The embedded network over HTTP: sign-ups that are on the disk, and whose mail has gone out.

The floor (floor.py) is measured in the same minute by the same client. The seconds are the
processor's, of the server alone; a rate also depends on what else the machine does.
"""

from __future__ import annotations

import contextlib
import http.client
import os
import socket
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from infra.bench.client import HOST, Crowd, Pace, ask, until
from infra.bench.figures import Chapter, Figure
from infra.embedded import demo
from infra.embedded.data_folder import DATABASE

ROOT = Path(__file__).parents[2]
PEOPLE = 400
PAGES = 60
ROUNDS = 3
AT_ONCE = 4
LONGEST = 60.0


class Server:
    """A server in a process of its own, on a port that it told."""

    def __init__(self, process: subprocess.Popen[str], port: int) -> None:
        self._process = process
        self.port = port

    def seconds(self) -> float:
        """What it has used of the processor until now."""
        fields = Path(f"/proc/{self._process.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def peak(self) -> float:
        """Its largest memory so far, in MiB."""
        lines = Path(f"/proc/{self._process.pid}/status").read_text().splitlines()
        return int(next(line for line in lines if line.startswith("VmHWM")).split()[1]) / 1024


@dataclass(frozen=True)
class Round:
    """One round of sign-ups: how fast, and milliseconds of the processor for each."""

    pace: Pace
    each: float


def measure() -> Chapter:
    """The product and the floor, a few rounds of each in turn; the best of each counts."""
    with tempfile.TemporaryDirectory(prefix="candour-bench-") as folder:
        data = Path(folder)
        with _candour(data) as site:
            _first_answer(site.port, within=LONGEST)  # the first start makes the demo
        began = time.perf_counter()
        with _candour(data) as site, _floor(data) as floor:
            started = _first_answer(site.port, within=LONGEST) - began
            crowds = [(site, Crowd(site.port, demo.SLUG)), (floor, Crowd(floor.port, demo.SLUG))]
            rounds = [[_round(*crowd, data) for crowd in crowds] for _ in range(ROUNDS)]
            page = _page(site)
            peak, floor_peak = site.peak(), floor.peak()
    mine, its = zip(*rounds, strict=True)
    base = min(one.each for one in its)
    figures = [
        Figure("Candour", "sign-up", min(one.each for one in mine), "ms CPU", 2.5),
        Figure("Candour", "of the floor", min(one.each for one in mine) / base, "times"),
        Figure(
            "Candour", "at once", max(one.pace.per_second for one in mine), "/s", 400, least=True
        ),
        Figure("Candour", "p50", min(one.pace.p50 for one in mine), "ms"),
        Figure("Candour", "p99", min(one.pace.p99 for one in mine), "ms", 20),
        Figure("Candour", "form page", page, "ms CPU", 12),
        Figure("Candour", "start", started, "s", 0.8),
        Figure("Candour", "memory", peak, "MiB", 100),
        Figure("the floor", "sign-up", base, "ms CPU"),
        Figure("the floor", "at once", max(one.pace.per_second for one in its), "/s"),
        Figure("the floor", "p50", min(one.pace.p50 for one in its), "ms"),
        Figure("the floor", "p99", min(one.pace.p99 for one in its), "ms"),
        Figure("the floor", "memory", floor_peak, "MiB"),
    ]
    reference = f"Sign-ups on the disk and mailed, {AT_ONCE} at once, best of {ROUNDS} rounds."
    return Chapter("Embedded", reference, figures)


@contextlib.contextmanager
def _candour(data: Path) -> Iterator[Server]:
    port = _free_port()
    command = ["-m", "infra.embedded", "--port", str(port), "--data", str(data / "candour")]
    with _running(command) as process:
        yield Server(process, port)


@contextlib.contextmanager
def _floor(data: Path) -> Iterator[Server]:
    program = f"from infra.bench.floor import serve; serve({str(data / 'floor.sqlite3')!r})"
    with _running(["-c", program]) as process:
        yield Server(process, int((process.stdout or sys.stdin).readline()))


@contextlib.contextmanager
def _running(arguments: list[str]) -> Iterator[subprocess.Popen[str]]:
    with subprocess.Popen(
        [sys.executable, *arguments], cwd=ROOT, stdout=subprocess.PIPE, text=True
    ) as process:
        try:
            yield process
        finally:
            process.terminate()
            process.communicate()


def _free_port() -> int:
    with socket.socket() as asked:
        asked.bind((HOST, 0))
        return int(asked.getsockname()[1])


def _first_answer(port: int, *, within: float) -> float:
    """When the front page came for the first time."""

    def answers() -> bool:
        with contextlib.suppress(OSError):
            return ask(http.client.HTTPConnection(HOST, port, timeout=within), "GET", "/") == 200
        return False

    until(answers, within=within)
    return time.perf_counter()


def _round(server: Server, crowd: Crowd, data: Path) -> Round:
    before = server.seconds()
    pace = crowd.sign_up(PEOPLE, at_once=AT_ONCE)
    until(lambda: _is_settled(data / "candour" / DATABASE), within=LONGEST)
    return Round(pace, 1000 * (server.seconds() - before) / PEOPLE)


def _is_settled(database: Path) -> bool:
    """Whether everything that was said has been heard."""
    with contextlib.closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as found:
        waiting = "SELECT (SELECT COUNT(*) FROM stream) + (SELECT COUNT(*) FROM messages)"
        return bool(found.execute(waiting).fetchone() == (0,))


def _page(server: Server) -> float:
    """Milliseconds of the processor for a page with a form."""
    connection = http.client.HTTPConnection(HOST, server.port, timeout=LONGEST)
    before = server.seconds()
    for _ in range(PAGES):
        ask(connection, "GET", "/join")
    return 1000 * (server.seconds() - before) / PAGES
