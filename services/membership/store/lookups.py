"""What is known of the addresses in a list, before anybody is imported (M23, M24)."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple

from services.contracts.roles import Standing
from services.membership.importing import Known
from services.membership.model import Place
from services.membership.store import removals
from services.membership.store.mailboxes import ERASED, kept_out_key
from services.membership.store.networks import read_place
from services.membership.store.people import claim_key, people_key
from services.membership.store.table import read
from services.membership.store.wishes import is_proved
from services.runtime.ports import Item, Key
from services.runtime.rights import place_key

AT_ONCE = 100
"""Keys in one batched read."""
IN_THE_NETWORK: Mapping[Standing, Known] = {
    Standing.MEMBER: Known.MEMBER,
    Standing.SUSPENDED: Known.SUSPENDED,
    Standing.WAITING: Known.WAITING,
    Standing.DECLINED: Known.DECLINED,
    Standing.LEFT: Known.LEFT,
}
"""What a place says of somebody; one that an undone import has taken back says nothing."""


class LookedUp(NamedTuple):
    """What is known by keys, with the claims and the places that it follows from."""

    facts: Mapping[str, Collection[Known]]
    claims: Mapping[str, Item]
    places: Mapping[str, Place]


# --- reading ------------------------------------------------------------------------------------


def look_up(network_id: str, keys: Sequence[str]) -> LookedUp:
    """What is known of addresses and mailboxes by their keys, as of now.

    First whose they are, and then whether anybody was erased: an erasure takes the one away and
    writes the other in one transaction, so that in this order it cannot be missed.
    """
    first = _read([each for key in keys for each in (claim_key(key), people_key(key))])
    claims = {key: claim for key, claim in zip(keys, first[::2], strict=True) if claim}
    claims_proved = {key: claim for key, claim in claims.items() if is_proved(claim)}
    boxes = {
        key: list(item["member_ids"])
        for key, item in zip(keys, first[1::2], strict=True)
        if item is not None
    }
    owners = {str(claim["member_id"]) for claim in claims_proved.values()}
    places, undone = _places(network_id, sorted(owners.union(*boxes.values())))
    marks = _read([each for key in keys for each in _marks(key, network_id)])
    facts: dict[str, set[Known]] = {}
    for key, erased, kept_out, removed in zip(
        keys, marks[::3], marks[1::3], marks[2::3], strict=True
    ):
        found = {Known.REMOVED} if removed else set[Known]()
        if key in claims_proved:
            owner = str(claims_proved[key]["member_id"])
            found.add(_standing(owner, places, undone) or Known.ELSEWHERE)
        elif erased:
            found.add(Known.ERASED)
        people = boxes.get(key, [])
        found.update(filter(None, (_standing(one, places, undone) for one in people)))
        # Whoever was erased and has come back by themselves is not kept out any more (M23).
        if kept_out and not (people and kept_out["why"] == ERASED):
            found.add(Known(kept_out["why"]))
        if found:
            facts[key] = found
    return LookedUp(facts, claims, places)


def _marks(key: str, network_id: str) -> tuple[Key, Key, Key]:
    return erased_key(key), kept_out_key(key), removals.key(key, network_id)


def _standing(member_id: str, places: Mapping[str, Place], undone: Collection[str]) -> Known | None:
    place = places.get(member_id)
    if place is None or member_id in undone:
        return None
    return IN_THE_NETWORK[place.standing]


def _places(network_id: str, member_ids: Sequence[str]) -> tuple[dict[str, Place], set[str]]:
    """Places by member, and those members whose place is only what an undone import has left."""
    keys = [
        key
        for member_id in member_ids
        for key in (place_key(member_id, network_id), added_key(member_id, network_id))
    ]
    found = _read(keys)
    places: dict[str, Place] = {}
    undone: set[str] = set()
    for member_id, item, added in zip(member_ids, found[::2], found[1::2], strict=True):
        if item is None:
            continue
        places[member_id] = read_place(item)
        if added and added.get("undone_at") == item["version"]:
            undone.add(member_id)
    return places, undone


def _read(keys: Sequence[Key]) -> list[Item | None]:
    found: list[Item | None] = []
    for start in range(0, len(keys), AT_ONCE):
        found += read(keys[start : start + AT_ONCE])
    return found


def erased_key(address_key: str) -> Key:
    """Where it is kept that the owner of an address was erased."""
    return f"ADDRESS#{address_key}", "ERASED"


def added_key(member_id: str, network_id: str) -> Key:
    """Where it is kept that somebody was imported into a network."""
    return f"MEMBER#{member_id}", f"ADDED#{network_id}"
