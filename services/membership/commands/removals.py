"""Removing somebody for cause: what chairs can have done, and what is kept of it (M20)."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BeforeValidator

from services.contracts.duties import MemberRemoved
from services.contracts.refusals import NotFound
from services.membership import model, store
from services.membership.commands import belonging
from services.membership.model import Cause, removals
from services.membership.store import removals as shelf
from services.runtime import platform
from services.runtime.http.wishes import Wish

AS_TYPED = {"3": 3, "6": 6, "12": 12, "24": 24}
"""A form sends text; no other text is a number here, however it is written."""


def _number(months: object) -> object:
    return AS_TYPED.get(months, months) if isinstance(months, str) else months


class RemoveMember(Wish):
    """Why somebody is removed, and for how many months a chair has a look before they are back."""

    cause: Cause
    months: Annotated[Literal[3, 6, 12, 24], BeforeValidator(_number)] = 12


def remove(network_id: str, member_id: str, wish: RemoveMember, *, by: str) -> None:
    """End somebody's membership for cause; they are told by mail."""
    network, (chair, place), person = store.network_places_and_member(network_id, by, member_id)
    model.must_be_chair(chair, network)
    if place is None or person is None:
        raise NotFound("This person is not in the network.")
    removed, said, removal = removals.remove(
        network, place, wish.cause, wish.months, platform.now(), by=by
    )
    told = MemberRemoved(network_id=network_id, member_id=member_id, sequence=removed.version)
    kept = shelf.put(belonging.aliases_of(person), network_id, removal)
    belonging.save_places(network, [removed], [said, told], *kept)
