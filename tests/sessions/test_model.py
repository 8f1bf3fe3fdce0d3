"""The rules of a session, without any platform."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.contracts.event import Event
from services.contracts.refusals import Conflict, Invalid, Refusal
from services.contracts.sessions import (
    OccurrenceCancelled,
    OccurrenceScheduled,
    ReminderDue,
    SessionHeld,
    SessionTitled,
)
from services.sessions import model
from services.sessions.model import Door, Plan, Session, State

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
FRIDAY = datetime(2026, 11, 27, 14, 0, tzinfo=UTC)
MEETING = "https://meet.example/room"


def plan(local: str = "2026-11-27T14:00", zone: str = "Europe/London", minutes: int = 60) -> Plan:
    return Plan("Learning", datetime.fromisoformat(local), zone, minutes, MEETING)


def planned(**changed: Any) -> Session:
    return model.schedule("s1", "psmn", plan(**changed), NOW)[0]


def test_a_session_is_said_with_and_without_its_title() -> None:
    """X1: the title and the meeting address are not on the public bus; the latter on none."""
    session, (scheduled, titled) = model.schedule("s1", "psmn", plan(), NOW)
    assert isinstance(scheduled, OccurrenceScheduled)
    assert isinstance(titled, SessionTitled)
    assert (session.starts_at, session.ends_at) == (FRIDAY, FRIDAY + timedelta(hours=1))
    assert session.remind_at == FRIDAY - timedelta(days=1)
    assert (scheduled.local_start, scheduled.zone) == ("2026-11-27T14:00", "Europe/London")
    assert "Learning" not in scheduled.model_dump_json()
    assert "meet.example" not in scheduled.model_dump_json() + titled.model_dump_json()


@pytest.mark.parametrize(
    ("local", "zone"),
    [
        ("2026-11-23T09:14", "Europe/London"),
        ("2026-11-22T14:00", "Europe/London"),
        ("2026-11-23T09:20", "Europe/Paris"),
        ("0001-01-01T00:00", "Asia/Tokyo"),
        ("1900-01-01T14:00", "Europe/London"),
        ("2028-11-24T09:00", "Europe/London"),
        ("9999-12-31T23:59", "America/New_York"),
        ("9999-12-31T23:59", "Pacific/Kiritimati"),
    ],
)
def test_too_soon_too_far_or_long_past_is_refused(local: str, zone: str) -> None:
    with pytest.raises(Invalid) as refused:
        planned(local=local, zone=zone)
    assert set(refused.value.fields) == {"date"}


def test_fifteen_minutes_and_two_years_are_fine() -> None:
    assert planned(local="2026-11-23T09:15").starts_at == NOW + timedelta(minutes=15)
    assert planned(local="2028-11-22T09:00").state is State.PLANNED


def test_a_session_within_a_day_is_reminded_of_at_once() -> None:
    assert planned(local="2026-11-23T10:00").remind_at == NOW


def test_a_reminder_is_said_once_and_for_this_version() -> None:
    """A4."""
    session = planned()
    change = model.remind(session, session.remind_at)
    assert change is not None
    reminded, (due,) = change
    assert isinstance(due, ReminderDue)
    assert (due.occurrence_version, due.useful_until) == (1, FRIDAY)
    assert model.remind(reminded, session.remind_at) is None


def test_nobody_is_reminded_of_what_has_begun_or_was_cancelled() -> None:
    """A4, S6."""
    session = planned()
    assert model.remind(session, FRIDAY) is None
    assert model.remind(session, FRIDAY - timedelta(seconds=1)) is not None
    cancelled, _ = model.cancel(session, NOW)
    assert model.remind(cancelled, session.remind_at) is None
    assert not model.reminder_is_due(cancelled)


@pytest.mark.parametrize("reminded", [False, True])
def test_a_cancellation_says_whether_members_were_reminded(reminded: bool) -> None:
    """S6: those who were get one mail; the old reminder is a no-op by its version."""
    session = planned()
    if reminded:
        change = model.remind(session, session.remind_at)
        assert change is not None
        session, _ = change
    cancelled, (said,) = model.cancel(session, FRIDAY - timedelta(minutes=30))
    assert isinstance(said, OccurrenceCancelled)
    assert said.reminded is reminded
    assert said.cancelled is True
    assert cancelled.occurrence_version == cancelled.version == said.sequence


def test_a_session_is_held_only_after_its_start_and_without_recording() -> None:
    """S24, S19: a number, never who."""
    session = planned()
    with pytest.raises(Conflict, match="not begun"):
        hold(session, FRIDAY - timedelta(seconds=1))
    with pytest.raises(Invalid) as refused:
        model.hold(session, recording_off=False, headcount=9, now=FRIDAY)
    assert set(refused.value.fields) == {"recording_off"}
    held, (said,) = hold(session, FRIDAY)
    assert isinstance(said, SessionHeld)
    assert (held.state, said.headcount, said.sequence) == (State.HELD, 87, held.version)
    with pytest.raises(Conflict, match="as held"):
        hold(held, FRIDAY)


def hold(session: Session, now: datetime) -> model.Change:
    return model.hold(session, recording_off=True, headcount=87, now=now)


def test_what_is_over_is_not_cancelled_and_what_was_cancelled_is_not_held() -> None:
    """S6, S7."""
    session = planned()
    assert model.cancel(session, session.ends_at - timedelta(seconds=1))
    with pytest.raises(Conflict, match="over"):
        model.cancel(session, session.ends_at)
    cancelled, _ = model.cancel(session, NOW)
    acts: tuple[Callable[[], object], ...] = (
        lambda: model.cancel(cancelled, NOW),
        lambda: hold(cancelled, FRIDAY),
    )
    for act in acts:
        with pytest.raises(Conflict, match="was cancelled"):
            act()


@pytest.mark.parametrize(
    ("minutes", "door"),
    [(-16, Door.EARLY), (-15, Door.OPEN), (0, Door.OPEN), (75, Door.OPEN), (76, Door.OVER)],
)
def test_the_door_is_open_from_a_quarter_before_to_a_quarter_after(
    minutes: int, door: Door
) -> None:
    """S10."""
    at = FRIDAY + timedelta(minutes=minutes)
    assert model.door(planned(), at) is door
    cancelled, _ = model.cancel(planned(), NOW)
    assert model.door(cancelled, at) is Door.CANCELLED


def move(session: Session, now: datetime, **changed: Any) -> model.Change | None:
    """Ask for another plan, as somebody does who has seen the newest version."""
    plan = replace(session.plan, **changed)
    return model.move(session, plan, version=session.version, now=now)


STEPS = ("remind", "move", "cancel", "hold")


@settings(derandomize=True, max_examples=300, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(STEPS), st.integers(0, 30)), max_size=15))
def test_whatever_happens_a_session_ends_once(story: list[tuple[str, int]]) -> None:
    """Sequences grow; one reminder for each time at most; never both cancelled and held."""
    session, events = model.schedule("s1", "psmn", plan(), NOW)
    said: list[Event] = [*events]
    now = NOW
    for step, hours in story:
        now += timedelta(hours=hours)
        try:
            match step:
                case "remind":
                    change = model.remind(session, now)
                case "move":
                    later = session.plan.local_start + timedelta(hours=hours - 10)
                    change = move(session, now, local_start=later)
                case "cancel":
                    change = model.cancel(session, now)
                case _:
                    change = hold(session, now)
        except Refusal as refusal:
            assert refusal.sentence.endswith(".")
            continue
        if change is not None:
            before, (session, events) = session, change
            assert session.version == before.version + 1
            said += events
    sequences = [event.sequence for event in said[1:]]
    assert sequences == sorted(set(sequences))
    reminders = [event for event in said if isinstance(event, ReminderDue)]
    assert len({one.occurrence_version for one in reminders}) == len(reminders)
    ends = [event for event in said if isinstance(event, SessionHeld | OccurrenceCancelled)]
    assert len(ends) <= 1
