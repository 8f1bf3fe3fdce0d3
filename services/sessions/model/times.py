"""When a session is: planned for a time, and moved to another one."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from services.contracts.event import Event
from services.contracts.refusals import Conflict, Invalid
from services.contracts.sessions import OccurrenceMoved, OccurrenceScheduled, SessionTitled
from services.sessions import walltime
from services.sessions.model.session import (
    Change,
    Changed,
    Plan,
    Session,
    State,
    must_be_changeable,
    occurrence,
    reminder_is_due,
)

FEWEST_MINUTES = 5
MOST_MINUTES = 600
LONGEST = timedelta(minutes=MOST_MINUTES)
SHORTEST_NOTICE = timedelta(minutes=15)
FARTHEST_AHEAD = timedelta(days=730)
ONE_DAY = timedelta(days=1)


def schedule(session_id: str, network_id: str, plan: Plan, now: datetime) -> Change:
    """Put a session on the programme; members hear of it one day before, at the same wall time."""
    starts_at = start(plan, now)
    session = Session(
        session_id=session_id,
        network_id=network_id,
        plan=plan,
        starts_at=starts_at,
        ends_at=starts_at + timedelta(minutes=plan.minutes),
        remind_at=_remind_at(plan, now),
    )
    return session, [
        OccurrenceScheduled(**occurrence(session), sequence=session.version),
        _titled(session),
    ]


def move(session: Session, plan: Plan, *, version: int, now: datetime) -> Change | None:
    """Put this plan in place of the one of that version (S8); None if it is planned so already.

    A new time is a new occurrence version: reminders of the old one are no-ops from then on (A4).
    The new one has its own, the day before, even if there was one of the old: what somebody was
    told last week reminds nobody, and it is the version that A4 and A11 count reminders by. If the
    day before has come already, it is due at once, for those whom the move was not told.
    A new title or meeting address alone changes the page and the way in; nobody is told (S9).
    """
    must_be_changeable(session, now)
    if plan == session.plan:
        return None
    if version != session.version:
        raise Changed(session)
    changed = replace(session, plan=plan, version=session.version + 1)
    events: list[Event] = []
    if _times(plan) != _times(session.plan):
        changed = _at_another_time(changed, session, now)
        events.append(_moved(changed, session))
    if plan.title != session.plan.title:
        events.append(_titled(changed))
    return changed, events


def retime(session: Session, now: datetime) -> Change | None:
    """The instant of its wall time by the zone data of today (S1); None if that is the same.

    Whoever was told of a time was told an instant, so only what nobody was told of changes.
    """
    if not reminder_is_due(session) or session.reminded or session.starts_at <= now:
        return None
    starts_at = walltime.instant(session.plan.local_start, session.plan.zone)
    if starts_at == session.starts_at or starts_at < now + SHORTEST_NOTICE:
        return None
    changed = _at_another_time(replace(session, version=session.version + 1), session, now)
    return changed, [_moved(changed, session)]


def start(plan: Plan, now: datetime) -> datetime:
    """When a plan begins; raises Invalid if that is past, too soon or too far."""
    # By the clock on the wall first: the first and last years of the calendar have no instant.
    if plan.local_start > walltime.reading(now, plan.zone) + FARTHEST_AHEAD:
        raise Invalid("Choose an earlier date.", {"date": "Plan at most two years ahead."})
    if plan.local_start < walltime.reading(now, plan.zone) - ONE_DAY:
        raise _too_soon()
    starts_at = walltime.instant(plan.local_start, plan.zone)
    if starts_at < now + SHORTEST_NOTICE:
        raise _too_soon()
    return starts_at


def _remind_at(plan: Plan, now: datetime) -> datetime:
    # In whole seconds, as in the due row's key: the row must not be found before it is time.
    return max(now.replace(microsecond=0), walltime.day_before(plan.local_start, plan.zone))


def _times(plan: Plan) -> tuple[datetime, str, int]:
    return plan.local_start, plan.zone, plan.minutes


def _at_another_time(changed: Session, before: Session, now: datetime) -> Session:
    if now >= before.starts_at:
        raise Conflict("This session has begun. Its time cannot be changed any more.")
    if before.state is State.OPENED:
        raise Conflict("This session is open. Its time cannot be changed any more.")
    starts_at = start(changed.plan, now)
    return replace(
        changed,
        starts_at=starts_at,
        ends_at=starts_at + timedelta(minutes=changed.plan.minutes),
        remind_at=_remind_at(changed.plan, now),
        moved_from=before.moved_from if starts_at == before.starts_at else before.starts_at,
        occurrence_version=changed.version,
    )


def _moved(session: Session, before: Session) -> OccurrenceMoved:
    return OccurrenceMoved(
        **occurrence(session),
        old_local_start=before.plan.local_start.isoformat(timespec="minutes"),
        old_zone=before.plan.zone,
        old_starts_at=before.starts_at,
        old_ends_at=before.ends_at,
        reminded=before.reminded,
        remind_at=session.remind_at,
        sequence=session.version,
    )


def _titled(session: Session) -> SessionTitled:
    return SessionTitled(
        session_id=session.session_id,
        network_id=session.network_id,
        title=session.plan.title,
        sequence=session.version,
    )


def _too_soon() -> Invalid:
    return Invalid(
        "Choose a later time.", {"date": "A session starts at least 15 minutes from now."}
    )
