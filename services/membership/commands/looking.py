"""Seeing who has looked at what is kept about me (X5)."""

from __future__ import annotations

from typing import NamedTuple

from services.membership import store
from services.membership.addresses import alias_key
from services.membership.model.looking import Look
from services.membership.store import looking
from services.runtime.ports import Item


class Looks(NamedTuple):
    """Looks, the newest first, and where the list goes on."""

    looks: list[Look]
    next: Item | None


def mine(after: Item | None, *, by: str) -> Looks:
    """Who has looked at me; on the first page also at invitations to any of my addresses."""
    found, onwards = looking.looks(by, after)
    if after is None:
        member = store.read_member(store.member(by))
        for alias in {alias_key(address) for address in member.addresses}:
            found += looking.looks(alias)[0]
        found.sort(key=lambda look: look.day, reverse=True)
    return Looks(found, onwards)
