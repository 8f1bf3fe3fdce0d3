"""Invitations: one to an address and a network at a time, and when each of them ends."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from services.contracts.refusals import NotFound
from services.contracts.roles import Role
from services.membership.model import Network, Place
from services.membership.model.invitations import SHOWN_FOR, Invitation
from services.membership.store.networks import read_network, read_place
from services.membership.store.people import claim_key, member_key
from services.membership.store.table import read, table
from services.runtime import due, platform
from services.runtime.ports import Absent, AtVersion, Delete, Item, Key, Put, Write
from services.runtime.rights import network_keys, place_key


class Known(NamedTuple):
    """What is known of an address that a chair invites.

    `forgotten` says that its owner asked to be erased and has not come back since (M23).
    """

    invitation: Invitation | None
    forgotten: bool


def network_chair_and_invited(
    network_id: str, chair: str, people: Sequence[tuple[str, str]]
) -> tuple[Network, Place | None, list[Known]]:
    """A network, a place in it, and what is known of people by their alias and address keys.

    In one batched read, of at most 32 people.
    """
    state, name, place, *found = read(
        [
            *network_keys(network_id),
            place_key(chair, network_id),
            *(key for alias, address in people for key in _known_by(alias, address, network_id)),
        ]
    )
    if state is None or name is None:
        raise NotFound("There is no such network.")
    known = [
        Known(read_invitation(item) if item else None, bool(erased) and not _proved(claim))
        for item, erased, claim in zip(found[::3], found[1::3], found[2::3], strict=True)
    ]
    return read_network(state, name), read_place(place) if place else None, known


def invitation_and_network(network_id: str, alias: str) -> tuple[Invitation | None, Network | None]:
    """An invitation, and the network that it is to."""
    item, state, name = read([invitation_key(alias, network_id), *network_keys(network_id)])
    return (
        read_invitation(item) if item else None,
        read_network(state, name) if state and name else None,
    )


def invited(
    network_id: str, alias: str, member_id: str
) -> tuple[Invitation | None, Network | None, Place | None, Item | None]:
    """An invitation, its network, somebody's place in it, and who they are."""
    item, state, name, place, member = read(
        [
            invitation_key(alias, network_id),
            *network_keys(network_id),
            place_key(member_id, network_id),
            member_key(member_id),
        ]
    )
    return (
        read_invitation(item) if item else None,
        read_network(state, name) if state and name else None,
        read_place(place) if place else None,
        member,
    )


def invitations(
    network_id: str, after: Item | None, limit: int = 50
) -> tuple[list[Invitation], Item | None]:
    """The invitations to a network that were not accepted, the oldest first."""
    page = platform.current().tables.query(
        table(), _listed(network_id), index=True, limit=limit, after=after
    )
    return [read_invitation(item) for item in page.items], page.next


def put_invitation(invitation: Invitation, before: Invitation | None) -> list[Write]:
    """The writes of a new invitation and of the row that ends it, in place of the one `before`.

    They hold if nobody invited the same person meanwhile.
    """
    pk, sk = invitation_key(invitation.alias, invitation.network_id)
    item: Item = {
        "pk": pk,
        "sk": sk,
        "gsi1pk": _listed(invitation.network_id),
        "gsi1sk": f"{invitation.issued_at.isoformat()}#{invitation.invitation_id}",
        "invitation_id": invitation.invitation_id,
        "network_id": invitation.network_id,
        "alias": invitation.alias,
        "email": invitation.email,
        "issued_at": invitation.issued_at.isoformat(),
        "ended": invitation.ended,
        "role": invitation.role,
        "version": invitation.version,
        "expires_at": int((invitation.expires_at + SHOWN_FOR).timestamp()),
    }
    writes: list[Write] = [Put(table(), item, AtVersion(before.version) if before else Absent())]
    if not invitation.ended:
        writes.append(Put(table(), _row(invitation)))
    if before is not None and not before.ended:
        writes.append(_take_row(before))
    return writes


def delete_invitation(invitation: Invitation) -> list[Write]:
    """The writes that use an invitation up; they hold only once."""
    key = invitation_key(invitation.alias, invitation.network_id)
    return [Delete(table(), key, AtVersion(invitation.version)), _take_row(invitation)]


def forget_invitations(alias: str) -> None:
    """Delete every invitation that went to an address of this alias."""
    page = platform.current().tables.query(
        table(), f"ALIAS#{alias}", prefix="INVITATION#", limit=200
    )
    for item in page.items:
        platform.current().tables.transact(*delete_invitation(read_invitation(item)))


def is_invitation(row: Item) -> bool:
    """Whether a due row is about an invitation."""
    return "alias" in row


def of_row(row: Item) -> Invitation | None:
    """The invitation that a due row is about, unless a newer one has taken its place."""
    (item,) = read([invitation_key(row["alias"], row["network_id"])])
    found = read_invitation(item) if item else None
    return found if found and found.invitation_id == row["invitation_id"] else None


def delete_row(row: Item) -> Write:
    """The write that takes a due row away."""
    return Delete(table(), (row["pk"], row["sk"]))


def invitation_key(alias: str, network_id: str) -> Key:
    """Where the invitation of somebody to a network is kept."""
    return f"ALIAS#{alias}", f"INVITATION#{network_id}"


def read_invitation(item: Item) -> Invitation:
    """The invitation in an item."""
    return Invitation(
        invitation_id=item["invitation_id"],
        network_id=item["network_id"],
        alias=item["alias"],
        email=item["email"],
        issued_at=datetime.fromisoformat(item["issued_at"]),
        ended=item["ended"],
        role=Role(item["role"]) if item["role"] else None,
        version=item["version"],
    )


def _known_by(alias: str, address_key: str, network_id: str) -> tuple[Key, Key, Key]:
    claim = claim_key(address_key)
    return invitation_key(alias, network_id), (claim[0], "ERASED"), claim


def _proved(claim: Item | None) -> bool:
    """Whether somebody has proved that the address is theirs; until then the claim has an end."""
    return claim is not None and "expires_at" not in claim


def _listed(network_id: str) -> str:
    return f"NETWORK#{network_id}#INVITATIONS"


def _row(invitation: Invitation) -> Item:
    pk, sk = due.key(invitation.expires_at, f"invitation-{invitation.invitation_id}")
    return {
        "pk": pk,
        "sk": sk,
        "invitation_id": invitation.invitation_id,
        "alias": invitation.alias,
        "network_id": invitation.network_id,
    }


def _take_row(invitation: Invitation) -> Write:
    row = _row(invitation)
    return Delete(table(), (row["pk"], row["sk"]))
