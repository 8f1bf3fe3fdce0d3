"""The hour itself: it is opened once recording is off, or it does not take place (U1, S24).

Not named in the package: only what is about the hour imports it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from services.contracts.refusals import Conflict, Invalid
from services.contracts.running import SessionNotHeld, SessionOpened
from services.sessions.model.course import DOORS_OPEN
from services.sessions.model.session import (
    Change,
    Session,
    State,
    must_be_changeable,
    must_be_planned,
)

MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Time:
    """Whole minutes until a session starts, or since then and until it ends."""

    until: int = 0
    gone: int = 0
    left: int = 0


def time(session: Session, now: datetime) -> Time:
    """How far the hour is: what is begun of a minute is left, and is not gone yet."""
    if now < session.starts_at:
        return Time(until=-((now - session.starts_at) // MINUTE))
    left = -((now - session.ends_at) // MINUTE)
    return Time(gone=(now - session.starts_at) // MINUTE, left=max(left, 0))


def begin(session: Session, *, recording_is_off: bool, now: datetime) -> Change | None:
    """Open a session, from 15 minutes before its start; None if it is open already (U1)."""
    if session.state is State.OPENED:
        return None
    must_be_changeable(session, now)
    if now < session.starts_at - DOORS_OPEN:
        raise Conflict(
            "A session is opened in the last 15 minutes before its start. Come back then."
        )
    if not recording_is_off:
        raise Invalid(
            "A session is opened without recording.",
            {"recording_is_off": "Switch recording and transcript off, and confirm it."},
        )
    opened = replace(session, state=State.OPENED, recording_off=True, version=session.version + 1)
    said = SessionOpened(
        session_id=session.session_id,
        network_id=session.network_id,
        starts_at=session.starts_at,
        sequence=opened.version,
    )
    return opened, [said]


def miss(session: Session, now: datetime) -> Change | None:
    """Write down that a session did not take place; None if that is written down (S24).

    It can still be written down as held: whoever pressed the wrong button has lost nothing.
    """
    if session.state is State.NOT_HELD:
        return None
    must_be_planned(session)
    if now < session.starts_at:
        raise Conflict("This session has not begun. Cancel it, so that members hear of it.")
    missed = replace(session, state=State.NOT_HELD, version=session.version + 1)
    said = SessionNotHeld(
        session_id=session.session_id,
        network_id=session.network_id,
        starts_at=session.starts_at,
        sequence=missed.version,
    )
    return missed, [said]
