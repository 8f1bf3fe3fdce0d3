"""The hour itself, for programs: opened, or not held."""

from __future__ import annotations

from services.sessions.api.routes import NETWORK, api
from services.sessions.api.session import SessionAnswer, answer
from services.sessions.commands import running
from services.sessions.commands.running import OpenSession

ONE = f"{NETWORK}/sessions/<session>"


@api.post(f"{ONE}/open")
def open_session(network: str, session: str, wish: OpenSession) -> SessionAnswer:
    """Open a session, from 15 minutes before its start, once recording and transcript are off."""
    return answer(running.begin(network, session, wish, by=api.member_id))


@api.post(f"{ONE}/not-held")
def write_not_held(network: str, session: str) -> SessionAnswer:
    """Write down that a session did not take place; it can still be written down as held."""
    return answer(running.miss(network, session, by=api.member_id))
