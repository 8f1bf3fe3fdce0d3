"""What becomes of a planned session: members are reminded, come in, and it is held or cancelled."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from enum import StrEnum

from services.contracts.refusals import Conflict, Invalid
from services.contracts.sessions import OccurrenceCancelled, ReminderDue, SessionHeld
from services.sessions.model.session import (
    Change,
    Plan,
    Session,
    State,
    must_be_changeable,
    must_be_planned,
    occurrence,
    reminder_is_due,
)
from services.sessions.model.times import schedule

DOORS_OPEN = timedelta(minutes=15)
DOORS_CLOSE = timedelta(minutes=15)
MOST_PEOPLE = 100_000
SMALL = 5
"""Below, a number is shown to nobody but those who run sessions."""


def cancel(session: Session, now: datetime, reason: str = "") -> Change:
    """Take a session off the programme; those who were reminded are told (S6)."""
    must_be_changeable(session, now)
    return _call_off(session, State.CANCELLED, reason)


def skip(session: Session, now: datetime, reason: str) -> Change:
    """Have no session on its date: silent if nobody was told of it, else it is cancelled (S5)."""
    if session.reminded:
        return cancel(session, now, reason)
    must_be_changeable(session, now)
    return _call_off(session, State.SKIPPED, reason)


def stand_in(session: Session, session_id: str, plan: Plan, now: datetime) -> Change:
    """Another session in place of one that will not take place; that one stays as it is (S7)."""
    if not session.called_off:
        raise Conflict("Only a session that was cancelled or skipped is replaced. Move this one.")
    planned, events = schedule(session_id, session.network_id, plan, now)
    return replace(planned, replaces=session.session_id), events


def remind(session: Session, now: datetime) -> Change | None:
    """Now is the time to remind members; None if there is nothing to remind of."""
    if not reminder_is_due(session) or not session.remind_at <= now < session.starts_at:
        return None
    reminded = replace(session, reminded_of=session.occurrence_version, version=session.version + 1)
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
    if session.state is not State.NOT_HELD:  # that may have been a mistake
        must_be_planned(session)
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


def _call_off(session: Session, state: State, reason: str) -> Change:
    if session.state is State.OPENED:
        raise Conflict(
            "This session is open. If nobody comes, write down that it did not take place."
        )
    # To whoever keeps the times of sessions, one that is skipped is one that is not to come.
    version = session.version + 1
    off = replace(session, state=state, reason=reason, version=version, occurrence_version=version)
    said = OccurrenceCancelled(**occurrence(off), reminded=session.reminded, sequence=version)
    return off, [said]


class Door(StrEnum):
    """Whether the meeting can be joined."""

    EARLY = "early"
    OPEN = "open"
    OVER = "over"
    CANCELLED = "cancelled"


def door(session: Session, now: datetime) -> Door:
    """Whether the meeting can be joined now: from 15 minutes before until 15 after (S10)."""
    if session.called_off:
        return Door.CANCELLED
    if now < session.starts_at - DOORS_OPEN:
        return Door.EARLY
    if session.state is State.NOT_HELD:
        return Door.OVER
    return Door.OPEN if now <= session.ends_at + DOORS_CLOSE else Door.OVER


class Told(StrEnum):
    """What members are told of how many came."""

    COUNTED = "counted"
    FEW = "fewer than 5"
    NOT_COUNTED = "not counted"


def told(session: Session) -> tuple[Told | None, int | None]:
    """What members are told of how many came, with the number unless it is small (S19)."""
    if session.state is not State.HELD:
        return None, None
    if session.headcount is None:
        return Told.NOT_COUNTED, None
    if session.headcount < SMALL:
        return Told.FEW, None
    return Told.COUNTED, session.headcount
