"""State and event are one; the relay says each event, and again when the bus did not hear."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pytest

from services.contracts.membership import MemberLeft, SignInCodeIssued
from services.contracts.notes import NotePublished
from services.contracts.refusals import Conflict
from services.contracts.roles import Standing
from services.runtime import platform, relay, saving
from services.runtime.ports import Absent, AtVersion, Entry, Put
from tests.world import START, Home

TABLE = "candour-test-membership"


def left(sequence: int = 3) -> MemberLeft:
    return MemberLeft(member_id="m1", network_id="psmn", standing=Standing.LEFT, sequence=sequence)


def item(version: int = 1) -> dict[str, Any]:
    return {"pk": "MEMBER#m1", "sk": "STATE", "version": version}


def stream_event(home: Home) -> dict[str, Any]:
    rows = home.platform.tables
    keys = [i for i in home.dump() if i["pk"].startswith("OUTBOX#")]
    assert rows
    return {
        "Records": [
            {
                "eventSourceARN": f"arn:aws:dynamodb:eu-west-2:000000000000:table/{TABLE}/stream/1",
                "dynamodb": {"Keys": {"pk": {"S": key["pk"]}, "sk": {"S": key["sk"]}}},
            }
            for key in keys
        ]
    }


class DeafBus:
    """A bus that refuses what the test tells it to, and keeps what it took."""

    def __init__(self, home: Home) -> None:
        self.heard: list[Entry] = []
        self.refuse: set[str] = set()
        home.platform.bus = self  # type: ignore[assignment]

    def publish(self, entries: Sequence[Entry]) -> list[int]:
        refused = [n for n, e in enumerate(entries) if e.detail_type in self.refuse]
        self.heard += [e for n, e in enumerate(entries) if n not in refused]
        return refused


def test_nothing_is_said_when_the_state_could_not_be_saved(home: Home) -> None:
    saving.save([Put(TABLE, item(), Absent())], outbox=TABLE)
    with pytest.raises(Conflict):
        saving.save([Put(TABLE, item(2), AtVersion(7))], [left()], outbox=TABLE)
    assert home.said() == []
    assert home.platform.tables.get(TABLE, ("MEMBER#m1", "STATE")) == item()


def test_an_event_carries_its_envelope_and_what_caused_it(home: Home) -> None:
    token = saving.cause.set("the-cause")
    saving.save([Put(TABLE, item(), Absent())], [left(4)], outbox=TABLE)
    saving.cause.reset(token)
    (said,) = home.said()
    assert len(said["event_id"]) == 32
    assert (said["sequence"], said["caused_by"]) == (4, "the-cause")
    assert said["occurred_at"] == "2026-11-23T09:00:00Z"


def test_a_traceless_event_has_no_cause_and_only_the_hour(home: Home) -> None:
    """C2, C3: nothing that travels leads from a published note to the request that made it."""
    home.clock.advance(timedelta(minutes=37, seconds=12))
    token = saving.cause.set("the-cause")
    event = NotePublished(note_id="n1", network_id="psmn", week="2026-W48", sequence=1)
    saving.save([], [event], outbox=TABLE, traceless=True)
    saving.cause.reset(token)
    (said,) = home.said()
    assert (said["caused_by"], said["occurred_at"]) == (None, "2026-11-23T09:00:00Z")


def test_of_two_projections_the_higher_sequence_wins_whatever_comes_last(home: Home) -> None:
    row = {"pk": "MEMBER#m1", "sk": "NETWORK#psmn"}
    assert saving.project(TABLE, {**row, "standing": "left"}, sequence=5)
    assert not saving.project(TABLE, {**row, "standing": "member"}, sequence=4)
    assert not saving.project(TABLE, {**row, "standing": "member"}, sequence=5)
    stored = home.platform.tables.get(TABLE, ("MEMBER#m1", "NETWORK#psmn"))
    assert stored is not None
    assert stored["standing"] == "left"


def test_the_relay_publishes_on_the_bus_of_the_event_and_forgets_the_row(home: Home) -> None:
    bus = DeafBus(home)
    code = SignInCodeIssued(member_id="m1", email="a@b.example", code="1", expires_at=START)
    saving.save([], [left(), code], outbox=TABLE)
    relay.handler(stream_event(home), None)
    assert {(e.detail_type, e.bus) for e in bus.heard} == {
        ("MemberLeft.v1", "candour-test"),
        ("SignInCodeIssued.v1", "candour-private-test"),
    }
    assert home.said() == []


def test_an_event_that_the_bus_refused_is_kept_and_the_batch_comes_again(home: Home) -> None:
    bus = DeafBus(home)
    bus.refuse = {"MemberLeft.v1"}
    saving.save([], [left()], outbox=TABLE)
    batch = stream_event(home)
    with pytest.raises(relay.NotPublished):
        relay.handler(batch, None)
    bus.refuse = set()
    relay.handler(batch, None)
    relay.handler(batch, None)
    assert [e.detail_type for e in bus.heard] == ["MemberLeft.v1"], "said once, not once per try"


def test_a_poison_event_is_set_aside_visibly_and_holds_nobody_up(home: Home) -> None:
    bus = DeafBus(home)
    bus.refuse = {"MemberLeft.v1"}
    saving.save([], [left()], outbox=TABLE)
    batch = stream_event(home)
    for _ in range(relay.MAX_ATTEMPTS - 1):
        with pytest.raises(relay.NotPublished):
            relay.handler(batch, None)
    relay.handler(batch, None)
    aside = home.platform.tables.query(TABLE, relay.SET_ASIDE, index=True)
    assert [row["detail_type"] for row in aside.items] == ["MemberLeft.v1"]


def test_the_sweep_says_what_the_stream_missed_but_not_what_is_fresh(home: Home) -> None:
    bus = DeafBus(home)
    saving.save([], [left()], outbox=TABLE)
    assert relay.sweep(TABLE) == 0
    home.clock.advance(timedelta(minutes=2, seconds=1))
    assert relay.sweep(TABLE) == 1
    assert [e.detail_type for e in bus.heard] == ["MemberLeft.v1"]
    assert relay.sweep(TABLE) == 0


def test_without_an_installed_platform_the_process_runs_on_aws() -> None:
    platform.install(None)
    assert type(platform.current()).__name__ == "AwsPlatform"
    platform.install(None)
