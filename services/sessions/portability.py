"""What sessions takes along when a network moves: its sessions, and nobody who came to them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from services.contracts.event import Event
from services.contracts.sessions import (
    OccurrenceCancelled,
    OccurrenceScheduled,
    SessionHeld,
    SessionTitled,
)
from services.runtime.portability import MOST_ROWS, Kind, offer, things_under
from services.runtime.ports import Item
from services.sessions import store
from services.sessions.api import api
from services.sessions.commands import ScheduleSession
from services.sessions.model import Session, State, occurrence


def read(network_id: str, after: Item | None) -> tuple[Sequence[Session], Item | None]:
    """Some sessions, the latest first."""
    return store.of_network(network_id, after, MOST_ROWS)


def fits(session: Session) -> None:
    """Raise ValueError unless somebody could have planned it so."""
    plan = session.plan
    wish = ScheduleSession(
        title=plan.title,
        date=f"{plan.local_start:%Y-%m-%d}",
        time=f"{plan.local_start:%H:%M}",
        zone=plan.zone,
        minutes=plan.minutes,
        meeting_url=plan.meeting_url,
    )
    lasts = session.ends_at - session.starts_at
    if wish.plan() != plan or lasts != timedelta(minutes=plan.minutes):
        raise ValueError("The times of this session do not fit together.")


def there(_network_id: str, sessions: Sequence[Session]) -> list[Any]:
    """What is here under the ids of these sessions."""
    keys = [store.key(session.session_id) for session in sessions]
    return things_under(store.table(), keys, store.read)


def write(_network_id: str, sessions: Sequence[Session]) -> None:
    """Sessions as they were where they come from."""
    for session in sessions:
        store.bring(session, said(session))


def said(session: Session) -> list[Event]:
    """What others keep of it. Whoever was to be told of anything was told where it happened."""
    told = {**occurrence(session), "sequence": session.occurrence_version}
    events: list[Event] = [
        OccurrenceCancelled(**told, reminded=False)
        if session.state is State.CANCELLED
        else OccurrenceScheduled(**told),
        SessionTitled(
            session_id=session.session_id,
            network_id=session.network_id,
            title=session.plan.title,
            sequence=session.version,
        ),
    ]
    if session.state is State.HELD:
        held = SessionHeld(
            session_id=session.session_id,
            network_id=session.network_id,
            starts_at=session.starts_at,
            headcount=session.headcount,
            retold=True,
            sequence=session.version,
        )
        events.append(held)
    return events


KINDS = {"sessions": Kind(lambda: Session, read, there, write, fits)}

offer(api, store.table, KINDS)
