"""What people can have done about who speaks in a session, and who listens to it."""

from __future__ import annotations

from typing import Annotated

from pydantic import BeforeValidator, Field

from services.contracts.refusals import NotAllowed
from services.contracts.roles import Role
from services.runtime import platform
from services.runtime.http.wishes import FilledLine, Line, Wish
from services.sessions import store
from services.sessions.commands.plan import Version, filled
from services.sessions.commands.session import must_run_sessions, seen
from services.sessions.model import Format, Session
from services.sessions.model import room as rules


def _lines(text: object) -> object:
    """The lines of a form's field, of which empty ones say nothing."""
    texts = [text] if isinstance(text, str) else text
    if not isinstance(texts, list | tuple) or not all(isinstance(one, str) for one in texts):
        return text
    return tuple(line for one in texts for line in one.splitlines() if line.strip())


class ArrangeRoom(Wish):
    """What kind of session that of this version is, and which bodies listen; never persons.

    `reason` is for members to read, if they hear of an observer less than two hours before.
    """

    version: Version
    format: Annotated[Format | None, BeforeValidator(filled)] = None
    observers: Annotated[
        tuple[FilledLine, ...], BeforeValidator(_lines), Field(max_length=rules.MOST_OBSERVERS)
    ] = ()
    reason: Line = ""


def arrange(network_id: str, session_id: str, wish: ArrangeRoom, *, by: str) -> Session:
    """Say what kind of session it is and who listens; as it is if it is so already."""
    found, session = seen(network_id, session_id, by=by)
    must_run_sessions(found)
    now = platform.now()
    if rules.comes_late(session, wish.observers, now) and not found.may(Role.CHAIR):
        raise NotAllowed("Less than two hours before a session only a chair adds an observer.")
    change = rules.arrange(
        session, wish.format, wish.observers, wish.reason, version=wish.version, now=now
    )
    if change is None:
        return session
    store.change(session, *change)
    return change[0]
