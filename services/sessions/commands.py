"""What people can have done about sessions; each reads, asks the rules, and saves once."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, BeforeValidator, StringConstraints, field_validator

from services.contracts.refusals import Conflict, NotFound
from services.contracts.roles import Role
from services.runtime import platform
from services.runtime.http.wishes import FilledLine, Line, Wish
from services.runtime.rights import Viewer, viewer
from services.runtime.signing import keyed_hash
from services.sessions import model, store
from services.sessions.model import Plan, Session

LONDON = "Europe/London"


def _zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise ValueError("Write a time zone such as Europe/London.") from error
    return name


def _meeting_url(address: str) -> str:
    sentence = "Copy the whole address of the meeting; it starts with https://."
    try:
        parts = urlsplit(address)
        proper = parts.scheme == "https" and "." in (parts.hostname or "") and not parts.username
    except ValueError as error:
        raise ValueError(sentence) from error
    # It travels in a header, where nothing but plain printed characters can.
    if not proper or not all("!" <= character <= "~" for character in address):
        raise ValueError(sentence)
    return address


def _date(date: str) -> str:
    try:
        return datetime.strptime(date, "%Y-%m-%d").date().isoformat()
    except ValueError as error:
        raise ValueError("Write the date as year-month-day, such as 2026-11-27.") from error


def _time(time: str) -> str:
    try:
        return datetime.strptime(time, "%H:%M").time().isoformat(timespec="minutes")
    except ValueError as error:
        raise ValueError("Write the time on the 24-hour clock, such as 14:00.") from error


def _filled(value: object) -> object:
    return None if isinstance(value, str) and not value.strip() else value


def _whole_number(value: object) -> object:
    if isinstance(value, str) and not value.strip().isdecimal():
        raise ValueError("Write a whole number, such as 60.")
    return value


def _length(minutes: int) -> int:
    if not model.FEWEST_MINUTES <= minutes <= model.MOST_MINUTES:
        raise ValueError("A session is 5 to 600 minutes long.")
    return minutes


Date = Annotated[str, AfterValidator(_date)]
Time = Annotated[str, AfterValidator(_time)]
Zone = Annotated[FilledLine, AfterValidator(_zone)]
Minutes = Annotated[int, BeforeValidator(_whole_number), AfterValidator(_length)]
MeetingUrl = Annotated[str, StringConstraints(max_length=2000), AfterValidator(_meeting_url)]


class ScheduleSession(Wish):
    """A session to plan: wall time and zone, length, title, meeting address.

    Sending the same `idempotency_key` again changes nothing and gives the same answer.
    """

    title: FilledLine
    date: Date
    time: Time = "14:00"
    zone: Zone = LONDON
    minutes: Minutes = 60
    meeting_url: MeetingUrl
    idempotency_key: Line = ""

    def plan(self) -> Plan:
        """The wish in the words of the rules."""
        return Plan(
            title=self.title,
            local_start=_wall_time(self.date, self.time),
            zone=self.zone,
            minutes=self.minutes,
            meeting_url=self.meeting_url,
        )


class MoveSession(Wish):
    """Another time for the session of that version; what is left out stays as it is.

    An empty meeting address stays too. Sending the same again changes nothing and gives the same
    answer, so no key is needed.
    """

    version: int
    date: Date
    time: Time
    zone: Zone | None = None
    minutes: Minutes | None = None
    title: FilledLine | None = None
    meeting_url: Annotated[MeetingUrl | None, BeforeValidator(_filled)] = None

    def plan(self, before: Plan) -> Plan:
        """What is then planned, in the words of the rules."""
        return Plan(
            title=self.title or before.title,
            local_start=_wall_time(self.date, self.time),
            zone=self.zone or before.zone,
            minutes=self.minutes or before.minutes,
            meeting_url=self.meeting_url or before.meeting_url,
        )


class HoldSession(Wish):
    """That a session took place: recording was off, and how many came; empty if not counted."""

    recording_off: bool = False
    headcount: int | None = None

    @field_validator("headcount", mode="before")
    @classmethod
    def _counted(cls, headcount: object) -> object:
        counted = _filled(headcount)
        return None if counted is None else _whole_number(counted)

    @field_validator("headcount")
    @classmethod
    def _sensible(cls, headcount: int | None) -> int | None:
        if headcount is not None and not 0 <= headcount <= model.MOST_PEOPLE:
            raise ValueError("Write how many people came, or leave it empty.")
        return headcount


def schedule(network_id: str, wish: ScheduleSession, *, by: str) -> Session:
    """Plan a session; a repeated idempotency key gives the session that was planned first."""
    session_id = _session_id(network_id, wish.idempotency_key, by)
    seen, (stored,) = viewer(store.table(), by, network_id, store.key(session_id))
    _must_run_sessions(seen)
    if stored is not None:
        return store.read(stored)
    session, events = model.schedule(session_id, network_id, wish.plan(), platform.now())
    try:
        store.add(session, events)
    except Conflict:
        planned = store.find(session_id)
        if planned is None:
            raise
        return planned  # the same key at the same moment: the other one planned it
    return session


def move(network_id: str, session_id: str, wish: MoveSession, *, by: str) -> Session:
    """Give a session another time, title or meeting address; as it is if it is so already."""
    session = _for_change(network_id, session_id, by)
    plan = wish.plan(session.plan)
    change = model.move(session, plan, version=wish.version, now=platform.now())
    if change is None:
        return session
    store.change(session, *change)
    return change[0]


def cancel(network_id: str, session_id: str, *, by: str) -> Session:
    """Cancel a session."""
    session = _for_change(network_id, session_id, by)
    changed, events = model.cancel(session, platform.now())
    store.change(session, changed, events)
    return changed


def hold(network_id: str, session_id: str, wish: HoldSession, *, by: str) -> Session:
    """Write down that a session took place."""
    session = _for_change(network_id, session_id, by)
    changed, events = model.hold(
        session,
        recording_off=wish.recording_off,
        headcount=wish.headcount,
        now=platform.now(),
    )
    store.change(session, changed, events)
    return changed


def remind(session_id: str) -> bool:
    """Say that members are to be reminded; False if there is nothing to remind of."""
    session = store.find(session_id)
    change = model.remind(session, platform.now()) if session else None
    if session is None or change is None:
        return False
    store.change(session, *change)
    return True


def seen(network_id: str, session_id: str, *, by: str) -> tuple[Viewer, Session]:
    """A session as somebody in the network; raises NotFound if it is not this network's."""
    found, (item,) = viewer(store.table(), by, network_id, store.key(session_id))
    found.must_be_member()
    session = store.read(item) if item else None
    if session is None or session.network_id != network_id:
        raise NotFound("There is no such session in this network.")
    return found, session


def _for_change(network_id: str, session_id: str, by: str) -> Session:
    found, session = seen(network_id, session_id, by=by)
    _must_run_sessions(found)
    return session


def _must_run_sessions(found: Viewer) -> None:
    found.must_be(Role.CHAIR, Role.FACILITATOR)
    if found.network.archived:
        raise Conflict("The network has ended; nothing more is planned in it.")


def _wall_time(date: str, time: str) -> datetime:
    return datetime.fromisoformat(f"{date}T{time}")


def _session_id(network_id: str, idempotency_key: str, by: str) -> str:
    if not idempotency_key:
        return platform.new_id()
    return keyed_hash("session", f"{network_id}:{by}:{idempotency_key}")[:32]
