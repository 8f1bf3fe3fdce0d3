"""The fictional network: the same on any day of any year, and a believable one."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from infra.embedded import demo, wiring
from infra.embedded.engine import EmbeddedEngine
from infra.embedded.machine import Machine
from infra.embedded.pump import Pump
from services.runtime import platform
from services.runtime.embedded.platform import EmbeddedPlatform
from services.sessions import store as sessions
from tests.world import PARAMETERS, mailbox

LONDON = ZoneInfo("Europe/London")
STARTS = [
    "2026-11-24T09:00",  # a plain Tuesday
    "2026-11-27T13:59",  # a Friday, a minute before
    "2026-11-27T15:30",  # a Friday, just after
    "2026-11-28T10:00",  # the day after, when last Friday is still warm
    "2026-03-29T00:30",  # the night in which the clocks go forward
    "2026-10-25T01:30",  # the hour that comes twice
    "2026-12-31T23:59",
    "2028-02-29T12:00",
]


@pytest.fixture
def machine_at() -> Iterator[Any]:
    """A machine in memory whose clock stands there."""

    def made(start: datetime) -> tuple[Machine, Pump]:
        machine = Machine(EmbeddedPlatform.in_memory(start), wiring.read(PARAMETERS))
        return machine, Pump(machine, pause=lambda _: 0)

    yield made
    platform.install(None)


def moments() -> list[datetime]:
    seed = random.randrange(10**6)
    print(f"seed {seed}")
    year = timedelta(days=365)
    found = random.Random(seed)
    return [datetime(2027, 1, 1, tzinfo=UTC) + year * found.random() for _ in range(2)]


def holds(machine: Machine, pump: Pump, start: datetime) -> None:
    """Everything that a newcomer relies on."""
    engine = EmbeddedEngine(machine, pump)
    assert not demo.is_loaded(engine)
    said: list[str] = []
    demo.load(engine, said.append)
    assert demo.is_loaded(engine)
    assert said, "a step that takes a second is announced"
    assert machine.platform.clock.now() == start.astimezone(UTC), "the clock is where it was"
    assert [person["roles"] for person in demo.personas(engine)] == [
        ["chair"], ["facilitator"], ["reviewer"], ["member"], ["applicant"], ["host admin"],
    ]  # fmt: skip
    found, _ = sessions.of_network(demo.SLUG, None)
    coming = [s for s in found if s.starts_at > start]
    past = [s for s in found if s.starts_at <= start]
    assert [s.plan.title for s in past] == [demo.LAST_SESSION]
    assert [s.plan.title for s in coming] == [demo.NEXT_SESSION]
    local = coming[0].starts_at.astimezone(LONDON)
    assert (local.strftime("%A %H:%M"), local - start < timedelta(days=8)) == ("Friday 14:00", True)
    assert list(pump.dead_letters()) == []
    members = {p.email for p in (*demo.PERSONAS, *demo.OTHERS)} - {demo.APPLICANT.email}
    mails = mailbox(machine.platform)
    for words in ("Reminder: Telling", "New note: Telling", "Welcome"):
        to = Counter(mail["to"] for mail in mails if words in mail["subject"])
        assert to == dict.fromkeys(members, 1), words


@pytest.mark.parametrize("start", STARTS)
def test_it_can_be_loaded_at_any_time(machine_at: Any, start: str) -> None:
    instant = datetime.fromisoformat(start).replace(tzinfo=LONDON)
    machine, pump = machine_at(instant)
    holds(machine, pump, instant)


def test_it_can_be_loaded_at_times_that_nobody_thought_of(machine_at: Any) -> None:
    for instant in moments():
        machine, pump = machine_at(instant)
        holds(machine, pump, instant)


def test_everybody_in_it_is_fictional() -> None:
    people = (*demo.PERSONAS, demo.HOST_ADMIN, *demo.OTHERS)
    assert all(person.email.endswith(".example") for person in people)
    assert len({person.email for person in people}) == len(people)
    assert len({person.organisation for person in people}) > 5, "spelt as people spell them"
    assert demo.MEETING.startswith("https://meet.example/")


def test_the_note_of_the_demo_names_nobody() -> None:
    names = {part for p in (*demo.PERSONAS, *demo.OTHERS) for part in p.name.split()}
    names |= {name for name, *_ in demo.ORGANISATIONS.values()}
    assert not [name for name in names if name in demo.NOTE]
