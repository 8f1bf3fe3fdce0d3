"""The programme of a network, my next session, and the desk where sessions are planned."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from services.contracts.roles import Role
from services.runtime import platform
from services.runtime.pages.answers import Shown
from services.runtime.pages.rendering import when
from services.runtime.rights import networks_of, viewer
from services.runtime.signing import after, cursor
from services.sessions import commands, store
from services.sessions.commands import ScheduleSession
from services.sessions.commands.plan import LONDON
from services.sessions.model import FORMATS, Session, State
from services.sessions.pages.site import pages

FRIDAY = 4
RUNNING = (State.PLANNED, State.OPENED)


@pages.get("/networks/<network>/sessions")
def programme(network: str, later: str = "", earlier: str = "") -> Shown:
    """What is planned, and what there was; further pages show either the one or the other."""
    seen, _ = viewer(store.table(), pages.member_id, network)
    seen.must_be_member()
    now, who = platform.now(), pages.member_id
    coming: list[Session] = []
    past: list[Session] = []
    more_to_come = more_past = None
    if not earlier:
        coming, more_to_come = store.from_now(network, now, after(f"later/{network}", who, later))
    if not later:
        past, more_past = store.until_now(network, now, after(f"earlier/{network}", who, earlier))
    return pages.show(
        "programme.html",
        title="Sessions",
        viewer=seen,
        formats=FORMATS,
        coming=coming,
        past=past,
        later=cursor(f"later/{network}", who, more_to_come),
        earlier=cursor(f"earlier/{network}", who, more_past),
        only_past=bool(earlier),
        only_coming=bool(later),
    )


@pages.get("/friday")
def friday() -> Shown:
    """My next session, in whichever of my networks it is."""
    mine = networks_of(store.table(), pages.member_id)
    coming = [found for network in mine if (found := store.next_planned(network, platform.now()))]
    if not coming:
        return pages.show("nothing-planned.html", title="Nothing is planned yet")
    first = min(coming, key=lambda session: session.starts_at)
    return pages.go(f"/networks/{first.network_id}/sessions/{first.session_id}/join")


# --- the desk -----------------------------------------------------------------------------------


@pages.get("/networks/<network>/desk/sessions")
def desk(network: str) -> Shown:
    """The form to plan a session, and the sessions that are planned."""
    seen, _ = viewer(store.table(), pages.member_id, network)
    seen.must_be(Role.CHAIR, Role.FACILITATOR)
    now = platform.now()
    coming, _ = store.from_now(network, now)
    past, _ = store.until_now(network, now)
    return pages.show(
        "desk-sessions.html",
        title="Plan a session",
        viewer=seen,
        coming=[session for session in coming if session.state in RUNNING],
        unwritten=[session for session in past if session.state in RUNNING],
        next_friday=next_friday(now),
        called_off=[session for session in coming if session.called_off],
        idempotency_key=platform.new_id(),
    )


@pages.post("/networks/<network>/desk/sessions", again=desk)
def schedule(network: str, wish: ScheduleSession) -> Shown:
    """Plan a session."""
    session = commands.schedule(network, wish, by=pages.member_id)
    starts = when(session.starts_at, session.plan.zone)
    return pages.done(
        f"/networks/{network}/desk/sessions",
        f"The session is planned for {starts}. Members are reminded the day before.",
    )


def next_friday(now: datetime) -> date:
    """What a form to plan a session begins with."""
    today = now.astimezone(ZoneInfo(LONDON)).date()
    return today + timedelta(days=(FRIDAY - today.weekday()) % 7 or 7)
