"""A series that changes from a date on: it ends before that date, and another carries on (S4)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta

from services.contracts.event import Event
from services.contracts.refusals import Invalid
from services.sessions.model import times
from services.sessions.model.series import (
    Series,
    Skip,
    Slot,
    Step,
    created_as,
    is_open,
    looked_at,
    must_go_on,
    today,
    turned,
)
from services.sessions.model.session import Plan, Session

LESS_THAN_A_WEEK = timedelta(days=6)


def split(
    series: Series,
    sessions: Mapping[str, Session],
    day: date,
    plan: Plan,
    *,
    alike: bool,
    series_id: str,
    now: datetime,
) -> Step:
    """Put this plan in place of the weeks from that date on, as a series with this id.

    The sessions that are on the programme keep their ids and go to the date of their week. What
    was changed of one by itself stays as it is, unless all are to be `alike`. A week that has no
    session has none afterwards either.
    """
    must_go_on(series, now)
    if not series.has(day) or day < today(series, now):
        raise Invalid("Choose another date.", {"day": "From a date of the series that is to come."})
    shift = plan.local_start.date() - day
    if abs(shift) > LESS_THAN_A_WEEK:
        raise Invalid("Choose a nearer date.", {"date": "Stay within six days of the date so far."})
    times.start(plan, now)
    after = Series(
        series_id=series_id,
        network_id=series.network_id,
        plan=plan,
        next_day=max(series.next_day, day) + shift,
        course=series.course,
        last_day=series.last_day + shift if series.last_day else None,
        slots=tuple(Slot(s.day + shift, s.session_id) for s in series.slots if s.day >= day),
        skips=tuple(Skip(s.day + shift, s.reason) for s in series.skips if s.day >= day),
        follows=series.series_id,
    )
    after = looked_at(after)
    before = _before(series, day)
    changed, said = _carried(series, after, sessions, shift, alike=alike, now=now)
    created = created_as(after)
    return Step(before.series, changed=changed, said=[*before.said, created, *said], next=after)


def merged(session: Plan, before: Plan, after: Plan) -> Plan:
    """The new plan of a date, with whatever of its session was not as its series said."""
    own_time = (session.local_start, session.zone) != (before.local_start, before.zone)
    return Plan(
        title=after.title if session.title == before.title else session.title,
        local_start=session.local_start if own_time else after.local_start,
        zone=session.zone if own_time else after.zone,
        minutes=after.minutes if session.minutes == before.minutes else session.minutes,
        meeting_url=(
            after.meeting_url if session.meeting_url == before.meeting_url else session.meeting_url
        ),
    )


def _before(series: Series, day: date) -> Step:
    """What is left of a series of which another one has the weeks from that date on."""
    left = replace(
        series,
        last_day=day - timedelta(days=1),
        slots=tuple(slot for slot in series.slots if slot.day < day),
        skips=tuple(skip for skip in series.skips if skip.day < day),
    )
    return turned(looked_at(left))


def _carried(
    series: Series,
    after: Series,
    sessions: Mapping[str, Session],
    shift: timedelta,
    *,
    alike: bool,
    now: datetime,
) -> tuple[list[tuple[Session, Session]], list[Event]]:
    """The sessions of the later weeks as the new series has them, and what is said of them."""
    changed: list[tuple[Session, Session]] = []
    said: list[Event] = []
    for slot in after.slots:
        if not is_open(sessions, slot, now):
            continue
        session = sessions[slot.session_id]
        plan = after.plan_on(slot.day)
        if not alike:
            plan = merged(session.plan, series.plan_on(slot.day - shift), plan)
        change = times.move(session, plan, version=session.version, now=now)
        moved, events = change or (replace(session, version=session.version + 1), [])
        moved = replace(moved, series_id=after.series_id, series_date=slot.day)
        changed.append((session, moved))
        said += events
    return changed, said
