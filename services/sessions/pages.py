"""Sessions for people: the programme, the way in, and the desk where sessions are run."""

from __future__ import annotations

from datetime import timedelta
from zoneinfo import ZoneInfo

from services.contracts.roles import Role
from services.runtime import platform
from services.runtime.pages.answers import Shown
from services.runtime.pages.pages import Pages
from services.runtime.pages.rendering import when
from services.runtime.rights import Viewer, networks_of, viewer
from services.runtime.signing import after, cursor
from services.sessions import commands, model, store
from services.sessions.commands import LONDON, HoldSession, MoveSession, ScheduleSession
from services.sessions.model import Door, Session, State

pages = Pages("sessions")
handler = pages.handler

FRIDAY = 4


# --- members ------------------------------------------------------------------------------------


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
        coming=coming,
        past=past,
        later=cursor(f"later/{network}", who, more_to_come),
        earlier=cursor(f"earlier/{network}", who, more_past),
        only_past=bool(earlier),
        only_coming=bool(later),
    )


@pages.get("/networks/<network>/sessions/<session>")
def one(network: str, session: str) -> Shown:
    """One session with its ground rules and the way in."""
    seen, found = commands.seen(network, session, by=pages.member_id)
    return _show_session(seen, found)


@pages.get("/networks/<network>/sessions/<session>/join")
def join(network: str, session: str) -> Shown:
    """The way into the meeting, for members, around the time of the session; keeps no trace."""
    seen, found = commands.seen(network, session, by=pages.member_id)
    if model.door(found, platform.now()) is Door.OPEN:
        return pages.go(found.plan.meeting_url)
    return _show_session(seen, found)


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
    today = now.astimezone(ZoneInfo(LONDON)).date()
    return pages.show(
        "desk-sessions.html",
        title="Plan a session",
        viewer=seen,
        coming=[session for session in coming if session.state is State.PLANNED],
        unwritten=[session for session in past if session.state is State.PLANNED],
        next_friday=today + timedelta(days=(FRIDAY - today.weekday()) % 7 or 7),
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


@pages.get("/networks/<network>/desk/sessions/<session>/move")
def move_page(network: str, session: str) -> Shown:
    """The form with the time that a session has now, and what moving it means."""
    seen, found = commands.seen(network, session, by=pages.member_id)
    seen.must_be(Role.CHAIR, Role.FACILITATOR)
    now = platform.now()
    model.must_be_changeable(found, now)
    begun = now >= found.starts_at
    return pages.show(
        "move.html",
        title="Change this session" if begun else "Move this session",
        viewer=seen,
        session=found,
        begun=begun,
    )


@pages.post("/networks/<network>/desk/sessions/<session>/move", again=move_page)
def move(network: str, session: str, wish: MoveSession) -> Shown:
    """Give a session another time, title or meeting address."""
    moved = commands.move(network, session, wish, by=pages.member_id)
    return pages.done(f"/networks/{network}/desk/sessions", _what_moved(moved, wish.version))


@pages.get("/networks/<network>/desk/sessions/<session>/cancel")
def cancel_page(network: str, session: str) -> Shown:
    """What cancelling means, before it is done."""
    seen, found = commands.seen(network, session, by=pages.member_id)
    seen.must_be(Role.CHAIR, Role.FACILITATOR)
    model.cancel(found, platform.now())  # says why not, before anybody decides
    return pages.show("cancel.html", title="Cancel this session?", viewer=seen, session=found)


@pages.post("/networks/<network>/desk/sessions/<session>/cancel")
def cancel(network: str, session: str) -> Shown:
    """Cancel a session."""
    cancelled = commands.cancel(network, session, by=pages.member_id)
    told = "Everybody who was reminded gets a mail." if cancelled.reminded else "No mail is sent."
    return pages.done(f"/networks/{network}/desk/sessions", f"The session is cancelled. {told}")


@pages.get("/networks/<network>/desk/sessions/<session>/run-sheet")
def run_sheet(network: str, session: str) -> Shown:
    """What the facilitator needs during the hour, and the form for afterwards."""
    seen, found = commands.seen(network, session, by=pages.member_id)
    seen.must_be(Role.CHAIR, Role.FACILITATOR)
    return pages.show(
        "run-sheet.html",
        title="Run sheet",
        viewer=seen,
        session=found,
        begun=platform.now() >= found.starts_at,
    )


@pages.post("/networks/<network>/desk/sessions/<session>/run-sheet", again=run_sheet)
def hold(network: str, session: str, wish: HoldSession) -> Shown:
    """Write down that the session took place."""
    commands.hold(network, session, wish, by=pages.member_id)
    return pages.done(
        f"/networks/{network}/desk/notes", "The session is written down. Now its note can follow."
    )


def _what_moved(session: Session, version_before: int) -> str:
    """What has happened to a session that was of this version, and who hears of it."""
    if session.version == version_before:
        return "Nothing was changed. No mail is sent."
    if session.version != session.occurrence_version:
        return "The change is saved. No mail is sent."
    starts = when(session.starts_at, session.plan.zone)
    told = "Everybody who was reminded gets" if session.reminded else "Nobody gets"
    return f"The session is moved to {starts}. {told} a mail about it."


def _show_session(seen: Viewer, session: Session) -> Shown:
    return pages.show(
        "session.html",
        title=session.plan.title,
        viewer=seen,
        session=session,
        door=model.door(session, platform.now()),
        opens_at=session.starts_at - model.DOORS_OPEN,
    )
