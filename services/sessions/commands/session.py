"""What people can have done about a session; each reads, asks the rules, and saves once."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator, BeforeValidator

from services.contracts.refusals import Conflict, NotFound
from services.contracts.roles import Role
from services.runtime import platform
from services.runtime.http.wishes import FilledLine, Line, Wish
from services.runtime.ports import Item
from services.runtime.rights import Viewer, viewer
from services.runtime.signing import keyed_hash
from services.sessions import model, store
from services.sessions.commands.plan import (
    LONDON,
    Date,
    MeetingUrl,
    Minutes,
    Time,
    Version,
    Zone,
    filled,
    wall_time,
    whole_number,
)
from services.sessions.model import Plan, Session


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
            local_start=wall_time(self.date, self.time),
            zone=self.zone,
            minutes=self.minutes,
            meeting_url=self.meeting_url,
        )


class ReplaceSession(Wish):
    """When the session is held after all; what is left out is as it was planned before.

    Sending the same again changes nothing and gives the same answer, so no key is needed.
    """

    date: Date
    time: Time
    zone: Zone | None = None
    minutes: Minutes | None = None
    title: FilledLine | None = None
    meeting_url: Annotated[MeetingUrl | None, BeforeValidator(filled)] = None

    def plan(self, before: Plan) -> Plan:
        """What is then planned, in the words of the rules."""
        return Plan(
            title=self.title or before.title,
            local_start=wall_time(self.date, self.time),
            zone=self.zone or before.zone,
            minutes=self.minutes or before.minutes,
            meeting_url=self.meeting_url or before.meeting_url,
        )


class MoveSession(ReplaceSession):
    """Another time for the session of that version; what is left out stays as it is.

    An empty meeting address stays too. Sending the same again changes nothing and gives the same
    answer, so no key is needed.
    """

    version: Version


def _counted(headcount: object) -> object:
    counted = filled(headcount)
    return None if counted is None else whole_number(counted)


def _sensible(headcount: int | None) -> int | None:
    if headcount is not None and not 0 <= headcount <= model.MOST_PEOPLE:
        raise ValueError("Write how many people came, or leave it empty.")
    return headcount


Headcount = Annotated[int | None, BeforeValidator(_counted), AfterValidator(_sensible)]


class HoldSession(Wish):
    """That a session took place: recording was off, and how many came; empty if not counted."""

    recording_off: bool = False
    headcount: Headcount = None


def schedule(network_id: str, wish: ScheduleSession, *, by: str) -> Session:
    """Plan a session; a repeated idempotency key gives the session that was planned first."""
    session_id = _session_id(network_id, wish.idempotency_key, by)
    seen, (stored,) = viewer(store.table(), by, network_id, store.key(session_id))
    must_run_sessions(seen)
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
    session = for_change(network_id, session_id, by)
    plan = wish.plan(session.plan)
    change = model.move(session, plan, version=wish.version, now=platform.now())
    if change is None:
        return session
    store.change(session, *change)
    return change[0]


def cancel(network_id: str, session_id: str, *, by: str) -> Session:
    """Cancel a session."""
    session = for_change(network_id, session_id, by)
    changed, events = model.cancel(session, platform.now())
    store.change(session, changed, events)
    return changed


def replace(network_id: str, session_id: str, wish: ReplaceSession, *, by: str) -> Session:
    """Plan another session in place of one that was called off (S7); once for each."""
    other = keyed_hash("replacement", session_id)[:32]
    found, (item, stored) = viewer(
        store.table(), by, network_id, store.key(session_id), store.key(other)
    )
    must_run_sessions(found)
    session = _of_network(network_id, item)
    if stored is not None:
        return store.read(stored)
    planned, events = model.stand_in(session, other, wish.plan(session.plan), platform.now())
    store.add(planned, events)
    return planned


def hold(network_id: str, session_id: str, wish: HoldSession, *, by: str) -> Session:
    """Write down that a session took place."""
    session = for_change(network_id, session_id, by)
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
    return found, _of_network(network_id, item)


def _of_network(network_id: str, item: Item | None) -> Session:
    session = store.read(item) if item else None
    if session is None or session.network_id != network_id:
        raise NotFound("There is no such session in this network.")
    return session


def for_change(network_id: str, session_id: str, by: str) -> Session:
    """A session as somebody who runs sessions in the network."""
    found, session = seen(network_id, session_id, by=by)
    must_run_sessions(found)
    return session


def must_run_sessions(found: Viewer) -> None:
    """Raise a Refusal unless they may plan here, and anything can still be planned."""
    found.must_be(Role.CHAIR, Role.FACILITATOR)
    if found.network.archived:
        raise Conflict("The network has ended; nothing more is planned in it.")


def _session_id(network_id: str, idempotency_key: str, by: str) -> str:
    if not idempotency_key:
        return platform.new_id()
    return keyed_hash("session", f"{network_id}:{by}:{idempotency_key}")[:32]
