"""Erasures: asked for, on their way, and what is left of them: hashes that say no."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from services.membership.model import Erasure, Network, Place, Saga
from services.membership.store.codes import Purpose, code_key, is_alive
from services.membership.store.networks import ONLY_CHAIR, network_changed
from services.membership.store.people import (
    claim_key,
    code_keys,
    codes_key,
    erasure_key,
    mails_key,
    member_key,
    only_host_key,
    read_erasure,
)
from services.membership.store.table import read, table
from services.membership.store.wishes import released, wish_key
from services.runtime import due, erasing, platform
from services.runtime.ports import Absent, AtVersion, Check, Delete, Item, Key, Put, Write
from services.runtime.rights import place_key
from services.runtime.signing import keyed_hash

MOST_ROWS = 1000
"""Far more than there are about one person: two for each place, and four."""

# --- asked for ----------------------------------------------------------------------------------


def erasure(member_id: str) -> Erasure | None:
    """What somebody asked for, if they did."""
    (item,) = read([erasure_key(member_id)])
    return read_erasure(item) if item else None


class About(NamedTuple):
    """What decides whether somebody may ask to be erased, and whether they confirm it.

    There is no address of whom the erasing has begun. `alone_in` are the names of networks without
    another chair, `only_host` tells if nobody else looks after the installation; the `version` of
    the code, while it lives, counts the tries from one. `mails` says when codes were mailed.
    """

    email: str | None
    alone_in: list[str]
    only_host: bool
    wanted: Erasure | None
    code: Item | None
    mails: Item | None


def all_about(member_id: str) -> About:
    """What somebody has asked for, and what stands against it, in one read."""
    page = platform.current().tables.query(table(), f"MEMBER#{member_id}", limit=MOST_ROWS)
    items = {(item["pk"], item["sk"]): item for item in page.items}
    member, wanted = items.get(member_key(member_id)), items.get(erasure_key(member_id))
    code = items.get(code_key(member_id, Purpose.ERASE))
    return About(
        email=member["email"] if member else None,
        alone_in=[item["name"] for (_, sk), item in items.items() if sk.startswith(ONLY_CHAIR)],
        only_host=only_host_key(member_id) in items,
        wanted=read_erasure(wanted) if wanted else None,
        code=code if code and is_alive(code) else None,
        mails=items.get(codes_key(member_id)),
    )


def asked_for(wanted: Erasure) -> list[Write]:
    """The writes of a new erasure and of the due row that begins it."""
    pk, sk = erasure_key(wanted.member_id)
    item: Item = {
        "pk": pk,
        "sk": sk,
        "member_id": wanted.member_id,
        "requested_at": wanted.requested_at.isoformat(),
        "due_at": wanted.due_at.isoformat(),
        "version": wanted.version,
    }
    return [Put(table(), item, Absent()), _due(wanted.member_id, wanted.due_at)]


def called_off(wanted: Erasure) -> list[Write]:
    """The writes after which nothing was ever asked for; they hold until the erasing begins."""
    return [
        Delete(table(), erasure_key(wanted.member_id), AtVersion(wanted.version)),
        Delete(table(), _due_key(wanted.member_id, wanted.due_at)),
    ]


# --- on its way ---------------------------------------------------------------------------------


def saga(member_id: str) -> Saga | None:
    """An erasing that is on its way; None before it began and when it is over."""
    (item,) = read([_saga_key(member_id)])
    if item is None or "member_id" not in item:
        return None
    return Saga(
        member_id=item["member_id"],
        email=item["email"],
        begun_at=datetime.fromisoformat(item["begun_at"]),
        answered=frozenset(item["answered"]),
        version=item["version"],
    )


def begun(
    wanted: Erasure,
    started: Saga,
    who: Item,
    claims: Mapping[str, Item | None],
    places: Sequence[Place],
    left: Sequence[tuple[Network, Network]],
    row: Item,
    look_at: datetime,
) -> list[Write]:
    """The writes after which there is no way back: who it was is gone, and so are their chairs.

    Their `places` go as they were read, so that nobody makes them a chair meanwhile; `left` are the
    networks that they chair, as they were and as they go on. `who` goes as it was read, so that no
    address is added meanwhile, and `claims` are those on all of their addresses by key: they go, so
    that the same address starts anew (M23); hashes say to imports that somebody with such an
    address wanted to be gone. The due row `row` comes again at `look_at`.
    """
    member_id = wanted.member_id
    writes: list[Write] = [Delete(table(), erasure_key(member_id), AtVersion(wanted.version))]
    writes += [put_saga(started), *_gone(who), *look_at_erasure(row, look_at)]
    for address_key, claim in claims.items():
        if claim is not None and claim["member_id"] == member_id:
            writes.append(released(address_key, claim))
        pk, _ = claim_key(address_key)
        writes.append(Put(table(), {"pk": pk, "sk": "ERASED"}))
        writes.append(Delete(table(), mails_key(address_key)))
    for place in places:
        key = place_key(member_id, place.network_id)
        writes.append(Delete(table(), key, AtVersion(place.version)))
    for before, now in left:
        writes += network_changed(before, now)
    return writes


def to_erase(member_id: str) -> Item:
    """Who is to be erased."""
    (member,) = read([member_key(member_id)])
    if member is None:
        raise LookupError("nobody is erased who was never a member")
    return member


def claims_on(address_keys: Sequence[str]) -> dict[str, Item | None]:
    """The claims on addresses by their keys, read as a tick may read."""
    found = read([claim_key(address_key) for address_key in address_keys])
    return dict(zip(address_keys, found, strict=True))


def put_saga(started: Saga) -> Write:
    """The write that holds if nobody changed the saga meanwhile."""
    pk, sk = _saga_key(started.member_id)
    item: Item = {
        "pk": pk,
        "sk": sk,
        "member_id": started.member_id,
        "email": started.email,
        "begun_at": started.begun_at.isoformat(),
        "answered": sorted(started.answered),
        "version": started.version,
    }
    return Put(table(), item, AtVersion(started.version - 1) if started.version > 1 else Absent())


def completed(done: Saga) -> Write:
    """The write after which the saga says only that there was one."""
    pk, sk = _saga_key(done.member_id)
    return Put(table(), {"pk": pk, "sk": sk, "version": done.version + 1}, AtVersion(done.version))


def forget_member(member_id: str) -> None:
    """Delete what is left about somebody whose erasing has begun, or was written meanwhile."""
    erasing.forget(table(), member_id)


def forget_asking(member_id: str) -> list[Write]:
    """The writes that delete wishes and codes, which lie apart from the person."""
    return [Delete(table(), key) for key in (wish_key(member_id), *code_keys(member_id))]


def still_a_member(member_id: str) -> Check:
    """Lets a transaction hold only while this person's erasing has not begun."""
    return Check(table(), _saga_key(member_id), Absent())


def look_at_erasure(row: Item, at: datetime | None) -> list[Write]:
    """The writes that put a due row off, or take it away."""
    member_id = row["member_id"]
    writes: list[Write] = [] if at is None else [_due(member_id, at)]
    if at is None or _due_key(member_id, at) != (row["pk"], row["sk"]):
        writes.append(Delete(table(), (row["pk"], row["sk"])))
    return writes


def row_of_erasure(member_id: str, at: datetime) -> Item:
    """The due row that lies at this time."""
    pk, sk = _due_key(member_id, at)
    return {"pk": pk, "sk": sk, "member_id": member_id, "erasure": True}


def is_erasure(row: Item) -> bool:
    """Whether a due row is about an erasure, and not about an address to be proved."""
    return "erasure" in row


def _gone(who: Item) -> list[Write]:
    gone = Delete(table(), (who["pk"], who["sk"]), AtVersion(who["version"]))
    return [gone, *forget_asking(who["member_id"])]


def _saga_key(member_id: str) -> Key:
    return f"ERASURE#{keyed_hash('erased', member_id)}", "STATE"


def _due_key(member_id: str, at: datetime) -> Key:
    return due.key(at, f"erasure-{member_id}")


def _due(member_id: str, at: datetime) -> Write:
    return Put(table(), row_of_erasure(member_id, at))
