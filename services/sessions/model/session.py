"""A session as it is kept: what a chair decided, how far it has come, and what may still happen."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from services.contracts.event import Event
from services.contracts.refusals import Conflict, Invalid


class State(StrEnum):
    """How far a session has come."""

    PLANNED = "planned"
    SKIPPED = "skipped"
    CANCELLED = "cancelled"
    OPENED = "opened"
    HELD = "held"
    NOT_HELD = "not_held"


class Format(StrEnum):
    """Who speaks in a session."""

    SPEAKER_LED = "speaker_led"
    MEMBER_LED = "member_led"
    OPEN_FLOOR = "open_floor"


FORMATS = {
    Format.SPEAKER_LED: "Speaker-led",
    Format.MEMBER_LED: "Member-led",
    Format.OPEN_FLOOR: "Open floor",
}
"""What formats are called where people read them."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What a chair decides: wall time, zone, length in minutes, title and meeting address."""

    title: str
    local_start: datetime
    zone: str
    minutes: int
    meeting_url: str


@dataclass(frozen=True, slots=True)
class Attendance:
    """What was counted in the attendance file of a meeting tool, of which nothing else is kept.

    `peak` were there at one time, None if the file does not tell when; `unique` different people
    were. `joined_late` and `left_early` count those who missed 5 to 15 minutes, and more.
    """

    unique: int
    peak: int | None = None
    joined_late: tuple[int, int] | None = None
    left_early: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class Counted:
    """A number of people that was corrected, and until when it counted."""

    headcount: int | None
    attendance: Attendance | None
    until: datetime


@dataclass(frozen=True, slots=True)
class Session:
    """One session; `occurrence_version` is the version in which others last heard of its time.

    `reminded_of` is the occurrence version that members were last reminded of, 0 if of none;
    `moved_from` is the start before it was last moved. `reason` says why it was skipped or
    cancelled, `replaces` which session it is held in place of. `series_date` is the day that its
    series has it on, wherever it was moved since. `counted_before` are headcounts that
    were corrected, the oldest first. `observers` are bodies that only listen; `observers_reason` is
    why members heard of one less than two hours before.
    """

    session_id: str
    network_id: str
    plan: Plan
    starts_at: datetime
    ends_at: datetime
    remind_at: datetime
    state: State = State.PLANNED
    reminded_of: int = 0
    recording_off: bool = False
    headcount: int | None = None
    attendance: Attendance | None = None
    counted_before: tuple[Counted, ...] = ()
    moved_from: datetime | None = None
    reason: str = ""
    replaces: str = ""
    series_id: str = ""
    series_date: date | None = None
    format: Format | None = None
    observers: tuple[str, ...] = ()
    observers_reason: str = ""
    occurrence_version: int = 1
    version: int = 1

    @property
    def reminded(self) -> bool:
        """Whether members have been told of a time of it, be it this one or an earlier one."""
        return self.reminded_of > 0

    @property
    def called_off(self) -> bool:
        """Whether it was on the programme and will not take place."""
        return self.state in (State.CANCELLED, State.SKIPPED)


Change = tuple[Session, list[Event]]


class Changed(Invalid):
    """The session is not what was seen by whoever changes it; `extension` has its version now."""

    status = 409
    code = "stale"

    def __init__(self, session: Session) -> None:
        super().__init__(
            "Somebody changed this session while you were looking at it, or members were reminded "
            "of it. What you typed is not saved. Look at how it is planned now, and send it again."
        )
        self.extension = {"version": session.version}


def reminder_is_due(session: Session) -> bool:
    """Whether members are still to be reminded of the time it has now, once they are."""
    return session.state is State.PLANNED and session.reminded_of != session.occurrence_version


def must_be_planned(session: Session) -> None:
    """Raise Conflict unless a session is planned, or open."""
    if session.state is State.CANCELLED:
        raise Conflict("This session was cancelled.")
    if session.state is State.SKIPPED:
        raise Conflict("This date is skipped; there is no session on it.")
    if session.state is State.HELD:
        raise Conflict("This session is written down as held.")
    if session.state is State.NOT_HELD:
        raise Conflict("It is written down that this session did not take place.")


def must_be_held(session: Session) -> None:
    """Raise Conflict unless a session is written down as held."""
    if session.state is State.CANCELLED:
        raise Conflict("This session was cancelled.")
    if session.state is not State.HELD:
        raise Conflict("Write down first that the session was held.")


def must_be_changeable(session: Session, now: datetime) -> None:
    """Raise Conflict unless a session is planned, or open, and not over."""
    must_be_planned(session)
    if now >= session.ends_at:
        raise Conflict("This session is over. Write down whether it was held.")


def occurrence(session: Session) -> dict[str, object]:
    """What every event about a session says of it."""
    return {
        "session_id": session.session_id,
        "network_id": session.network_id,
        "local_start": session.plan.local_start.isoformat(timespec="minutes"),
        "zone": session.plan.zone,
        "starts_at": session.starts_at,
        "ends_at": session.ends_at,
    }
