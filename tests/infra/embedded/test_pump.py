"""What moves between the functions: in order, again after a failure, and aside in the end."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from infra.embedded.machine import ClockGoesForward
from infra.embedded.pump import Pump
from services.contracts.roles import Policy
from services.membership import commands as membership
from services.runtime.embedded.queues import Message
from services.runtime.ports import Put
from services.runtime.relay import SET_ASIDE
from tests.flows.network import Network
from tests.world import START, World

TOO_MUCH = 300_000


def outbox_row(world: World, event_id: str, name: str) -> dict[str, Any]:
    """What saving writes for an event; `name` makes it small or far too big."""
    detail = {
        "event_id": event_id, "occurred_at": START.isoformat(), "sequence": 1, "caused_by": None,
        "network_id": "other", "name": name, "ground_rules": ["Be kind."],
    }  # fmt: skip
    return {
        "pk": f"OUTBOX#{event_id}", "sk": "EVENT", "gsi1pk": "OUTBOX#0",
        "gsi1sk": world.now.isoformat(), "bus": "candour-private", "source": "candour.membership",
        "detail_type": "NetworkNamed.v1", "detail": detail, "attempts": 0,
    }  # fmt: skip


def said(world: World, event_id: str) -> bool:
    return any(event.get("event_id") == event_id for event in world.events())


def test_events_are_said_in_the_order_in_which_they_were_saved(world: World) -> None:
    for number in range(30):
        membership.open_network(f"net-{number:02}", "N", ("Rule.",), Policy.OPEN, listed=True)
    world.settle()
    opened = [e["network_id"] for e in world.events() if e["detail_type"] == "NetworkOpened.v1"]
    assert opened == [f"net-{number:02}" for number in range(30)]


def test_the_postman_decides_about_order_and_repetition(world: World) -> None:
    delivered: list[list[str]] = []

    def twice_and_backwards(messages: Sequence[Message]) -> Sequence[Message]:
        again = [*reversed(messages), *messages]
        delivered.append([json.loads(message.body)["detail-type"] for message in again])
        return again

    world.pump.postman = twice_and_backwards
    membership.open_network("other", "Other", ("Rule.",), Policy.OPEN, listed=True)
    world.settle()
    assert delivered[0] != ["NetworkNamed.v1", "NetworkOpened.v1"] * 2
    assert any(names[: len(names) // 2] == names[len(names) // 2 :][::-1] for names in delivered)
    assert world.dead_letters() == []


def test_a_message_that_fails_comes_again_later_and_holds_up_no_other(world: World) -> None:
    pauses: list[int] = []

    def pause(received: int) -> int:
        pauses.append(received)
        return 60

    pump = Pump(world.machine, pause=pause)
    mapping = world.machine.wiring.queues[0]
    world.platform.queues.send(mapping.queue, [json.dumps({"detail-type": "NeverHeardOf.v1"})])
    membership.open_network("other", "Other", ("Rule.",), Policy.OPEN, listed=True)
    pump.settle()
    assert said(world, world.events()[-1]["event_id"])
    assert pauses == [1], "it waits"
    for _ in range(mapping.most_receives):
        world.platform.clock.advance(timedelta(seconds=60))
        pump.settle()
    assert pauses == list(range(1, mapping.most_receives + 1))
    assert list(pump.dead_letters()) == [(mapping.dead_letters, "NeverHeardOf.v1")]


def test_redrive_lets_a_message_be_heard_after_all(world: World) -> None:
    row = outbox_row(world, "a" * 32, "Heard late")
    envelope = {"detail-type": row["detail_type"], "detail": row["detail"]}
    mapping = next(m for m in world.machine.wiring.queues if "sessions" in m.queue)
    world.platform.queues.send(mapping.dead_letters, [json.dumps(envelope)])
    world.settle()
    assert len(list(world.pump.dead_letters())) == 1
    world.pump.redrive()
    assert list(world.pump.dead_letters()) == []
    table = world.platform.settings["SESSIONS_TABLE"]
    kept = world.platform.tables.get(table, ("NETWORK#other", "NAME"))
    assert kept is not None
    assert kept["name"] == "Heard late"


def test_what_no_relay_can_say_is_set_aside_and_said_after_redrive(world: World) -> None:
    table = world.platform.settings["MEMBERSHIP_TABLE"]
    bad, good = "b" * 32, "e" * 32
    world.platform.tables.transact(
        Put(table, outbox_row(world, bad, "x" * TOO_MUCH)), Put(table, outbox_row(world, good, "y"))
    )
    world.settle()
    assert said(world, good), "one bad row holds up no other"
    assert not said(world, bad)
    assert list(world.pump.dead_letters()) == [(table, "NetworkNamed.v1")]
    smaller = {**outbox_row(world, bad, "made smaller"), "gsi1pk": SET_ASIDE}
    world.platform.tables.transact(Put(table, smaller))
    world.pump.redrive()
    assert said(world, bad)
    assert list(world.pump.dead_letters()) == []
    assert world.platform.tables.get(table, (f"OUTBOX#{bad}", "EVENT")) is None


def test_what_the_process_before_had_in_its_hands_is_handed_out_at_once(world: World) -> None:
    queues = world.platform.queues
    queues.send("q", ["a"])
    assert len(queues.receive("q", most=10, visibility=300)) == 1
    assert queues.receive("q", most=10, visibility=300) == []
    queues.release()
    assert [m.received for m in queues.receive("q", most=10, visibility=300)] == [2]


def test_the_clock_stops_wherever_something_is_due() -> None:
    """Reminders carry the minute in which they were due, in order, however far the jump."""
    network = Network(lambda messages: messages)
    days = (27, 28, 30)
    for day in reversed(days):
        network.plan(f"Session {day}", date=f"2026-11-{day}", time=f"14:{day}")
    network.clock_to("2026-12-05T00:00:00+00:00")
    reminded = [
        datetime.fromisoformat(at)
        for (at,) in network.world.platform.database.rows(
            "SELECT at FROM bus_log WHERE detail_type = 'ReminderDue.v1' ORDER BY seq"
        )
    ]
    assert reminded == [datetime(2026, 11, day - 1, 14, day, tzinfo=UTC) for day in days]


def test_the_clock_only_goes_forward(world: World) -> None:
    with pytest.raises(ClockGoesForward):
        world.pump.move_clock(START - timedelta(seconds=1))
    with pytest.raises(ClockGoesForward):
        world.pump.advance(-timedelta(seconds=1))
    world.pump.advance(timedelta())
    assert world.now == START


def test_a_far_jump_is_made_in_strides(world: World) -> None:
    """A year is not half a million minutes."""
    world.move_to(START + timedelta(days=365))
    assert world.now == START + timedelta(days=365)
