"""Planning, reminding, cancelling, holding: once, at the same moment, too late."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from services.contracts.refusals import Conflict
from services.membership import commands as membership
from services.runtime.http.wishes import Wish
from services.sessions import commands
from services.sessions.commands import HoldSession, MoveSession, ScheduleSession
from tests.membership.meanwhile import Watched, between
from tests.membership.network import OTHER, SLUG, Network
from tests.sessions.planning import API, MEETING, due, plan, wish

FRIDAY = datetime(2026, 11, 27, 14, 0, tzinfo=UTC)
REMINDER = FRIDAY - timedelta(days=1)
MOVED = MoveSession(version=1, date="2026-12-04", time="15:30")


def hold(network: Network, session_id: str, headcount: int | None = 87) -> Any:
    wish = {"recording_off": True, "headcount": headcount}
    return network.api("POST", f"{API}/{session_id}/hold", wish, by="chair")


# --- planning -----------------------------------------------------------------------------------


def test_a_program_plans_a_session(network: Network) -> None:
    answer = network.api("POST", API, wish(), by="chair")
    assert answer.status == 201
    said = answer.json()
    assert said["starts_at"] == "2026-11-27T14:00:00Z"
    assert said["remind_at"] == "2026-11-26T14:00:00Z"
    assert said["link"].startswith("https://candour.example/networks/psmn/sessions/")
    assert "meet.example" not in answer.text
    read = network.api("GET", f"{API}/{said['session_id']}", by="chair")
    assert read.json() == said


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"title": ""}, "title"),
        ({"title": "a\u202eb"}, "title"),
        ({"title": "x" * 201}, "title"),
        ({"date": "27.11.2026"}, "date"),
        ({"date": "2026-02-30"}, "date"),
        ({"date": ""}, "date"),
        ({"date": "2020-01-01"}, "date"),
        ({"date": "0001-01-01"}, "date"),
        ({"date": "9999-12-31", "zone": "America/New_York"}, "date"),
        ({"date": 20261127}, "date"),
        ({"time": "2pm"}, "time"),
        ({"time": "25:00"}, "time"),
        ({"time": ""}, "time"),
        ({"zone": "London"}, "zone"),
        ({"zone": "../../etc/passwd"}, "zone"),
        ({"zone": "Europe"}, "zone"),
        ({"zone": "zone.tab"}, "zone"),
        ({"zone": ""}, "zone"),
        ({"minutes": 4}, "minutes"),
        ({"minutes": 601}, "minutes"),
        ({"minutes": "an hour"}, "minutes"),
        ({"minutes": 60.5}, "minutes"),
        ({"minutes": 10**400}, "minutes"),
        ({"minutes": None}, "minutes"),
        ({"meeting_url": "http://meet.example/room"}, "meeting_url"),
        ({"meeting_url": "javascript:alert(1)"}, "meeting_url"),
        ({"meeting_url": "https://user:word@meet.example/"}, "meeting_url"),
        ({"meeting_url": "https://meet"}, "meeting_url"),
        ({"meeting_url": "https://meet.example/a b"}, "meeting_url"),
        ({"meeting_url": "https://meet.example/\r\nset-cookie: a=b"}, "meeting_url"),
        ({"meeting_url": "https://meet.example/\x00"}, "meeting_url"),
        ({"meeting_url": "https://meet.example/é"}, "meeting_url"),
        ({"meeting_url": "https://[meet.example/"}, "meeting_url"),
        ({"meeting_url": "https://meet.example/" + "x" * 2000}, "meeting_url"),
        ({"idempotency_key": "k" * 201}, "idempotency_key"),
        ({"chair": True}, "chair"),
    ],
)
def test_a_wish_that_cannot_be_used_says_which_field(
    network: Network, changed: dict[str, Any], field: str
) -> None:
    answer = network.api("POST", API, wish(**changed), by="chair")
    assert answer.status == 422, answer.text
    assert set(answer.json()["fields"]) == {field}
    assert network.items("SESSION#", table="sessions") == []


def test_the_same_key_plans_once(network: Network) -> None:
    """X2: the answer is the same too, even to a wish that differs by now."""
    first = network.api("POST", API, wish(idempotency_key="abc"), by="chair")
    again = network.api("POST", API, wish("Other", idempotency_key="abc"), by="chair")
    assert (first.status, first.body) == (again.status, again.body)
    assert len(network.items("SESSION#", table="sessions")) == 1
    assert len(network.said("OccurrenceScheduled.v1")) == 1


def test_the_same_key_of_another_person_is_another_key(network: Network) -> None:
    network.add("facilitator")
    network.world.settle()
    for who in ("chair", "facilitator"):
        network.api("POST", API, wish(idempotency_key="abc"), by=who)
    assert len(network.items("SESSION#", table="sessions")) == 2


def test_the_same_key_at_the_same_moment_plans_once(network: Network) -> None:
    asked = ScheduleSession.model_validate(wish(idempotency_key="abc"))
    chair = network.ids["chair"]
    between(network, lambda: commands.schedule(SLUG, asked, by=chair))
    late = commands.schedule(SLUG, asked, by=chair)
    (kept,) = network.items("SESSION#", table="sessions")
    assert kept["session_id"] == late.session_id


def test_nothing_is_planned_in_a_network_that_has_ended(network: Network) -> None:
    session_id = plan(network)
    membership.archive(SLUG, by=network.ids["chair"])
    network.world.settle()
    assert network.api("POST", API, wish(), by="chair").status == 409
    assert network.api("POST", f"{API}/{session_id}/cancel", by="chair").status == 409


def test_nothing_personal_and_no_meeting_address_is_on_a_bus(network: Network) -> None:
    """X1."""
    session_id = plan(network, "Telling families")
    network.world.move_to(REMINDER)
    network.api("POST", f"{API}/{session_id}/cancel", by="chair")
    public = str(network.world.events())
    assert "Telling families" not in public
    private = str(network.world.platform.database.rows("SELECT body FROM messages"))
    assert "meet.example" not in public + private
    assert network.ids["chair"] not in str(network.said("OccurrenceScheduled.v1"))
    (told,) = network.told("SessionTitled.v1")
    assert told["title"] == "Telling families"


# --- reminding ----------------------------------------------------------------------------------


def test_members_are_reminded_once_a_day_before(network: Network) -> None:
    session_id = plan(network)
    assert due(network) == [session_id]
    network.world.move_to(REMINDER - timedelta(seconds=1))
    assert network.said("ReminderDue.v1") == []
    network.world.move_to(REMINDER)
    network.world.move_to(REMINDER + timedelta(hours=2))
    (said,) = network.said("ReminderDue.v1")
    assert (said["session_id"], said["useful_until"]) == (session_id, "2026-11-27T14:00:00Z")
    assert due(network) == []


def test_a_session_within_a_day_is_reminded_of_within_the_minute(network: Network) -> None:
    plan(network, date="2026-11-23", time="10:00")
    network.world.advance(timedelta(minutes=1))
    assert len(network.said("ReminderDue.v1")) == 1


@pytest.mark.parametrize(
    ("date", "clock", "instant"),
    [
        # 2pm in London the day before, whatever the clock does in between (S3).
        ("2027-03-28", "14:00", "2027-03-27T14:00:00+00:00"),
        ("2027-10-31", "14:00", "2027-10-30T13:00:00+00:00"),
    ],
)
def test_a_clock_change_does_not_move_the_reminder(
    network: Network, date: str, clock: str, instant: str
) -> None:
    plan(network, date=date, time=clock)
    at = datetime.fromisoformat(instant)
    network.world.move_to(at - timedelta(minutes=1))
    assert network.said("ReminderDue.v1") == []
    network.world.move_to(at)
    assert len(network.said("ReminderDue.v1")) == 1


def test_cancelling_before_the_reminder_takes_it_away(network: Network) -> None:
    """S6."""
    session_id = plan(network)
    assert network.api("POST", f"{API}/{session_id}/cancel", by="chair").status == 200
    assert due(network) == []
    network.world.move_to(FRIDAY)
    assert network.said("ReminderDue.v1") == []
    (said,) = network.said("OccurrenceCancelled.v1")
    assert said["reminded"] is False


def test_cancelling_after_the_reminder_says_so(network: Network) -> None:
    """S6, story 1: thirty minutes after the reminder."""
    session_id = plan(network)
    network.world.move_to(REMINDER + timedelta(minutes=30))
    network.api("POST", f"{API}/{session_id}/cancel", by="chair")
    (said,) = network.said("OccurrenceCancelled.v1")
    (reminder,) = network.said("ReminderDue.v1")
    assert said["reminded"] is True
    assert said["sequence"] > reminder["sequence"] > reminder["occurrence_version"]


def test_holding_leaves_no_reminder_behind(network: Network) -> None:
    """S24, even if no minute ever passed for the ticks."""
    session_id = plan(network)
    network.world.platform.clock.move_to(FRIDAY)
    assert hold(network, session_id).status == 200
    assert due(network) == []


def test_a_reminder_while_somebody_cancels_is_one_or_the_other(network: Network) -> None:
    session_id = plan(network)
    network.world.platform.clock.move_to(REMINDER)
    between(network, lambda: commands.cancel(SLUG, session_id, by=network.ids["chair"]))
    with pytest.raises(Conflict):
        commands.remind(session_id)
    assert commands.remind(session_id) is False
    assert due(network) == []


def test_one_bad_due_row_does_not_hold_up_the_others(network: Network) -> None:
    from services.runtime import due as rows
    from services.runtime.ports import Put

    for number in range(4):
        pk, sk = rows.key(REMINDER - timedelta(hours=1), f"broken{number}")
        item = {"pk": pk, "sk": sk}
        network.world.platform.tables.transact(Put("candour-test-sessions", item))
    plan(network)
    network.world.move_to(REMINDER)
    assert len(network.said("ReminderDue.v1")) == 1


# --- holding and cancelling ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("headcount", "kept"), [(87, 87), (0, 0), (None, None), ("", None), ("  ", None), (" 12 ", 12)]
)
def test_a_headcount_is_a_number_or_not_counted(
    network: Network, headcount: Any, kept: int | None
) -> None:
    """S19."""
    session_id = plan(network)
    network.world.move_to(FRIDAY)
    answer = hold(network, session_id, headcount)
    assert (answer.status, answer.json()["headcount"]) == (200, kept)
    (said,) = network.said("SessionHeld.v1")
    assert said["headcount"] == kept


@pytest.mark.parametrize("headcount", [-1, 100_001, "many", "1e3", "-1", 2.5, [], "٣x", 10**400])
def test_a_headcount_that_is_none_is_refused(network: Network, headcount: Any) -> None:
    session_id = plan(network)
    network.world.move_to(FRIDAY)
    answer = hold(network, session_id, headcount)
    assert answer.status == 422
    assert set(answer.json()["fields"]) == {"headcount"}
    assert network.said("SessionHeld.v1") == []


def test_a_session_is_held_once_and_after_its_start(network: Network) -> None:
    """S24."""
    session_id = plan(network)
    assert hold(network, session_id).status == 409
    network.world.move_to(FRIDAY)
    assert [hold(network, session_id).status for _ in range(2)] == [200, 409]
    assert len(network.said("SessionHeld.v1")) == 1
    assert network.api("POST", f"{API}/{session_id}/cancel", by="chair").status == 409


def test_two_people_write_it_down_at_once(network: Network) -> None:
    session_id = plan(network)
    network.world.move_to(FRIDAY)
    done = HoldSession(recording_off=True, headcount=80)
    chair = network.ids["chair"]
    between(network, lambda: commands.hold(SLUG, session_id, done, by=chair))
    answer = hold(network, session_id, 90)
    assert answer.status == 409
    assert "Somebody changed this" in answer.json()["detail"]
    (said,) = network.said("SessionHeld.v1")
    assert said["headcount"] == 80


def test_a_session_of_another_network_is_not_found(everybody: Network) -> None:
    session_id = plan(everybody)
    path = f"/api/sessions/networks/{OTHER}/sessions/{session_id}"
    assert everybody.api("GET", path, by="other_chair").status == 404
    assert everybody.api("POST", f"{path}/cancel", by="other_chair").status == 404
    assert due(everybody) == [session_id]


@pytest.mark.parametrize("command", ["schedule", "move", "cancel", "hold"])
def test_a_command_makes_one_batched_read_and_one_transaction(
    network: Network, command: str
) -> None:
    """decisions, Speed."""
    session_id, chair = plan(network), network.ids["chair"]
    if command == "hold":
        network.world.move_to(FRIDAY)
    asked: Wish = ScheduleSession.model_validate(wish())
    acts: dict[str, Any] = {
        "schedule": lambda: commands.schedule(SLUG, asked, by=chair),  # type: ignore[arg-type]
        "move": lambda: commands.move(SLUG, session_id, MOVED, by=chair),
        "cancel": lambda: commands.cancel(SLUG, session_id, by=chair),
        "hold": lambda: commands.hold(SLUG, session_id, HoldSession(recording_off=True), by=chair),
    }
    calls: list[str] = []
    there = network.world.platform
    there.tables = Watched(there.tables, calls)  # type: ignore[assignment]
    acts[command]()
    assert calls == ["get_many", "transact"]


def test_the_meeting_address_is_kept_as_it_was_copied(network: Network) -> None:
    plan(network)
    (kept,) = network.items("SESSION#", table="sessions")
    assert kept["meeting_url"] == MEETING
