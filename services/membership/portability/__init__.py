"""What membership takes along when a network moves: who belongs to it, from where, and itself.

It is brought in this order, the network at last: until then nobody sees anything of it, and what
was brought before may be brought again.
"""

from __future__ import annotations

from services.membership import store
from services.membership.api.routes import api
from services.membership.portability import exports, invited, itself, people, register
from services.runtime.portability import Kind, offer

KINDS = {
    "organisations": register.KIND,
    "people": people.KIND,
    "invitations": invited.KIND,
    "network": itself.KIND,
}
"""By the name of their file."""

offer(api, store.table, KINDS)

__all__ = ["KINDS", "Kind", "exports"]
