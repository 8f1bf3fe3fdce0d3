"""Who may still check notes, as membership said it last."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from services.contracts.roles import Standing
from services.notes.model import CHECKERS
from services.notes.store.tables import get_many, table
from services.runtime.ports import AtVersion, Check, Item, Key
from services.runtime.rights import place_key


def place_keys(network_id: str, member_ids: Iterable[str]) -> list[tuple[str, Key]]:
    """Where the places of these people in a network are kept."""
    return [(table(), place_key(member_id, network_id)) for member_id in sorted(member_ids)]


def places_in(network_id: str, member_ids: Iterable[str]) -> Sequence[Item | None]:
    """The places of these people in a network, as of now."""
    return get_many(place_keys(network_id, member_ids))


def unchanged(place: Item) -> Check:
    """Lets a write hold only while nothing newer was heard about somebody's place (C6)."""
    return Check(table(), (place["pk"], place["sk"]), AtVersion(place["version"]))


def checkers_among(places: Iterable[Item | None]) -> dict[str, Check]:
    """Those who are members with a role that checks notes, each with what holds while they are."""
    return {
        place["member_id"]: unchanged(place)
        for place in places
        if place is not None
        and place["standing"] == Standing.MEMBER
        and not set(CHECKERS).isdisjoint(place["roles"])
    }
