"""What people can have done about the hour itself: opened, or written down as not held."""

from __future__ import annotations

from services.runtime import platform
from services.runtime.http.wishes import Wish
from services.sessions import store
from services.sessions.commands.session import for_change
from services.sessions.model import Session, running


class OpenSession(Wish):
    """That recording and transcript are off, without which no session is opened."""

    recording_is_off: bool = False


def begin(network_id: str, session_id: str, wish: OpenSession, *, by: str) -> Session:
    """Open a session; as it is if it is open already."""
    session = for_change(network_id, session_id, by)
    change = running.begin(session, recording_is_off=wish.recording_is_off, now=platform.now())
    if change is None:
        return session
    store.change(session, *change)
    return change[0]


def miss(network_id: str, session_id: str, *, by: str) -> Session:
    """Write down that a session did not take place; as it is if that is written down."""
    session = for_change(network_id, session_id, by)
    change = running.miss(session, platform.now())
    if change is None:
        return session
    store.change(session, *change)
    return change[0]
