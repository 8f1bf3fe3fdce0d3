"""Whom a network thanks.

NETWORK#<n>  SPONSORS  all of them, in one item that is read with the network
"""

from __future__ import annotations

from typing import NamedTuple

from services.contracts.refusals import NotFound
from services.membership.model import Network, Place
from services.membership.model.sponsors import Sponsor, Sponsors
from services.membership.store.networks import read_network, read_place
from services.membership.store.table import read, table
from services.runtime.ports import Absent, AtVersion, Item, Key, Put, Write
from services.runtime.rights import network_keys, place_key


class Thanked(NamedTuple):
    """A network, whom it thanks, and somebody's place in it."""

    network: Network
    sponsors: Sponsors
    place: Place | None


def thanked(network_id: str, member_id: str | None) -> Thanked:
    """All of it in one batched read; raises NotFound if there is no such network."""
    keys = [*network_keys(network_id), _key(network_id)]
    if member_id:
        keys.append(place_key(member_id, network_id))
    state, name, sponsors, *place = read(keys)
    if state is None or name is None:
        raise NotFound("There is no such network.")
    return Thanked(
        read_network(state, name),
        _read(network_id, sponsors),
        read_place(place[0]) if place and place[0] else None,
    )


def put_sponsors(sponsors: Sponsors) -> Write:
    """The write that holds if nobody changed them meanwhile."""
    pk, sk = _key(sponsors.network_id)
    kept = [
        {"sponsor_id": one.sponsor_id, "name": one.name, "sentence": one.sentence, "link": one.link}
        for one in sponsors.all
    ]
    item: Item = {"pk": pk, "sk": sk, "sponsors": kept, "version": sponsors.version}
    version = sponsors.version - 1
    return Put(table(), item, AtVersion(version) if version else Absent())


def _read(network_id: str, item: Item | None) -> Sponsors:
    if item is None:
        return Sponsors(network_id)
    return Sponsors(network_id, tuple(Sponsor(**one) for one in item["sponsors"]), item["version"])


def _key(network_id: str) -> Key:
    return f"NETWORK#{network_id}", "SPONSORS"
