"""What membership takes along when a network moves: who belongs to it, from where, and itself.

It is brought in this order, the network at last: until then nobody sees anything of it, and what
was brought before may be brought again.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from services.contracts.roles import Role
from services.membership import store
from services.membership.api.routes import api
from services.membership.model.looking import Reader, What
from services.membership.portability import exports, invited, itself, people, register
from services.membership.store import looking
from services.runtime.portability import Kind, offer
from services.runtime.rights import Viewer

KINDS = {
    "organisations": register.KIND,
    "people": people.KIND,
    "invitations": invited.KIND,
    "network": itself.KIND,
}
"""By the name of their file."""
SUBJECTS: dict[str, Callable[[Sequence[Any]], list[str]]] = {
    "people": people.subjects,
    "invitations": invited.subjects,
}
"""Who sees that somebody was shown these (X5)."""


def looked(seen: Viewer, kind: str, things: Sequence[Any]) -> None:
    """Let everybody who is among these things see that they are in an export."""
    if kind in SUBJECTS:
        reader = Reader.CHAIR if seen.may(Role.CHAIR) else Reader.HOST
        subjects = SUBJECTS[kind](things)
        looking.seen(seen.member_id, seen.network.network_id, What.EXPORT, subjects, reader)


offer(api, store.table, KINDS, looked)

__all__ = ["KINDS", "Kind", "exports"]
