"""Moving a session: the rules (S8, S9, A4), without any platform."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.contracts.refusals import Conflict, Invalid
from services.contracts.sessions import OccurrenceMoved, ReminderDue, SessionTitled
from services.sessions import model, walltime
from services.sessions.model import Change, Changed, Plan, Session

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
FRIDAY = datetime(2026, 11, 27, 14, 0, tzinfo=UTC)
WEEK, DAY, HOUR = timedelta(days=7), timedelta(days=1), timedelta(hours=1)
LATER = datetime(2026, 12, 4, 15, 30)
PLAN = Plan(
    "Learning", datetime(2026, 11, 27, 14), "Europe/London", 60, "https://meet.example/room"
)


def planned(**changed: Any) -> Session:
    return model.schedule("s1", "psmn", replace(PLAN, **changed), NOW)[0]


def reminded(session: Session) -> Session:
    change = model.remind(session, session.remind_at)
    assert change is not None
    return change[0]


def asked(session: Session, now: datetime = NOW, **changed: Any) -> Change | None:
    """Ask for another plan, as somebody does who has seen the newest version."""
    plan = replace(session.plan, **changed)
    return model.move(session, plan, version=session.version, now=now)


def moved(session: Session, now: datetime = NOW, **changed: Any) -> tuple[Session, OccurrenceMoved]:
    change = asked(session, now, **changed)
    assert change is not None
    after, (said,) = change
    assert isinstance(said, OccurrenceMoved)
    return after, said


# --- another time -------------------------------------------------------------------------------


def test_a_moved_session_tells_the_old_and_the_new_time_and_no_title() -> None:
    """S8, X1, X4."""
    after, said = moved(planned(), local_start=LATER)
    assert after.starts_at == said.starts_at == datetime(2026, 12, 4, 15, 30, tzinfo=UTC)
    assert (said.local_start, said.old_local_start) == ("2026-12-04T15:30", "2026-11-27T14:00")
    assert (said.old_starts_at, said.old_ends_at) == (FRIDAY, FRIDAY + HOUR)
    assert (said.zone, said.old_zone) == ("Europe/London", "Europe/London")
    assert after.occurrence_version == after.version == said.sequence == 2
    assert after.moved_from == FRIDAY
    assert "Learning" not in said.model_dump_json()
    assert "meet.example" not in said.model_dump_json()


def test_the_reminder_moves_with_the_session() -> None:
    """S8, A4."""
    after, said = moved(planned(), local_start=LATER)
    assert after.remind_at == said.remind_at == datetime(2026, 12, 3, 15, 30, tzinfo=UTC)
    assert model.remind(after, FRIDAY - DAY) is None, "a due row that is left over is too early"
    change = model.remind(after, after.remind_at)
    assert change is not None
    (due,) = change[1]
    assert isinstance(due, ReminderDue)
    assert due.occurrence_version == 2
    assert due.useful_until == after.starts_at


def test_members_who_were_reminded_are_reminded_again_of_the_new_time() -> None:
    """A4, A11: one reminder for each version, so that a week later it is not forgotten."""
    session = reminded(planned())
    after, said = moved(session, FRIDAY - DAY, local_start=LATER)
    assert said.reminded is True
    assert after.reminded is True, "a cancellation, or a further move, is told to them too"
    assert model.reminder_is_due(after)
    assert not model.reminder_is_due(reminded(after))
    _, again = moved(after, FRIDAY - HOUR, local_start=LATER + HOUR)
    assert again.reminded is True


def test_a_session_moved_within_the_day_is_reminded_of_at_once() -> None:
    """A11: those who were told of the move are left out, which is for mail to know."""
    session = reminded(planned())
    now = FRIDAY - timedelta(hours=20, microseconds=5)
    after, said = moved(session, now, local_start=datetime(2026, 11, 27, 16))
    assert now - timedelta(seconds=1) < said.remind_at <= now
    assert said.remind_at.microsecond == 0, "the due row's key tells whole seconds"
    assert model.remind(after, after.remind_at) is not None


def test_another_length_is_another_time() -> None:
    after, said = moved(planned(), minutes=90)
    assert said.ends_at - said.starts_at == timedelta(minutes=90)
    assert said.old_ends_at - said.old_starts_at == HOUR
    assert after.moved_from is None, "it begins when it did"


def test_the_page_tells_the_start_before_the_last_move() -> None:
    first, _ = moved(planned(), local_start=LATER)
    second, _ = moved(first, local_start=LATER + HOUR)
    assert second.moved_from == first.starts_at
    longer, _ = moved(second, minutes=30)
    assert longer.moved_from == first.starts_at


@pytest.mark.parametrize(
    "local",
    ["2026-11-23T09:14", "2026-11-20T14:00", "0001-01-01T00:00", "9999-12-31T23:59"],
)
def test_into_the_past_too_near_or_too_far_is_refused(local: str) -> None:
    """S8."""
    with pytest.raises(Invalid) as refused:
        asked(planned(), local_start=datetime.fromisoformat(local))
    assert set(refused.value.fields) == {"date"}


def test_fifteen_minutes_ahead_is_far_enough() -> None:
    after, _ = moved(planned(), local_start=datetime(2026, 11, 23, 9, 15))
    assert after.starts_at == NOW + timedelta(minutes=15)


# --- no other time ------------------------------------------------------------------------------


def test_to_the_same_time_nothing_changes() -> None:
    """X2: whatever version was seen, so that sending it twice is once."""
    session = reminded(planned())
    assert model.move(session, session.plan, version=1, now=FRIDAY - DAY) is None


def test_a_title_alone_is_told_for_pages_and_to_nobody() -> None:
    """S9: no version of the occurrence, so what was sent stays true."""
    session = reminded(planned())
    change = asked(session, FRIDAY - HOUR, title="Speaking up")
    assert change is not None
    after, (said,) = change
    assert isinstance(said, SessionTitled)
    assert (said.title, said.sequence) == ("Speaking up", after.version)
    assert after.occurrence_version == session.occurrence_version
    assert not model.reminder_is_due(after)


def test_a_meeting_address_alone_is_told_to_nobody_at_all() -> None:
    """S9: the redirect makes old mails work."""
    change = asked(planned(), meeting_url="https://meet.example/other")
    assert change is not None
    after, said = change
    assert said == []
    assert after.plan.meeting_url == "https://meet.example/other"
    assert (after.version, after.occurrence_version) == (2, 1)


def test_time_and_title_change_together() -> None:
    change = asked(planned(), local_start=LATER, title="Speaking up")
    assert change is not None
    assert [type(said) for said in change[1]] == [OccurrenceMoved, SessionTitled]


# --- not any more -------------------------------------------------------------------------------


def test_a_session_that_has_begun_keeps_its_time_but_the_way_in_can_be_mended() -> None:
    session = planned()
    with pytest.raises(Conflict):
        asked(session, FRIDAY, local_start=LATER)
    assert asked(session, FRIDAY, meeting_url="https://meet.example/other") is not None
    with pytest.raises(Conflict):
        asked(session, FRIDAY + HOUR, meeting_url="https://meet.example/other")


@pytest.mark.parametrize("changed", [{}, {"local_start": LATER}, {"title": "Speaking up"}])
def test_what_is_held_or_cancelled_is_not_changed(changed: dict[str, Any]) -> None:
    """S7."""
    cancelled, _ = model.cancel(planned(), NOW)
    held, _ = model.hold(planned(), recording_off=True, headcount=3, now=FRIDAY)
    for session, now in ((cancelled, NOW), (held, FRIDAY)):
        with pytest.raises(Conflict):
            asked(session, now, **changed)


def test_whoever_saw_an_older_version_is_told_and_nothing_changes() -> None:
    session = reminded(planned())
    plan = replace(session.plan, local_start=LATER)
    with pytest.raises(Changed) as refused:
        model.move(session, plan, version=1, now=FRIDAY - DAY)
    assert (refused.value.status, refused.value.extension) == (409, {"version": 2})


# --- over every change of the clock ------------------------------------------------------------

ZONES = ("Europe/London", "America/New_York", "Australia/Lord_Howe", "Africa/Cairo", "UTC")
LAST = NOW.replace(tzinfo=None) + timedelta(days=729)


@settings(derandomize=True, max_examples=400, deadline=None)
@given(
    st.sampled_from(ZONES),
    st.datetimes(NOW.replace(tzinfo=None) + 2 * DAY, LAST),
    st.datetimes(NOW.replace(tzinfo=None) + 2 * DAY, LAST),
)
def test_the_clock_on_the_wall_shows_what_the_chair_typed(
    zone: str, first: datetime, typed: datetime
) -> None:
    """S1, S2, S3, X4: whatever clocks do between the old time, the new one and the day before."""
    first, typed = (wall.replace(second=0, microsecond=0) for wall in (first, typed))
    session = planned(local_start=first, zone=zone)
    change = asked(session, local_start=typed)
    after = change[0] if change else session

    assert after.plan.local_start == typed
    for wall, instant in ((typed, after.starts_at), (typed - DAY, after.remind_at)):
        shown = walltime.reading(instant, zone)
        if shown == wall:
            before = instant - timedelta(minutes=30), instant - HOUR
            assert all(walltime.reading(one, zone) != wall for one in before), "of two the first"
        else:
            there = wall.replace(tzinfo=ZoneInfo(zone))
            back = there.astimezone(UTC).astimezone(there.tzinfo).replace(tzinfo=None)
            assert back != wall, "no clock showed this time"
            assert wall < shown <= wall + HOUR, "so it is the first valid later one"
