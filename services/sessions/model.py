"""The rules of a session: planned, reminded of once, then held or cancelled."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from services.contracts.event import Event
from services.contracts.refusals import Conflict, Invalid
from services.contracts.sessions import (
    OccurrenceCancelled,
    OccurrenceScheduled,
    ReminderDue,
    SessionHeld,
    SessionTitled,
)
from services.sessions import walltime

FEWEST_MINUTES = 5
MOST_MINUTES = 600
LONGEST = timedelta(minutes=MOST_MINUTES)
SHORTEST_NOTICE = timedelta(minutes=15)
FARTHEST_AHEAD = timedelta(days=730)
ONE_DAY = timedelta(days=1)
DOORS_OPEN = timedelta(minutes=15)
DOORS_CLOSE = timedelta(minutes=15)
MOST_PEOPLE = 100_000


class State(StrEnum):
    """How far a session has come."""

    PLANNED = "planned"
    CANCELLED = "cancelled"
    HELD = "held"


@dataclass(frozen=True, slots=True)
class Plan:
    """What a chair decides: wall time, zone, length in minutes, title and meeting address."""

    title: str
    local_start: datetime
    zone: str
    minutes: int
    meeting_url: str


@dataclass(frozen=True, slots=True)
class Session:
    """One session; `occurrence_version` is the version in which others last heard of its time."""

    session_id: str
    network_id: str
    plan: Plan
    starts_at: datetime
    ends_at: datetime
    remind_at: datetime
    state: State = State.PLANNED
    reminded: bool = False
    recording_off: bool = False
    headcount: int | None = None
    occurrence_version: int = 1
    version: int = 1


Change = tuple[Session, list[Event]]


def schedule(session_id: str, network_id: str, plan: Plan, now: datetime) -> Change:
    """Put a session on the programme; members hear of it one day before, at the same wall time."""
    # By the clock on the wall first: the first and last years of the calendar have no instant.
    if plan.local_start > walltime.reading(now, plan.zone) + FARTHEST_AHEAD:
        raise Invalid("Choose an earlier date.", {"date": "Plan at most two years ahead."})
    if plan.local_start < walltime.reading(now, plan.zone) - ONE_DAY:
        raise _too_soon()
    starts_at = walltime.instant(plan.local_start, plan.zone)
    if starts_at < now + SHORTEST_NOTICE:
        raise _too_soon()
    session = Session(
        session_id=session_id,
        network_id=network_id,
        plan=plan,
        starts_at=starts_at,
        ends_at=starts_at + timedelta(minutes=plan.minutes),
        remind_at=max(now, walltime.day_before(plan.local_start, plan.zone)),
    )
    titled = SessionTitled(
        session_id=session_id, network_id=network_id, title=plan.title, sequence=session.version
    )
    return session, [_scheduled(session), titled]


def cancel(session: Session, now: datetime) -> Change:
    """Take a session off the programme; those who were reminded are told (S6)."""
    _must_be_planned(session)
    if now >= session.ends_at:
        raise Conflict("This session is over. Write down whether it was held.")
    version = session.version + 1
    cancelled = replace(session, state=State.CANCELLED, version=version, occurrence_version=version)
    said = OccurrenceCancelled(
        **_occurrence(cancelled), reminded=session.reminded, sequence=version
    )
    return cancelled, [said]


def remind(session: Session, now: datetime) -> Change | None:
    """Now is the time to remind members; None if there is nothing to remind of."""
    if not reminder_is_due(session) or now >= session.starts_at:
        return None
    reminded = replace(session, reminded=True, version=session.version + 1)
    due = ReminderDue(
        session_id=session.session_id,
        network_id=session.network_id,
        occurrence_version=session.occurrence_version,
        useful_until=session.starts_at,
        sequence=reminded.version,
    )
    return reminded, [due]


def hold(session: Session, *, recording_off: bool, headcount: int | None, now: datetime) -> Change:
    """Write down that a session took place, and how many came at most; never who (S19, S24)."""
    _must_be_planned(session)
    if now < session.starts_at:
        raise Conflict("This session has not begun. Come back once it has.")
    if not recording_off:
        raise Invalid(
            "A session is held without recording.",
            {"recording_off": "Confirm that recording and transcript were off."},
        )
    held = replace(
        session,
        state=State.HELD,
        recording_off=True,
        headcount=headcount,
        version=session.version + 1,
    )
    said = SessionHeld(
        session_id=session.session_id,
        network_id=session.network_id,
        starts_at=session.starts_at,
        headcount=headcount,
        sequence=held.version,
    )
    return held, [said]


def reminder_is_due(session: Session) -> bool:
    """Whether members are still to be reminded, once it is time."""
    return session.state is State.PLANNED and not session.reminded


class Door(StrEnum):
    """Whether the meeting can be joined."""

    EARLY = "early"
    OPEN = "open"
    OVER = "over"
    CANCELLED = "cancelled"


def door(session: Session, now: datetime) -> Door:
    """Whether the meeting can be joined now: from 15 minutes before until 15 after (S10)."""
    if session.state is State.CANCELLED:
        return Door.CANCELLED
    if now < session.starts_at - DOORS_OPEN:
        return Door.EARLY
    return Door.OPEN if now <= session.ends_at + DOORS_CLOSE else Door.OVER


def _too_soon() -> Invalid:
    return Invalid(
        "Choose a later time.", {"date": "A session starts at least 15 minutes from now."}
    )


def _must_be_planned(session: Session) -> None:
    if session.state is State.CANCELLED:
        raise Conflict("This session was cancelled.")
    if session.state is State.HELD:
        raise Conflict("This session is written down as held.")


def _scheduled(session: Session) -> OccurrenceScheduled:
    return OccurrenceScheduled(**_occurrence(session), sequence=session.version)


def _occurrence(session: Session) -> dict[str, object]:
    return {
        "session_id": session.session_id,
        "network_id": session.network_id,
        "local_start": session.plan.local_start.isoformat(timespec="minutes"),
        "zone": session.plan.zone,
        "starts_at": session.starts_at,
        "ends_at": session.ends_at,
    }
