"""How a series gets its sessions: those of the next twelve weeks at once, then one a week (S1)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import date, datetime

from services.contracts.event import Event
from services.contracts.refusals import Invalid
from services.sessions.model import times
from services.sessions.model.series import (
    AHEAD,
    Course,
    Series,
    Slot,
    Step,
    created_as,
    looked_at,
    must_go_on,
    today,
    turned,
)
from services.sessions.model.session import Change, Session, State
from services.sessions.series import WEEK

MOST_AT_ONCE = 14
"""Sessions of one transaction; twelve weeks have at most thirteen of one weekday."""

Named = Callable[[date], str]
"""The id of the session on a date."""


def begin(series: Series, now: datetime, named: Named) -> Step:
    """A new series with its sessions of the next twelve weeks."""
    times.start(series.plan, now)
    if series.last_day and series.last_day < series.first_day:
        raise Invalid("Choose a later last day.", {"until": "It is before the first session."})
    step = _grown(series, now, named)
    return replace(step, said=[created_as(series), *step.said])


def grow(series: Series, sessions: Mapping[str, Session], now: datetime, named: Named) -> Step:
    """What a tick does: sessions for the dates that have come near, and times by today's zone data.

    If clocks of the zone go by other rules than were known, what nobody was told of is put right,
    and nothing else in that step.
    """
    retimed = _retimed(series, sessions, now)
    if retimed:
        changed = [(sessions[after.session_id], after) for after, _ in retimed]
        said = [event for _, events in retimed for event in events]
        return Step(replace(series, version=series.version + 1), changed=changed, said=said)
    return _grown(replace(series, version=series.version + 1), now, named)


def resume(series: Series, now: datetime, named: Named) -> Step | None:
    """Go on with the dates to come; those that came while it paused stay empty. None if it runs."""
    must_go_on(series, now)
    if series.course is Course.RUNNING:
        return None
    running = turned(replace(series, course=Course.RUNNING))
    step = _grown(running.series, now, named)
    return replace(step, said=[*running.said, *step.said])


def _grown(series: Series, now: datetime, named: Named) -> Step:
    """With sessions for all dates that are near, but no more than fit into one transaction."""
    if series.course is not Course.RUNNING:
        return Step(series)
    day = today(series, now)
    series = replace(
        series,
        slots=tuple(slot for slot in series.slots if slot.day >= day),
        next_day=_not_before(series.next_day, day),
    )
    new: list[Session] = []
    said: list[Event] = []
    days = list(_near(series, day + AHEAD))
    for near in days:
        change = _on(series, near, now, named)
        if change is not None:
            new.append(change[0])
            said += change[1]
    slots = tuple(Slot(one.series_date, one.session_id) for one in new if one.series_date)
    grown = replace(
        series,
        slots=(*series.slots, *slots),
        next_day=days[-1] + WEEK if days else series.next_day,
    )
    grown = replace(grown, skips=tuple(s for s in grown.skips if s.day >= grown.next_day))
    return Step(looked_at(grown), new=new, said=said)


def _near(series: Series, horizon: date) -> Iterator[date]:
    last = min(horizon, series.last_day or horizon)
    days = (series.next_day + week * WEEK for week in range(MOST_AT_ONCE))
    return (day for day in days if day <= last)


def _on(series: Series, day: date, now: datetime, named: Named) -> Change | None:
    """The session of one date; None if that is over, or too near to be told to anybody."""
    plan = series.plan_on(day)
    reason = next((skip.reason for skip in series.skips if skip.day == day), None)
    try:
        session, events = times.schedule(named(day), series.network_id, plan, now)
    except Invalid:
        return None
    session = replace(session, series_id=series.series_id, series_date=day)
    if reason is None:
        return session, events
    # It is there for the programme to show; nobody has heard of it, and nobody hears of it now.
    return replace(session, state=State.SKIPPED, reason=reason), []


def _not_before(day: date, earliest: date) -> date:
    """The same weekday, on or after the other day."""
    return day + WEEK * max(0, -((day - earliest).days // 7))


def _retimed(series: Series, sessions: Mapping[str, Session], now: datetime) -> list[Change]:
    found = (
        times.retime(sessions[s.session_id], now) for s in series.slots if s.session_id in sessions
    )
    return [change for change in found if change is not None]
