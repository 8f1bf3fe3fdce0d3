"""Who may still check notes, as membership said it last."""

from __future__ import annotations

from collections.abc import Iterable

from services.contracts.roles import Standing
from services.notes.model import CHECKERS
from services.notes.store.names import places_in


def checkers_among(network_id: str, member_ids: Iterable[str]) -> frozenset[str]:
    """Those of these people who are members with a role that checks notes, as of now (C6)."""
    wanted = frozenset(member_ids)
    return frozenset(
        place["member_id"]
        for place in (places_in(network_id, wanted) if wanted else ())
        if place["standing"] == Standing.MEMBER and not set(CHECKERS).isdisjoint(place["roles"])
    )
