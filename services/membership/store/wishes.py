"""Wishes: whose address it is, and what was asked for with it before it was confirmed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from services.membership.model import Erasure, Invitation, Link, Network, Place
from services.membership.store import removals
from services.membership.store.invitations import invitation_key, read_invitation
from services.membership.store.networks import (
    keys_of,
    keys_with_places,
    read_networks,
    read_with_places,
)
from services.membership.store.people import (
    claim_key,
    erasure_key,
    member_key,
    people_key,
    put_member,
    read_erasure,
)
from services.membership.store.table import read, table
from services.runtime import due, platform
from services.runtime.ports import Absent, AtVersion, Delete, Item, Key, Put, Write

UNCONFIRMED_FOR = timedelta(days=7)


def claim(address_key: str) -> Item | None:
    """Whose address it is: `member_id`, and `version`, which every wish moves on."""
    return platform.current().tables.get(table(), claim_key(address_key))


def asked(address_key: str, claim: Item | None, member_id: str, wish: Item) -> list[Write]:
    """The writes that keep a wish until the address is confirmed; a later wish replaces it (M2).

    The claim on the address is written with each wish, so that of two wishes at the same moment
    one comes second. A new claim has a due row: what nobody confirms is forgotten (M5).
    """
    until = platform.now() + UNCONFIRMED_FOR
    expires_at = int(until.timestamp())
    pk, sk = wish_key(member_id)
    claimed = _next_claim(address_key, claim, member_id)
    if claim is None or "expires_at" in claim:
        claimed = Put(table(), {**claimed.item, "expires_at": expires_at}, claimed.expect)
    writes: list[Write] = [
        Put(table(), {"pk": pk, "sk": sk, **wish, "expires_at": expires_at}),
        claimed,
    ]
    if claim is None:
        writes.append(_unconfirmed(member_id, until))
    return writes


class Pending(NamedTuple):
    """What somebody asked for, who that is by now, and what else decides about it."""

    wish: Item | None
    member: Item | None
    claim: Item | None
    erasure: Erasure | None
    invitation: Invitation | None
    networks: list[tuple[Network, Place | None]]
    people: Item | None
    removed: frozenset[str]


def pending(
    member_id: str, address_key: str, alias: str, network_ids: Sequence[str], link: Link | None
) -> Pending:
    """The wish of somebody who proves the address, with these networks, in one batched read.

    `people` are those whose mailbox it is, and `removed` the networks from which somebody with
    an address of it was removed.
    """
    wish, member, claim, erasure, people, *rest = read(
        [
            wish_key(member_id),
            member_key(member_id),
            claim_key(address_key),
            erasure_key(member_id),
            people_key(alias),
            *(removals.key(alias, network_id) for network_id in network_ids),
            *keys_with_places(network_ids, member_id),
            *_invited(link),
        ]
    )
    invitation = rest.pop() if link else None
    gone, rest = rest[: len(network_ids)], rest[len(network_ids) :]
    return Pending(
        wish=wish,
        member=member,
        claim=claim,
        erasure=read_erasure(erasure) if erasure else None,
        invitation=read_invitation(invitation) if invitation else None,
        networks=read_with_places(rest),
        people=people,
        removed=frozenset(n for n, item in zip(network_ids, gone, strict=True) if item),
    )


def is_alike(there: Pending, member_id: str) -> bool:
    """Whether somebody else has proved an address that may be of the same mailbox (M3)."""
    known = there.people["member_ids"] if there.people else []
    return any(one != member_id for one in known)


def networks_and_claim(
    network_ids: Sequence[str], address_key: str, link: Link | None
) -> tuple[dict[str, Network], Item | None, Invitation | None]:
    """Networks by id, whose address it is, and what the link leads to, in one batched read."""
    claim, *rest = read([claim_key(address_key), *keys_of(network_ids), *_invited(link)])
    invitation = rest.pop() if link else None
    return read_networks(rest), claim, read_invitation(invitation) if invitation else None


def confirmed(
    address_key: str, claim: Item, member_id: str, wish: Item, *, new: bool
) -> list[Write]:
    """The writes that turn a wish into a member whose address is proved."""
    writes: list[Write] = [
        Delete(table(), wish_key(member_id)),
        _next_claim(address_key, claim, member_id),
    ]
    if new:
        writes.append(put_member(member_id, wish))
    return writes


def is_proved(claim: Item) -> bool:
    """Whether the owner of the address has proved it; other claims end by themselves."""
    return "expires_at" not in claim


def owned(address_key: str, claim: Item | None, member_id: str) -> list[Write]:
    """The writes that give a proved address to a member; they hold while nobody else asks with it.

    What somebody else asked for with it and never proved goes (M5).
    """
    writes: list[Write] = [_next_claim(address_key, claim, member_id)]
    if claim is not None and claim["member_id"] != member_id:
        writes.append(Delete(table(), wish_key(claim["member_id"])))
    return writes


def released(address_key: str, claim: Item) -> Write:
    """The write that frees an address, while nobody asks with it."""
    return Delete(table(), claim_key(address_key), AtVersion(claim["version"]))


def due_now(now: datetime) -> Iterator[Item]:
    """The due rows up to now: of addresses to be confirmed, and of erasures."""
    return due.rows(table(), now)


def still_asking(row: Item) -> tuple[bool, datetime | None]:
    """Whether this is a member by now, and until when a later wish of theirs is kept."""
    wish, member = read([wish_key(row["member_id"]), member_key(row["member_id"])])
    until = datetime.fromtimestamp(wish["expires_at"], UTC) if wish else None
    return member is not None, until


def look_again(row: Item, at: datetime | None) -> list[Write]:
    """The writes that take a due row away, or put it off."""
    taken: list[Write] = [Delete(table(), (row["pk"], row["sk"]))]
    return taken if at is None else [*taken, _unconfirmed(row["member_id"], at)]


def _invited(link: Link | None) -> list[Key]:
    return [invitation_key(link.alias, link.network_id)] if link else []


def _next_claim(address_key: str, claim: Item | None, member_id: str) -> Put:
    """The claim without an end; the write holds if nothing was asked with the address meanwhile."""
    pk, sk = claim_key(address_key)
    version = claim["version"] if claim else 0
    item: Item = {"pk": pk, "sk": sk, "member_id": member_id, "version": version + 1}
    return Put(table(), item, AtVersion(version) if claim else Absent())


def _unconfirmed(member_id: str, until: datetime) -> Write:
    pk, sk = due.key(until, member_id)
    return Put(table(), {"pk": pk, "sk": sk, "member_id": member_id})


def wish_key(member_id: str) -> Key:
    """Where it is kept what somebody asked for before the address was proved."""
    return f"JOIN#{member_id}", "REQUEST"
