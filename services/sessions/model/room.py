"""Who speaks in a session, and which bodies listen to it (S18, U12).

Not named in the package: only what is about the room imports it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from services.contracts.observers import ObserverAnnounced
from services.contracts.refusals import Invalid
from services.sessions.model.session import Change, Changed, Format, Session, must_be_changeable

NOTICE = timedelta(hours=2)
MOST_OBSERVERS = 10


def comes_late(session: Session, observers: Sequence[str], now: datetime) -> bool:
    """Whether somebody would listen of whom members hear less than two hours before."""
    return bool(set(observers) - set(session.observers)) and now > session.starts_at - NOTICE


def arrange(
    session: Session,
    format: Format | None,
    observers: Sequence[str],
    reason: str,
    *,
    version: int,
    now: datetime,
) -> Change | None:
    """Say what kind of session it is and who listens; None if that is said already.

    Less than two hours before nobody is added, but with a reason that members read (S18).
    """
    must_be_changeable(session, now)
    listening = tuple(dict.fromkeys(observers))
    if (format, listening) == (session.format, session.observers):
        return None
    if version != session.version:
        raise Changed(session)
    late = comes_late(session, listening, now)
    if late and not reason:
        raise Invalid(
            "Members hear of observers at least two hours before.",
            {"reason": "Write why it cannot wait; members read it. Or leave the observer out."},
        )
    arranged = replace(
        session,
        format=format,
        observers=listening,
        observers_reason=reason if late else session.observers_reason if listening else "",
        version=session.version + 1,
    )
    added = set(listening) - set(session.observers)
    return arranged, [_announced(arranged, late=late)] if added else []


def _announced(session: Session, *, late: bool) -> ObserverAnnounced:
    return ObserverAnnounced(
        session_id=session.session_id,
        network_id=session.network_id,
        observers=len(session.observers),
        late=late,
        sequence=session.version,
    )
