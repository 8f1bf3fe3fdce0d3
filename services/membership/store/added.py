"""Whom an import has brought in: who they are, which list they were in, and how they go again.

MEMBER#<member>  ADDED#<n>      which import brought somebody in (M25), and as which version
"""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from services.contracts.refusals import NotFound
from services.membership.importing import Chunk, Newcomer
from services.membership.model import Erasure, Network, Place
from services.membership.store import erasures
from services.membership.store.erasures import still_a_member
from services.membership.store.lookups import added_key
from services.membership.store.networks import put_place, read_network, read_place
from services.membership.store.people import (
    claim_key,
    erasure_key,
    mails_key,
    member_key,
    read_erasure,
)
from services.membership.store.table import read, table
from services.membership.store.wishes import owned, released
from services.runtime.ports import Absent, AtVersion, Delete, Item, Put, Write
from services.runtime.rights import network_keys, place_key

# --- whom it brings in --------------------------------------------------------------------------


def somebody_new(
    newcomer: Newcomer, claim: Item | None, place: Place, import_id: str, now: datetime
) -> list[Write]:
    """The writes of somebody who was not known: who they are, their address and their place.

    They hold while nobody else asks with the address. Nothing says that it is theirs, or that they
    have agreed to anything: signing in proves the one, and the other is not known.
    """
    pk, sk = member_key(newcomer.member_id)
    member: Item = {
        "pk": pk,
        "sk": sk,
        "member_id": newcomer.member_id,
        "name": newcomer.name,
        "email": newcomer.email,
        "organisation": newcomer.organisation,
        "role": newcomer.role,
        "agreed_at": "",
        "confirmed_at": "",
        "version": 1,
    }
    return [
        Put(table(), member, Absent()),
        *owned(newcomer.key, claim, newcomer.member_id),
        put_place(place),
        _added(place, import_id, now, new=True),
    ]


def somebody_from_elsewhere(place: Place, import_id: str, now: datetime) -> list[Write]:
    """The writes of somebody who has an account already: a place, and nothing else."""
    added = _added(place, import_id, now, new=False)
    return [put_place(place), added, still_a_member(place.member_id)]


def _added(place: Place, import_id: str, now: datetime, *, new: bool) -> Write:
    pk, sk = added_key(place.member_id, place.network_id)
    item: Item = {
        "pk": pk,
        "sk": sk,
        "import_id": import_id,
        "network_id": place.network_id,
        "added_at": now.isoformat(),
        "place_version": place.version,
        "new": new,
    }
    return Put(table(), item)


# --- whom it takes back -------------------------------------------------------------------------


class Added(NamedTuple):
    """Somebody whom an import has brought in, as of now; None for what is gone."""

    row: Item
    place: Place | None
    member: Item | None
    claim: Item | None


def brought_in(chunk: Chunk, network_id: str) -> dict[int, Added]:
    """Whom the import of this chunk has brought in, by the number of their row."""
    import_id = chunk.chunk_id.rpartition("-")[0]
    claims = read([claim_key(one.key) for one in chunk.newcomers])
    who = [
        (one.row, str(claim["member_id"]) if one.elsewhere and claim else one.member_id, claim)
        for one, claim in zip(chunk.newcomers, claims, strict=True)
    ]
    found = read(
        [
            key
            for _, member_id, _ in who
            for key in (
                added_key(member_id, network_id),
                place_key(member_id, network_id),
                member_key(member_id),
            )
        ]
    )
    return {
        row: Added(added, read_place(place) if place else None, member, claim)
        for (row, _, claim), added, place, member in zip(
            who, found[::3], found[1::3], found[2::3], strict=True
        )
        if added and added["import_id"] == import_id
    }


def take_person_back(newcomer: Newcomer, added: Added) -> list[Write]:
    """The writes after which somebody who was new is known no more, whatever comes late.

    They hold while nobody has touched anything of them; nothing keeps the next list from them.
    """
    pk, sk = still_a_member(newcomer.member_id).key
    writes: list[Write] = [
        Delete(table(), member_key(newcomer.member_id), AtVersion(1)),
        Delete(table(), (added.row["pk"], added.row["sk"])),
        Put(table(), {"pk": pk, "sk": sk, "version": 1}, Absent()),
    ]
    if added.place:
        key = place_key(newcomer.member_id, added.place.network_id)
        writes.append(Delete(table(), key, AtVersion(added.place.version)))
    if added.claim and added.claim["member_id"] == newcomer.member_id:
        writes.append(released(newcomer.key, added.claim))
    return writes


def forget_asking(newcomer: Newcomer) -> list[Write]:
    """The writes that delete the codes of somebody who was taken back, and when they came."""
    mailed = Delete(table(), mails_key(newcomer.key))
    return [*erasures.forget_asking(newcomer.member_id), mailed]


def take_place_back(added: Added, out: Place) -> list[Write]:
    """The writes after which a place is what it would be without the import.

    It stays, for the sake of its version, with a mark by which no later list takes it for leaving.
    """
    return [put_place(out), Put(table(), {**added.row, "undone_at": out.version})]


# --- who leaves by the link ----------------------------------------------------------------------


class Leaving(NamedTuple):
    """Whoever leaves by the link in the mail about an import, and what decides about it."""

    network: Network
    place: Place | None
    member: Item | None
    wanted: Erasure | None
    added: Item | None


def leaving(member_id: str, network_id: str) -> Leaving:
    """What decides whether somebody leaves, in one batched read; raises NotFound."""
    state, name, place, member, erasure, added = read(
        [
            *network_keys(network_id),
            place_key(member_id, network_id),
            member_key(member_id),
            erasure_key(member_id),
            added_key(member_id, network_id),
        ]
    )
    if state is None or name is None:
        raise NotFound("There is no such network.")
    return Leaving(
        read_network(state, name),
        read_place(place) if place else None,
        member,
        read_erasure(erasure) if erasure else None,
        added,
    )
