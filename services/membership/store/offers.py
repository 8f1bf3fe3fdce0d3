"""Offers to be a chair, each with the person whom it is made to, so that it goes with them (M19).

MEMBER#<member>  OFFER#<n>  from a chair or announced by the host; index NETWORK#<n>#OFFERS; expires
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import NamedTuple

from services.contracts.refusals import NotFound
from services.membership.model import Network, Place
from services.membership.model.handover import Offer
from services.membership.store.networks import read_network, read_place
from services.membership.store.table import read, table
from services.runtime import platform
from services.runtime.ports import Absent, AtVersion, Delete, Item, Key, Put, Write
from services.runtime.rights import network_keys, place_key
from services.runtime.signing import keyed_hash

LOOKED_AT_WITHIN = timedelta(days=30)
"""How late a tick may come for an appointment."""


class Handing(NamedTuple):
    """What decides about an offer: the network, both places, and the offer itself."""

    network: Network
    mine: Place | None
    theirs: Place | None
    offer: Offer | None


def veiled(member_id: str) -> str:
    """What stands for a chair who makes an offer; an id would outlive an erasing."""
    return keyed_hash("offer", member_id)


def handing(network_id: str, to: str, by: str) -> Handing:
    """What there is between somebody and the chair who offers, in one batched read."""
    state, name, mine, theirs, item = read(
        [
            *network_keys(network_id),
            place_key(to, network_id),
            place_key(by, network_id),
            offer_key(to, network_id),
        ]
    )
    if state is None or name is None:
        raise NotFound("There is no such network.")
    return Handing(
        read_network(state, name),
        read_place(mine) if mine else None,
        read_place(theirs) if theirs else None,
        read_offer(item) if item else None,
    )


def offers_to(member_id: str) -> list[Offer]:
    """What somebody may answer."""
    page = platform.current().tables.query(
        table(), f"MEMBER#{member_id}", prefix="OFFER#", limit=200
    )
    return [read_offer(item) for item in page.items]


def offers_in(network_id: str) -> list[Offer]:
    """What is offered in a network and not answered, the first to end first."""
    page = platform.current().tables.query(table(), _listed(network_id), index=True, limit=100)
    return [read_offer(item) for item in page.items]


def put_offer(offer: Offer) -> Write:
    """The write of a new offer; holds if none is open to the same person."""
    pk, sk = offer_key(offer.member_id, offer.network_id)
    ends = offer.until + LOOKED_AT_WITHIN if offer.is_appointment else offer.until
    item: Item = {
        "pk": pk,
        "sk": sk,
        "gsi1pk": _listed(offer.network_id),
        "gsi1sk": f"{offer.until.isoformat()}#{pk}",
        "network_id": offer.network_id,
        "member_id": offer.member_id,
        "by": offer.by,
        "steps_down": offer.steps_down,
        "until": offer.until.isoformat(),
        "version": offer.version,
        "expires_at": int(ends.timestamp()),
    }
    return Put(table(), item, Absent())


def delete_offer(offer: Offer) -> Write:
    """The write that ends an offer; holds only once."""
    return Delete(table(), offer_key(offer.member_id, offer.network_id), AtVersion(offer.version))


def offer_key(member_id: str, network_id: str) -> Key:
    """Where an offer is kept."""
    return f"MEMBER#{member_id}", f"OFFER#{network_id}"


def read_offer(item: Item) -> Offer:
    """The offer in an item."""
    return Offer(
        network_id=item["network_id"],
        member_id=item["member_id"],
        by=item["by"],
        steps_down=item["steps_down"],
        until=datetime.fromisoformat(item["until"]),
        version=item["version"],
    )


def _listed(network_id: str) -> str:
    return f"NETWORK#{network_id}#OFFERS"
