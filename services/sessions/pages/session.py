"""One session: its page, the way in, and what its chair or facilitator does with it."""

from __future__ import annotations

from services.contracts.roles import Role
from services.runtime import platform
from services.runtime.pages.answers import Shown
from services.runtime.pages.rendering import when
from services.runtime.rights import Viewer
from services.sessions import commands, model
from services.sessions.calendar import links
from services.sessions.commands import MoveSession, ReplaceSession
from services.sessions.model import Door, Session
from services.sessions.pages.site import pages

# --- members ------------------------------------------------------------------------------------


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


# --- the desk -----------------------------------------------------------------------------------


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


@pages.get("/networks/<network>/desk/sessions/<session>/replace")
def replace_page(network: str, session: str) -> Shown:
    """The form for a session in place of one that was called off (S7)."""
    seen, found = commands.seen(network, session, by=pages.member_id)
    seen.must_be(Role.CHAIR, Role.FACILITATOR)
    return pages.show("replace.html", title="Hold it after all", viewer=seen, session=found)


@pages.post("/networks/<network>/desk/sessions/<session>/replace", again=replace_page)
def replace(network: str, session: str, wish: ReplaceSession) -> Shown:
    """Plan another session in place of one that was called off."""
    planned = commands.replace(network, session, wish, by=pages.member_id)
    starts = when(planned.starts_at, planned.plan.zone)
    return pages.done(
        f"/networks/{network}/desk/sessions",
        f"Another session is planned for {starts}. Members are reminded the day before.",
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
    site = platform.setting("SITE_URL")
    file = f"/networks/{session.network_id}/sessions/{session.session_id}/calendar"
    came, headcount = model.told(session)
    return pages.show(
        "session.html",
        title=session.plan.title,
        viewer=seen,
        session=session,
        door=model.door(session, platform.now()),
        opens_at=session.starts_at - model.DOORS_OPEN,
        links=links.to_add(session, site=site, file=file),
        formats=model.FORMATS,
        came=came,
        headcount=headcount,
    )
