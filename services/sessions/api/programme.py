"""The programme of a network, for programs."""

from __future__ import annotations

from services.runtime.http.wishes import Answer
from services.runtime.rights import viewer
from services.runtime.signing import after, cursor
from services.sessions import store
from services.sessions.api.routes import NETWORK, api
from services.sessions.api.session import SessionAnswer, answer


class ProgrammeAnswer(Answer):
    """Some sessions, the latest start first, and where the list goes on."""

    sessions: list[SessionAnswer]
    next: str | None


@api.get(f"{NETWORK}/sessions")
def list_sessions(network: str, next: str | None = None) -> ProgrammeAnswer:
    """The programme of a network."""
    seen, _ = viewer(store.table(), api.member_id, network)
    seen.must_be_member()
    route = f"sessions/{network}"
    sessions, more = store.of_network(network, after(route, api.member_id, next))
    return ProgrammeAnswer(
        sessions=[answer(session) for session in sessions],
        next=cursor(route, api.member_id, more),
    )
