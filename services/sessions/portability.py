"""What sessions takes along when a network moves: its sessions and series, and nobody who came."""

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
from services.sessions.commands.room import ArrangeRoom
from services.sessions.commands.series import BeginSeries
from services.sessions.model import Plan, Session, State, occurrence
from services.sessions.model.growing import MOST_AT_ONCE
from services.sessions.model.headcount import must_fit
from services.sessions.model.series import MOST_SKIPS, Series
from services.sessions.store import series as shelf


def read(network_id: str, after: Item | None) -> tuple[Sequence[Session], Item | None]:
    """Some sessions, the latest first."""
    return store.of_network(network_id, after, MOST_ROWS)


def fits(session: Session) -> None:
    """Raise ValueError unless somebody could have planned it so."""
    plan = session.plan
    wish = ScheduleSession(**_typed(plan))
    lasts = session.ends_at - session.starts_at
    if wish.plan() != plan or lasts != timedelta(minutes=plan.minutes):
        raise ValueError("The times of this session do not fit together.")
    must_fit(session)
    room = ArrangeRoom(
        version=session.version,
        format=session.format,
        observers=session.observers,
        reason=session.observers_reason,
    )
    if (room.observers, room.reason) != (session.observers, session.observers_reason):
        raise ValueError("Nobody could have announced these observers so.")


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
    if session.state is State.SKIPPED and session.version == 1:
        return []  # skipped before it was on the programme, so nobody has heard of it
    told = {**occurrence(session), "sequence": session.occurrence_version}
    events: list[Event] = [
        OccurrenceCancelled(**told, reminded=False)
        if session.called_off
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


def read_series(network_id: str, after: Item | None) -> tuple[Sequence[Series], Item | None]:
    """Some series, the one that began last first."""
    return shelf.of_network(network_id, after, MOST_ROWS)


def series_fits(series: Series) -> None:
    """Raise ValueError unless somebody could have begun it so."""
    BeginSeries(**_typed(series.plan))
    days = [series.next_day, *(slot.day for slot in series.slots)]
    off = [day for day in days if (day - series.first_day).days % 7]
    if off or len(series.slots) > MOST_AT_ONCE or len(series.skips) > MOST_SKIPS:
        raise ValueError("The dates of this series do not fit together.")


def series_there(_network_id: str, all_series: Sequence[Series]) -> list[Any]:
    """What is here under the ids of these series."""
    keys = [shelf.key(series.series_id) for series in all_series]
    return things_under(store.table(), keys, shelf.read)


def write_series(_network_id: str, all_series: Sequence[Series]) -> None:
    """Series as they were where they come from; their weeks go on here."""
    for series in all_series:
        shelf.bring(series)


def _typed(plan: Plan) -> dict[str, Any]:
    return {
        "title": plan.title,
        "date": f"{plan.local_start:%Y-%m-%d}",
        "time": f"{plan.local_start:%H:%M}",
        "zone": plan.zone,
        "minutes": plan.minutes,
        "meeting_url": plan.meeting_url,
    }


KINDS = {
    "sessions": Kind(lambda: Session, read, there, write, fits),
    "series": Kind(lambda: Series, read_series, series_there, write_series, series_fits),
}

offer(api, store.table, KINDS)
