"""A series: a session every week at the same wall time, planned twelve weeks ahead (S1).

                                 split
begin ──▶ running ◀──▶ paused ───────▶ another series for the weeks from then on
             └───────────┴──end──▶ no session after its last day

Each date that is near enough becomes a session of its own, under an id that follows from the series
and the date: whoever makes it twice makes the same one. `growing.py` has the rules of
that, `split.py` those of a change.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from enum import StrEnum

from services.contracts.event import Event
from services.contracts.refusals import Conflict, Invalid
from services.contracts.series import OccurrenceSkipped, SeriesChanged, SeriesCreated
from services.sessions import walltime
from services.sessions.model.course import skip as skip_session
from services.sessions.model.session import Change, Plan, Session, State
from services.sessions.series import WEEK

AHEAD = 12 * WEEK
MOST_SKIPS = 60
HAS_ENDED = "The series has ended."


class Course(StrEnum):
    """Whether a series plans its weeks as they come near."""

    RUNNING = "running"
    PAUSED = "paused"


@dataclass(frozen=True, slots=True)
class Slot:
    """A date that is on the programme, and the session that is there for it."""

    day: date
    session_id: str


@dataclass(frozen=True, slots=True)
class Skip:
    """A date that will have no session, once it comes onto the programme, and why."""

    day: date
    reason: str


@dataclass(frozen=True, slots=True)
class Series:
    """What is planned every week; `plan` is that of its first date.

    `next_day` is the first date that is not on the programme yet, `last_day` the last one that may
    be. Slots are those of today and later; `look_at` is when a tick has something to do.
    """

    series_id: str
    network_id: str
    plan: Plan
    next_day: date
    course: Course = Course.RUNNING
    last_day: date | None = None
    slots: tuple[Slot, ...] = ()
    skips: tuple[Skip, ...] = ()
    follows: str = ""
    look_at: datetime | None = None
    version: int = 1

    @property
    def first_day(self) -> date:
        """The date that it began with."""
        return self.plan.local_start.date()

    @property
    def weekly(self) -> time:
        """The time on the wall."""
        return self.plan.local_start.time()

    def has(self, day: date) -> bool:
        """Whether one of its weeks falls on this day."""
        on_time = day >= self.first_day and (day - self.first_day).days % 7 == 0
        return on_time and (self.last_day is None or day <= self.last_day)

    def plan_on(self, day: date) -> Plan:
        """What is planned for one of its dates, unless that is changed by itself."""
        return replace(self.plan, local_start=datetime.combine(day, self.weekly))


class Stale(Invalid):
    """The series is not what was seen by whoever changes it; `extension` has its version now."""

    status = 409
    code = "stale"

    def __init__(self, series: Series) -> None:
        super().__init__(
            "Somebody changed this series while you were looking at it, or it has planned its next "
            "week. What you typed is not saved. Look at it as it is now, and send it again."
        )
        self.extension = {"version": series.version}


@dataclass(frozen=True, slots=True)
class Step:
    """A series after a step, sessions that are new, those that changed, and what is said."""

    series: Series
    new: Sequence[Session] = ()
    changed: Sequence[tuple[Session, Session]] = ()
    said: Sequence[Event] = ()
    next: Series | None = None
    """The series that carries on the later weeks, if it was split."""


def pause(series: Series, now: datetime) -> Step | None:
    """Plan nothing more until it is resumed; what is on the programme stays. None if it pauses."""
    must_go_on(series, now)
    if series.course is Course.PAUSED:
        return None
    return turned(replace(series, course=Course.PAUSED, look_at=None))


def end(
    series: Series, sessions: Mapping[str, Session], last_day: date, reason: str, now: datetime
) -> Step | None:
    """Let no session be later than that day; None if there is none by now.

    What is on the programme after it is skipped, or cancelled if members were told of it.
    """
    must_go_on(series, now)
    if series.last_day is not None and last_day >= series.last_day:
        if last_day == series.last_day:
            return None
        sentence = f"The series ends on {series.last_day:%-d %B %Y} already."
        raise Invalid("Choose an earlier day.", {"last_day": sentence})
    if last_day < today(series, now):
        raise Invalid("Choose a later day.", {"last_day": "This day is over."})
    later = [slot for slot in series.slots if slot.day > last_day]
    planned = [sessions[slot.session_id] for slot in later if is_open(sessions, slot, now)]
    changes = [skip_session(session, now, reason or HAS_ENDED) for session in planned]
    kept = tuple(skip for skip in series.skips if skip.day <= last_day)
    step = turned(looked_at(replace(series, last_day=last_day, skips=kept)))
    return _with(step, planned, changes)


def skip(
    series: Series, day: date, reason: str, session: Session | None, now: datetime
) -> Step | None:
    """Have no session on that date (S5); None if it is so already.

    `session` is the one that is there for it, if that date is on the programme.
    """
    must_go_on(series, now)
    if not series.has(day):
        raise Invalid("Choose another day.", {"date": "The series has no session on this day."})
    if session is not None:
        if session.called_off:
            return None
        changed, events = skip_session(session, now, reason)
        quiet = [_skipped(series, day, session)] if changed.state is State.SKIPPED else []
        after = replace(series, version=series.version + 1)
        return Step(after, changed=[(session, changed)], said=[*quiet, *events])
    if day < series.next_day:
        raise Invalid("Choose a later day.", {"date": "This day is over."})
    if Skip(day, reason) in series.skips:
        return None
    others = tuple(one for one in series.skips if one.day != day)
    if len(others) >= MOST_SKIPS:
        raise Conflict(f"At most {MOST_SKIPS} dates to come are skipped. Pause the series instead.")
    skips = tuple(sorted((*others, Skip(day, reason)), key=lambda one: one.day))
    after = replace(series, skips=skips, version=series.version + 1)
    return Step(after, said=[_skipped(after, day, None)])


def must_go_on(series: Series, now: datetime) -> None:
    """Raise Conflict if a series has ended."""
    if series.last_day is not None and series.last_day < today(series, now):
        raise Conflict("This series has ended. Begin a new one.")


def today(series: Series, now: datetime) -> date:
    """The date where the series is at home."""
    return walltime.reading(now, series.plan.zone).date()


def looked_at(series: Series) -> Series:
    """With the time at which its next date comes near, if it has one and is running."""
    over = series.last_day is not None and series.next_day > series.last_day
    if over or series.course is not Course.RUNNING:
        return replace(series, look_at=None)
    midnight = datetime.combine(series.next_day - AHEAD, time())
    return replace(series, look_at=walltime.instant(midnight, series.plan.zone))


# --- what a step is made of ---------------------------------------------------------------------


def is_open(sessions: Mapping[str, Session], slot: Slot, now: datetime) -> bool:
    """Whether the session of a date can still change with its series."""
    session = sessions.get(slot.session_id)
    return session is not None and session.state is State.PLANNED and session.starts_at > now


def created_as(series: Series) -> SeriesCreated:
    """What is said of a new series."""
    return SeriesCreated(
        series_id=series.series_id,
        network_id=series.network_id,
        local_start=series.plan.local_start.isoformat(timespec="minutes"),
        zone=series.plan.zone,
        follows=series.follows or None,
        sequence=series.version,
    )


def turned(series: Series) -> Step:
    """With the next version, and said to be so."""
    after = replace(series, version=series.version + 1)
    said = SeriesChanged(
        series_id=after.series_id,
        network_id=after.network_id,
        course=after.course.value,
        last_day=after.last_day.isoformat() if after.last_day else None,
        sequence=after.version,
    )
    return Step(after, said=[said])


def _with(step: Step, before: Sequence[Session], changes: Sequence[Change]) -> Step:
    pairs = [(old, new) for old, (new, _) in zip(before, changes, strict=True)]
    return replace(step, changed=pairs, said=[*step.said, *(e for _, es in changes for e in es)])


def _skipped(series: Series, day: date, session: Session | None) -> OccurrenceSkipped:
    return OccurrenceSkipped(
        series_id=series.series_id,
        network_id=series.network_id,
        day=day.isoformat(),
        session_id=session.session_id if session else None,
        sequence=series.version + 1 if session else series.version,
    )
