"""What a member sees of the contacts outside for whom they vouch."""

from __future__ import annotations

from services.membership import store as people
from services.membership.model.vouching import Contact
from services.membership.store import vouching as store
from services.runtime.rights import viewer


def mine(network_id: str, *, by: str) -> list[Contact]:
    """For whom a member vouches, the latest first; raises NotAllowed."""
    seen, _ = viewer(people.table(), by, network_id)
    seen.must_be_member()
    return sorted(store.of(by, network_id), key=lambda one: one.asked_at, reverse=True)
