"""Who speaks in a session and who listens to it, for programs."""

from __future__ import annotations

from services.sessions.api.routes import NETWORK, api
from services.sessions.api.session import SessionAnswer, answer
from services.sessions.commands import room
from services.sessions.commands.room import ArrangeRoom


@api.post(f"{NETWORK}/sessions/<session>/room")
def arrange_room(network: str, session: str, wish: ArrangeRoom) -> SessionAnswer:
    """Say what kind of session it is, and which bodies listen to it, for members to read.

    Less than two hours before its start only a chair adds a body, with a reason.
    """
    return answer(room.arrange(network, session, wish, by=api.member_id))
