"""Moving a session by a program: once, at the same moment, too late; and its reminder."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from services.contracts.refusals import Conflict
from services.runtime.ports import Put
from services.sessions import commands, store
from services.sessions.commands import MoveSession
from tests.membership.meanwhile import between
from tests.membership.network import SLUG, Network
from tests.sessions.planning import API, MEETING, due, move, plan

FRIDAY = datetime(2026, 11, 27, 14, 0, tzinfo=UTC)
REMINDER = FRIDAY - timedelta(days=1)
WEEK = timedelta(days=7)
MOVED = MoveSession(version=1, date="2026-12-04", time="15:30")


def kept(network: Network) -> dict[str, Any]:
    (item,) = network.items("SESSION#", table="sessions")
    return item


# --- asking -------------------------------------------------------------------------------------


def test_a_program_moves_a_session_and_what_it_leaves_out_stays(network: Network) -> None:
    """S8."""
    session_id = plan(network, minutes=45)
    answer = move(network, session_id, time="15:30")
    assert answer.status == 200, answer.text
    said = answer.json()
    assert said["starts_at"] == "2026-12-04T15:30:00Z"
    assert said["ends_at"] == "2026-12-04T16:15:00Z"
    assert said["remind_at"] == "2026-12-03T15:30:00Z"
    assert said["moved_from"] == "2026-11-27T14:00:00Z"
    assert (said["title"], said["zone"], said["version"]) == ("Learning", "Europe/London", 2)
    assert kept(network)["meeting_url"] == MEETING
    assert network.api("GET", f"{API}/{session_id}", by="chair").json() == said


def test_everything_can_change_at_once(network: Network) -> None:
    session_id = plan(network)
    other = "https://meet.example/other"
    answer = move(
        network, session_id, title="Speaking up", zone="UTC", minutes=30, meeting_url=other
    )
    assert answer.status == 200, answer.text
    assert {name: kept(network)[name] for name in ("title", "zone", "minutes", "meeting_url")} == {
        "title": "Speaking up",
        "zone": "UTC",
        "minutes": 30,
        "meeting_url": other,
    }
    assert network.told("SessionTitled.v1")[-1]["title"] == "Speaking up"


def test_sending_the_same_move_again_is_once_and_has_the_same_answer(network: Network) -> None:
    """X2: without a key, though the version that it names is an old one by then."""
    session_id = plan(network)
    first = move(network, session_id, version=1)
    again = move(network, session_id, version=1)
    assert (first.status, first.body) == (again.status, again.body)
    assert len(network.said("OccurrenceMoved.v1")) == 1


def test_whoever_saw_an_older_version_is_told_so(network: Network) -> None:
    session_id = plan(network)
    assert move(network, session_id, version=1).status == 200
    late = move(network, session_id, version=1, date="2026-12-11")
    assert late.status == 409
    assert late.json()["detail"].startswith("Somebody changed this session")
    assert late.json()["version"] == 2
    assert len(network.said("OccurrenceMoved.v1")) == 1
    assert move(network, session_id, version=2, date="2026-12-11").status == 200


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"version": None}, "version"),
        ({"version": "two"}, "version"),
        ({"date": None}, "date"),
        ({"date": "4 December"}, "date"),
        ({"date": "2026-11-20"}, "date"),
        ({"date": "2029-01-01"}, "date"),
        ({"time": "2pm"}, "time"),
        ({"zone": "London"}, "zone"),
        ({"zone": ""}, "zone"),
        ({"minutes": 4}, "minutes"),
        ({"minutes": "an hour"}, "minutes"),
        ({"minutes": ""}, "minutes"),
        ({"title": ""}, "title"),
        ({"title": "a\u202eb"}, "title"),
        ({"meeting_url": "http://meet.example/"}, "meeting_url"),
        ({"meeting_url": "https://meet.example/\r\nset-cookie: a=b"}, "meeting_url"),
        ({"chair": True}, "chair"),
    ],
)
def test_a_wish_that_cannot_be_used_says_which_field(
    network: Network, changed: dict[str, Any], field: str
) -> None:
    session_id = plan(network)
    answer = move(network, session_id, **changed)
    assert answer.status == 422, answer.text
    assert set(answer.json()["fields"]) == {field}
    assert kept(network)["version"] == 1


def test_what_has_begun_or_was_cancelled_is_not_moved(network: Network) -> None:
    """S7, S8."""
    begun, gone = plan(network), plan(network)
    assert network.api("POST", f"{API}/{gone}/cancel", by="chair").status == 200
    assert move(network, gone).status == 409
    network.world.move_to(FRIDAY)
    assert move(network, begun).status == 409
    assert network.said("OccurrenceMoved.v1") == []


def test_two_people_move_it_at_once(network: Network) -> None:
    session_id, chair = plan(network), network.ids["chair"]
    between(network, lambda: commands.move(SLUG, session_id, MOVED, by=chair))
    answer = move(network, session_id, version=1, date="2026-12-11")
    assert answer.status == 409
    assert "Somebody changed this" in answer.json()["detail"]
    (said,) = network.said("OccurrenceMoved.v1")
    assert said["local_start"] == "2026-12-04T15:30"


# --- its reminder -------------------------------------------------------------------------------


def test_members_are_reminded_the_day_before_the_new_time_and_not_the_old(
    network: Network,
) -> None:
    """S8, A4."""
    session_id = plan(network)
    assert move(network, session_id).status == 200
    assert due(network) == [session_id]
    network.world.move_to(FRIDAY + timedelta(hours=1))
    assert network.said("ReminderDue.v1") == []
    network.world.move_to(REMINDER + WEEK)
    (said,) = network.said("ReminderDue.v1")
    assert (said["occurrence_version"], said["useful_until"]) == (2, "2026-12-04T14:00:00Z")
    assert due(network) == []


def test_a_session_moved_after_its_reminder_is_reminded_of_once_more(network: Network) -> None:
    """Story: moved 30 minutes after the reminder, to the next week."""
    session_id = plan(network)
    network.world.move_to(REMINDER + timedelta(minutes=30))
    assert due(network) == []
    assert move(network, session_id).status == 200
    assert due(network) == [session_id]
    network.world.move_to(FRIDAY + WEEK)
    (first, second) = network.said("ReminderDue.v1")
    (moved,) = network.said("OccurrenceMoved.v1")
    assert moved["reminded"] is True
    assert second["occurrence_version"] == moved["sequence"] > first["occurrence_version"]


def test_a_title_alone_leaves_the_reminder_where_it_is(network: Network) -> None:
    """S9."""
    session_id = plan(network)
    assert move(network, session_id, date="2026-11-27", title="Speaking up").status == 200
    assert network.said("OccurrenceMoved.v1") == []
    network.world.move_to(REMINDER)
    (said,) = network.said("ReminderDue.v1")
    assert said["occurrence_version"] == 1


def test_a_reminder_while_somebody_moves_it_is_one_or_the_other(network: Network) -> None:
    session_id = plan(network)
    network.world.platform.clock.move_to(REMINDER)
    between(network, lambda: commands.move(SLUG, session_id, MOVED, by=network.ids["chair"]))
    with pytest.raises(Conflict):
        commands.remind(session_id)
    assert commands.remind(session_id) is False, "the new time is a week away"
    assert due(network) == [session_id]


def test_the_day_before_that_has_come_already_is_now(network: Network) -> None:
    session_id = plan(network)
    network.world.move_to(REMINDER + timedelta(minutes=30))
    assert move(network, session_id, date="2026-11-27", time="14:15").status == 200
    network.world.advance(timedelta(minutes=1))
    assert [said["occurrence_version"] for said in network.said("ReminderDue.v1")] == [1, 3]


def test_a_session_that_was_planned_before_sessions_could_be_moved_still_can(
    network: Network,
) -> None:
    """An update keeps the data: whether members were reminded was all that was written down."""
    session_id = plan(network)
    network.world.move_to(REMINDER)
    old = {**kept(network), "reminded": True}
    del old["reminded_of"], old["moved_from"]
    network.world.platform.tables.transact(Put(store.table(), old))
    assert move(network, session_id).status == 200
    (said,) = network.said("OccurrenceMoved.v1")
    assert said["reminded"] is True
