"""One session, for programs: planned, changed, held."""

from __future__ import annotations

from datetime import datetime

from services.runtime import platform
from services.runtime.http.wishes import Answer
from services.sessions import commands, model
from services.sessions.api.routes import NETWORK, api
from services.sessions.commands import HoldSession, MoveSession, ReplaceSession, ScheduleSession
from services.sessions.model import Format, Session, State, Told
from services.sessions.series import Clock, clock


class SessionAnswer(Answer):
    """A session; `link` goes through the site, which checks membership at the click.

    `moved_from` is the start that it had before it was last moved, `reason` why it was called off,
    `replaces` the session in whose place it is. `clock` is how often the clock on the wall shows
    `local_start` on that day: if never, it starts at the first valid later time, if twice, at the
    first of the two. `came` tells of a session that was held what is known of how many came;
    `headcount` is there only if it is not small.
    """

    session_id: str
    network_id: str
    title: str
    local_start: datetime
    zone: str
    starts_at: datetime
    ends_at: datetime
    remind_at: datetime
    moved_from: datetime | None
    state: State
    reason: str | None
    replaces: str | None
    series_id: str | None
    clock: Clock
    format: Format | None
    observers: tuple[str, ...]
    observers_reason: str | None
    came: Told | None
    headcount: int | None
    link: str
    version: int


class HeldAnswer(Answer):
    """A session that was held."""

    session_id: str
    headcount: int | None


@api.post(f"{NETWORK}/sessions", status=201)
def schedule_session(network: str, wish: ScheduleSession) -> SessionAnswer:
    """Plan a session; members are reminded one day before, at the same wall time."""
    return answer(commands.schedule(network, wish, by=api.member_id))


@api.get(f"{NETWORK}/sessions/<session>")
def read_session(network: str, session: str) -> SessionAnswer:
    """One session."""
    _, found = commands.seen(network, session, by=api.member_id)
    return answer(found)


@api.post(f"{NETWORK}/sessions/<session>/move")
def move_session(network: str, session: str, wish: MoveSession) -> SessionAnswer:
    """Give a session another time; members who were reminded of the old one get a mail.

    A title or meeting address may change with it or by itself, of which nobody is told.
    """
    return answer(commands.move(network, session, wish, by=api.member_id))


@api.post(f"{NETWORK}/sessions/<session>/cancel")
def cancel_session(network: str, session: str) -> SessionAnswer:
    """Cancel a session; members who were reminded get a mail."""
    return answer(commands.cancel(network, session, by=api.member_id))


@api.post(f"{NETWORK}/sessions/<session>/replace", status=201)
def replace_session(network: str, session: str, wish: ReplaceSession) -> SessionAnswer:
    """Plan another session in place of one that was cancelled or skipped, which stays so."""
    return answer(commands.replace(network, session, wish, by=api.member_id))


@api.post(f"{NETWORK}/sessions/<session>/hold")
def hold_session(network: str, session: str, wish: HoldSession) -> HeldAnswer:
    """Write down that a session took place, and how many came."""
    held = commands.hold(network, session, wish, by=api.member_id)
    return HeldAnswer(session_id=held.session_id, headcount=held.headcount)


def answer(session: Session) -> SessionAnswer:
    """What programs are told of a session."""
    site = platform.setting("SITE_URL")
    came, headcount = model.told(session)
    return SessionAnswer(
        session_id=session.session_id,
        network_id=session.network_id,
        title=session.plan.title,
        local_start=session.plan.local_start,
        zone=session.plan.zone,
        starts_at=session.starts_at,
        ends_at=session.ends_at,
        remind_at=session.remind_at,
        moved_from=session.moved_from,
        state=session.state,
        reason=session.reason or None,
        replaces=session.replaces or None,
        series_id=session.series_id or None,
        clock=clock(session.plan.local_start, session.plan.zone),
        format=session.format,
        observers=session.observers,
        observers_reason=session.observers_reason or None,
        came=came,
        headcount=headcount,
        link=f"{site}/networks/{session.network_id}/sessions/{session.session_id}/join",
        version=session.version,
    )
