"""Introductions: each in one item, and for both sides a row with the person that leads to it.

INTRODUCTION#<i>  STATE               who asks for what, who is asked about it just now; expires
MEMBER#<member>   INTRODUCTION#<n>#<i>   that somebody asked, or was asked; expires with it
MEMBER#<member>   ASKS                which introductions somebody has open (M28)
MEMBER#<member>   HELPS               how often somebody was asked this month (M28)
DUE#<shard>       <time>#<i>          when it ends
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from services.contracts.refusals import NotFound
from services.membership.model import Network, Place
from services.membership.model.introductions import (
    SHOWN_FOR,
    Asked,
    Introduction,
    Kind,
    Sought,
    Stage,
)
from services.membership.model.organisations import Known
from services.membership.store.networks import read_network, read_place
from services.membership.store.organisations import known
from services.membership.store.table import read, table
from services.runtime import due, platform
from services.runtime.ports import Absent, AtVersion, Delete, Item, Key, Put, Write
from services.runtime.rights import network_keys, place_key
from services.runtime.signing import keyed_hash

POINTER = "INTRODUCTION#"


class Asking(NamedTuple):
    """What decides whether somebody may ask: where they are, and what they have open."""

    known: Known
    network: Network
    place: Place | None
    asks: Item | None
    introduction: Introduction | None = None

    @property
    def asked(self) -> list[Asked]:
        """What they have asked for."""
        return [] if self.asks is None else [_read_asked(one) for one in self.asks["asked"]]


def asking(network_id: str, member_id: str, introduction_id: str = "") -> Asking:
    """All of that, and perhaps one introduction, in one batched read; raises NotFound."""
    register, (state, name, place, asks, *one) = known(
        *network_keys(network_id),
        place_key(member_id, network_id),
        _asks_key(member_id),
        *([key(introduction_id)] if introduction_id else []),
    )
    if state is None or name is None:
        raise NotFound("There is no such network.")
    found = read_introduction(one[0]) if one and one[0] else None
    return Asking(
        register,
        read_network(state, name),
        read_place(place) if place else None,
        asks,
        found if found and found.network_id == network_id else None,
    )


def one(introduction_id: str) -> Introduction | None:
    """An introduction."""
    (item,) = read([key(introduction_id)])
    return read_introduction(item) if item else None


def of(member_id: str, network_id: str = "") -> list[Introduction]:
    """What somebody asked for or was asked about, in one network or in all."""
    prefix = f"{POINTER}{network_id}#" if network_id else POINTER
    found: list[Introduction] = []
    after: Item | None = None
    while True:
        page = platform.current().tables.query(
            table(), f"MEMBER#{member_id}", prefix=prefix, after=after
        )
        items = read([key(item["introduction_id"]) for item in page.items])
        found += [read_introduction(item) for item in items if item]
        after = page.next
        if after is None:
            return found


def asks_of(member_id: str) -> Item | None:
    """Which introductions somebody has open."""
    (item,) = read([_asks_key(member_id)])
    return item


def helps_of(member_ids: Sequence[str]) -> dict[str, Item | None]:
    """How often these were asked lately."""
    return dict(zip(member_ids, read([_helps_key(one) for one in member_ids]), strict=True))


def asked_in_month(helps: Item | None) -> int:
    """How often somebody was asked in this month."""
    return int(helps["times"]) if helps and helps["month"] == _month() else 0


def code_of(introduction_id: str, helper: str) -> str:
    """What is kept of somebody who was asked; of no use to whoever does not know who it was."""
    return keyed_hash("introduction", f"{introduction_id}:{helper}")[:16]


# --- writing ------------------------------------------------------------------------------------


def asked_for(new: Introduction, asked: Sequence[Asked], asks: Item | None) -> list[Write]:
    """The writes of a new introduction; hold if nothing else was asked for meanwhile."""
    return [
        put(new),
        _pointer(new, f"MEMBER#{new.asker}", f"{POINTER}{new.network_id}#{new.introduction_id}"),
        put_asks(new.asker, asked, asks),
        Put(table(), row_of(new)),
    ]


def passed_on(now: Introduction, helper: str, helps: Item | None) -> list[Write]:
    """The writes after which a member is asked, and it counts."""
    pk, sk = _helps_key(helper)
    version = helps["version"] if helps else 0
    counted: Item = {
        "pk": pk,
        "sk": sk,
        "month": _month(),
        "times": asked_in_month(helps) + 1,
        "version": version + 1,
    }
    return [
        put(now),
        _pointer(now, f"MEMBER#{helper}", f"{POINTER}{now.network_id}#{now.introduction_id}"),
        Put(table(), counted, AtVersion(version) if helps else Absent()),
    ]


def put_asks(member_id: str, asked: Sequence[Asked], asks: Item | None) -> Write:
    """The write of what somebody has open; holds if that was not changed meanwhile."""
    pk, sk = _asks_key(member_id)
    version = asks["version"] if asks else 0
    item: Item = {
        "pk": pk,
        "sk": sk,
        "asked": [[a.introduction_id, a.until.isoformat(), a.kind, a.value] for a in asked],
        "version": version + 1,
    }
    return Put(table(), item, AtVersion(version) if asks else Absent())


def without(asks: Item | None, introduction_id: str) -> list[Asked]:
    """What somebody has open when this one has ended."""
    found = [] if asks is None else [_read_asked(one) for one in asks["asked"]]
    return [one for one in found if one.introduction_id != introduction_id]


def put(now: Introduction) -> Write:
    """The write of an introduction; holds if nobody changed it meanwhile."""
    pk, sk = key(now.introduction_id)
    item: Item = {
        "pk": pk,
        "sk": sk,
        "introduction_id": now.introduction_id,
        "network_id": now.network_id,
        "asker": now.asker,
        "sought": list(now.sought),
        "message": now.message,
        "asked_at": now.asked_at.isoformat(),
        "stage": now.stage,
        "helper": now.helper,
        "outside": now.outside,
        "tried": list(now.tried),
        "taken_back": now.taken_back,
        "version": now.version,
        "expires_at": int((now.closes_at + SHOWN_FOR).timestamp()),
    }
    return Put(table(), item, AtVersion(now.version - 1) if now.version > 1 else Absent())


def delete(before: Introduction) -> list[Write]:
    """The writes after which nothing of an introduction is left but rows that lead nowhere."""
    row = row_of(before)
    return [
        Delete(table(), key(before.introduction_id), AtVersion(before.version)),
        Delete(table(), (row["pk"], row["sk"])),
    ]


def row_of(introduction: Introduction) -> Item:
    """The due row that ends it."""
    pk, sk = due.key(introduction.closes_at, f"introduction-{introduction.introduction_id}")
    return {"pk": pk, "sk": sk, "introduction_id": introduction.introduction_id}


# --- parts --------------------------------------------------------------------------------------


def key(introduction_id: str) -> Key:
    """Where an introduction is kept."""
    return f"INTRODUCTION#{introduction_id}", "STATE"


def read_introduction(item: Item) -> Introduction:
    """The introduction in an item."""
    kind, value, words = item["sought"]
    return Introduction(
        introduction_id=item["introduction_id"],
        network_id=item["network_id"],
        asker=item["asker"],
        sought=Sought(Kind(kind), value, words),
        message=item["message"],
        asked_at=datetime.fromisoformat(item["asked_at"]),
        stage=Stage(item["stage"]),
        helper=item["helper"],
        outside=item["outside"],
        tried=tuple(item["tried"]),
        taken_back=item["taken_back"],
        version=item["version"],
    )


def _read_asked(row: Sequence[str]) -> Asked:
    introduction_id, until, kind, value = row
    return Asked(introduction_id, datetime.fromisoformat(until), kind, value)


def _pointer(of: Introduction, pk: str, sk: str) -> Write:
    expires = int((of.closes_at + SHOWN_FOR).timestamp())
    item: Item = {"pk": pk, "sk": sk, "introduction_id": of.introduction_id}
    return Put(table(), {**item, "expires_at": expires})


def _asks_key(member_id: str) -> Key:
    return f"MEMBER#{member_id}", "ASKS"


def _helps_key(member_id: str) -> Key:
    return f"MEMBER#{member_id}", "HELPS"


def _month() -> str:
    return f"{platform.now():%Y-%m}"
