"""What people can have done about a series; each reads it, asks the rules, and saves once."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import partial
from typing import Annotated

from pydantic import BeforeValidator

from services.contracts.refusals import Conflict, NotFound
from services.contracts.roles import Role
from services.runtime import logs, platform
from services.runtime.http.wishes import FilledLine, Line, Wish
from services.runtime.ports import Item
from services.runtime.rights import Viewer, network_keys, viewer
from services.runtime.signing import keyed_hash
from services.sessions.commands.plan import Date, Version, filled
from services.sessions.commands.session import MoveSession, ScheduleSession, must_run_sessions
from services.sessions.model import Session, growing
from services.sessions.model import series as rules
from services.sessions.model.series import Series, Stale, Step
from services.sessions.model.split import split
from services.sessions.store import series as store
from services.sessions.store.table import table


class BeginSeries(ScheduleSession):
    """The first session of a series, which is followed by one every week, until a day if given.

    Sending the same `idempotency_key` again changes nothing and gives the same answer.
    """

    until: Annotated[Date | None, BeforeValidator(filled)] = None


class ChangeSeries(MoveSession):
    """What is planned from one date of the series on, beginning with the session of that date.

    `date` is where that session is from now on, `day` where it was. What a chair changed of single
    sessions stays, unless all are to be `alike`.
    """

    day: Date
    alike: bool = False


class SkipDate(Wish):
    """A date that has no session, and why: members read it in the programme."""

    version: Version
    date: Date
    reason: FilledLine


class TurnSeries(Wish):
    """The version of a series that is paused, or goes on."""

    version: Version


class EndSeries(Wish):
    """The last day on which the series may have a session, and why it ends."""

    version: Version
    last_day: Date
    reason: Line = ""


def begin(network_id: str, wish: BeginSeries, *, by: str) -> Series:
    """Begin a series; a repeated idempotency key gives the series that was begun first."""
    series_id = _series_id(network_id, wish.idempotency_key, by)
    found, (stored,) = viewer(table(), by, network_id, store.key(series_id))
    must_run_sessions(found)
    if stored is not None:
        return store.read(stored)
    plan = wish.plan()
    until = date.fromisoformat(wish.until) if wish.until else None
    series = Series(series_id, network_id, plan, plan.local_start.date(), last_day=until)
    step = growing.begin(series, platform.now(), _named(series))
    try:
        store.add(step)
    except Conflict:
        (begun,) = store.find_all([store.key(series_id)])
        if begun is None:
            raise
        return store.read(begun)  # the same key at the same moment: the other one began it
    return step.series


def change(network_id: str, series_id: str, wish: ChangeSeries, *, by: str) -> Series:
    """Change this and all that follow (S4); gives the series that has them from then on."""
    series = _for_change(network_id, series_id, by)
    later = keyed_hash("split", f"{series_id}:{wish.day}")[:32]
    day = date.fromisoformat(wish.day)
    plan = wish.plan(series.plan_on(day))
    sessions, (stored,) = store.sessions_of(series, store.key(later))
    if stored is not None:
        carried = store.read(stored)
        if carried.plan == plan:
            return carried
    _must_be_seen(series, wish.version)
    step = split(series, sessions, day, plan, alike=wish.alike, series_id=later, now=platform.now())
    store.change(series, step)
    return step.next or step.series


def skip(network_id: str, series_id: str, wish: SkipDate, *, by: str) -> Series:
    """Have no session on a date (S5); as it is if there is none by now."""
    series = _for_change(network_id, series_id, by)
    day = date.fromisoformat(wish.date)
    slot = next((slot for slot in series.slots if slot.day == day), None)
    sessions, _ = store.sessions_of(series) if slot else ({}, ())
    session = sessions[slot.session_id] if slot else None
    step = rules.skip(series, day, wish.reason, session, platform.now())
    return _saved(series, step, wish.version)


def pause(network_id: str, series_id: str, wish: TurnSeries, *, by: str) -> Series:
    """Plan no further weeks until it goes on."""
    series = _for_change(network_id, series_id, by)
    return _saved(series, rules.pause(series, platform.now()), wish.version)


def resume(network_id: str, series_id: str, wish: TurnSeries, *, by: str) -> Series:
    """Go on with the weeks to come."""
    series = _for_change(network_id, series_id, by)
    step = growing.resume(series, platform.now(), _named(series))
    return _saved(series, step, wish.version)


def end(network_id: str, series_id: str, wish: EndSeries, *, by: str) -> Series:
    """Have no session after a day."""
    series = _for_change(network_id, series_id, by)
    sessions, _ = store.sessions_of(series)
    last_day = date.fromisoformat(wish.last_day)
    step = rules.end(series, sessions, last_day, wish.reason, platform.now())
    return _saved(series, step, wish.version)


def look(row: Item) -> None:
    """What a due row is there for: the dates of a series that have come near."""
    series_id = row["series_id"]
    (stored,) = store.find_all([store.key(series_id)])
    series = store.read(stored) if stored else None
    now = platform.now()
    if series is None or series.look_at is None or now < series.look_at:
        store.forget(row)  # it is due at another time, and has a row for that
        return
    state_key, _ = network_keys(series.network_id)
    sessions, (network,) = store.sessions_of(series, state_key)
    if network is None:
        return  # it has moved here, and the network itself comes last
    if network["archived"]:
        store.forget(row)  # nothing more is planned in it
        return
    step = growing.grow(series, sessions, now, _named(series))
    store.change(series, step)
    if step.changed:
        logs.info("zone_data_changed", service="sessions", count=len(step.changed))


def shown(
    network_id: str, series_id: str, *, by: str
) -> tuple[Viewer, Series, Mapping[str, Session]]:
    """A series with its sessions, for those who run sessions."""
    found, series = _seen(network_id, series_id, by)
    sessions, _ = store.sessions_of(series)
    return found, series, sessions


def _seen(network_id: str, series_id: str, by: str) -> tuple[Viewer, Series]:
    found, (item,) = viewer(table(), by, network_id, store.key(series_id))
    found.must_be(Role.CHAIR, Role.FACILITATOR)
    series = store.read(item) if item else None
    if series is None or series.network_id != network_id:
        raise NotFound("There is no such series in this network.")
    return found, series


def _for_change(network_id: str, series_id: str, by: str) -> Series:
    found, series = _seen(network_id, series_id, by)
    must_run_sessions(found)
    return series


def _saved(series: Series, step: Step | None, version: int) -> Series:
    """The series as it then is; as it was, whatever version was seen, if it is so already."""
    if step is None:
        return series
    _must_be_seen(series, version)
    store.change(series, step)
    return step.series


def _must_be_seen(series: Series, version: int) -> None:
    if series.version != version:
        raise Stale(series)


def _named(series: Series) -> growing.Named:
    return partial(_session_id, series.series_id)


def _session_id(series_id: str, day: date) -> str:
    return keyed_hash("occurrence", f"{series_id}:{day.isoformat()}")[:32]


def _series_id(network_id: str, idempotency_key: str, by: str) -> str:
    if not idempotency_key:
        return platform.new_id()
    return keyed_hash("series", f"{network_id}:{by}:{idempotency_key}")[:32]
