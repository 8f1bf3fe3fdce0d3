"""What it costs when a calendar program asks: all of a feed, or that it is as it was."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from statistics import median
from time import process_time

from infra.bench.figures import Chapter, Figure
from infra.bench.fridays import planned
from infra.bench.network import Network
from infra.embedded import demo
from infra.embedded.events import Answer, Door, Request
from services.sessions import commands as sessions
from services.sessions import store
from services.sessions.commands import feed

SESSIONS = 60
ROUNDS = 20
MOST_MS, MOST_BYTES = 20.0, 20_000


def measure(network: Network) -> Chapter:
    """The same member's calendar, asked in full and with what it knows already."""
    chair = network.people[demo.CHAIR.email]
    now, door = network.platform.clock.now(), Door(network.machine)
    there = len(store.from_now(demo.SLUG, now - feed.LOOKS_BACK)[0])
    for week in range(1, SESSIONS - there + 1):
        sessions.schedule(demo.SLUG, planned(now + timedelta(weeks=week)), by=chair)
    address = "/" + feed.begin(by=network.people[demo.MEMBER.email]).split("/", 3)[3]

    def ask(**headers: str) -> Answer:
        return door.answer(Request("GET", address, headers))

    whole = ask()
    tag = whole.header("etag") or ""
    known = ask(**{"if-none-match": tag})
    assert (whole.status, known.status) == (200, 304)  # noqa: S101
    assert whole.text.count("BEGIN:VEVENT") == SESSIONS  # noqa: S101
    figures = [
        Figure("in full", "median, ms", _median(ask), gate=MOST_MS),
        Figure("in full", "bytes", len(whole.body), gate=MOST_BYTES),
        Figure("as it was", "median, ms", _median(lambda: ask(**{"if-none-match": tag}))),
        Figure("as it was", "bytes", len(known.body)),
    ]
    return Chapter(
        f"A calendar of {SESSIONS} sessions", "processor time of this run, in memory", figures
    )


def _median(ask: Callable[[], object]) -> float:
    times = []
    for _ in range(ROUNDS):
        began = process_time()
        ask()
        times.append((process_time() - began) * 1000)
    return median(times)
