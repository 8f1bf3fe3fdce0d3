"""Break-glass access to networks: the latest one, those before it, and whose they are.

NETWORK#<n>      BREAK-GLASS                the latest access to network n; expires
NETWORK#<n>      BROKEN#<time>#<access>     each access, also the latest; expires
MEMBER#<admin>   BROKE#<time>#<n>#<access>  that it was this admin's; expires
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

from services.contracts.refusals import NotFound
from services.membership.model import Network, Place
from services.membership.model.break_glass import KEPT_FOR, Access, Closer, Reading
from services.membership.model.host import Host
from services.membership.model.looking import What
from services.membership.store.host import read_host
from services.membership.store.networks import read_network, read_place
from services.membership.store.table import read, table
from services.runtime import platform
from services.runtime.ports import Absent, AtVersion, Item, Key, Put, Write
from services.runtime.rights import HOST, network_keys, place_key

MOST_SHOWN = 50


class Asked(NamedTuple):
    """What decides about access to a network: the host, one's own place, and the latest access."""

    network: Network
    host: Host
    place: Place | None
    latest: Access | None


def asked(network_id: str, member_id: str) -> Asked:
    """All of it in one batched read; raises NotFound if there is no such network."""
    keys = [*network_keys(network_id), HOST, place_key(member_id, network_id), key(network_id)]
    state, name, host, place, latest = read(keys)
    if state is None or name is None:
        raise NotFound("There is no such network.")
    return Asked(
        read_network(state, name),
        read_host(host),
        read_place(place) if place else None,
        read_access(latest) if latest else None,
    )


def accesses(network_id: str) -> list[Access]:
    """Who looked into a network within the last year, the newest first."""
    page = platform.current().tables.query(
        table(), f"NETWORK#{network_id}", prefix="BROKEN#", backwards=True, limit=MOST_SHOWN
    )
    return [read_access(item) for item in page.items]


def put_access(access: Access, before: Access | None) -> list[Write]:
    """The writes of an access as it is now; hold if nobody changed the latest one meanwhile."""
    pk, sk = key(access.network_id)
    item = _item(access)
    expect = AtVersion(before.version) if before else Absent()
    writes: list[Write] = [
        Put(table(), {"pk": pk, "sk": sk, **item}, expect),
        Put(table(), {"pk": pk, "sk": _sort_key(access), **item}),
    ]
    if access.by and (before is None or before.access_id != access.access_id):
        at = access.opened_at.isoformat()
        whose = f"BROKE#{at}#{access.network_id}#{access.access_id}"
        row = {"network_id": access.network_id, "sort_key": _sort_key(access)}
        ends = {"expires_at": item["expires_at"]}
        writes.append(Put(table(), {"pk": f"MEMBER#{access.by}", "sk": whose, **row, **ends}))
    return writes


def accesses_of(member_id: str) -> list[tuple[Access, Access | None]]:
    """Each access of an admin that is still kept, with the latest one to the same network."""
    found: list[tuple[Access, Access | None]] = []
    after: Item | None = None
    while True:
        page = platform.current().tables.query(
            table(), f"MEMBER#{member_id}", prefix="BROKE#", limit=MOST_SHOWN, after=after
        )
        found += _with_latest(page.items)
        after = page.next
        if after is None:
            return found


def open_now(member_id: str, now: datetime) -> list[Access]:
    """What this admin has open at this moment, the newest first."""
    page = platform.current().tables.query(
        table(), f"MEMBER#{member_id}", prefix="BROKE#", backwards=True, limit=MOST_SHOWN
    )
    keys = dict.fromkeys(key(row["network_id"]) for row in page.items)
    latest = [read_access(item) for item in read([*keys]) if item]
    return [one for one in latest if one.by == member_id and one.is_open(now)]


def _with_latest(rows: Sequence[Item]) -> list[tuple[Access, Access | None]]:
    keys = [
        one
        for row in rows
        for one in ((f"NETWORK#{row['network_id']}", row["sort_key"]), key(row["network_id"]))
    ]
    items = read(keys)
    return [
        (read_access(access), read_access(latest) if latest else None)
        for access, latest in zip(items[::2], items[1::2], strict=True)
        if access
    ]


def put_earlier(access: Access) -> Write:
    """The write of an access that another one has followed."""
    pk, _ = key(access.network_id)
    return Put(table(), {"pk": pk, "sk": _sort_key(access), **_item(access)})


def key(network_id: str) -> Key:
    """Where the latest access to a network is kept."""
    return f"NETWORK#{network_id}", "BREAK-GLASS"


def read_access(item: Item) -> Access:
    """The access in an item."""
    closed_at = item["closed_at"]
    return Access(
        access_id=item["access_id"],
        network_id=item["network_id"],
        by=item["by"],
        reason=item["reason"],
        opened_at=datetime.fromisoformat(item["opened_at"]),
        until=datetime.fromisoformat(item["until"]),
        closed_at=datetime.fromisoformat(closed_at) if closed_at else None,
        closed_by=Closer(item["closed_by"]) if item["closed_by"] else None,
        readings=tuple(
            Reading(What(one["what"]), datetime.fromisoformat(one["at"]))
            for one in item["readings"]
        ),
        version=item["version"],
    )


def _sort_key(access: Access) -> str:
    return f"BROKEN#{access.opened_at.isoformat()}#{access.access_id}"


def _item(access: Access) -> dict[str, Any]:
    return {
        "access_id": access.access_id,
        "network_id": access.network_id,
        "by": access.by,
        "reason": access.reason,
        "opened_at": access.opened_at.isoformat(),
        "until": access.until.isoformat(),
        "closed_at": access.closed_at.isoformat() if access.closed_at else None,
        "closed_by": access.closed_by,
        "readings": [{"what": one.what, "at": one.at.isoformat()} for one in access.readings],
        "version": access.version,
        "expires_at": int((access.opened_at + KEPT_FOR).timestamp()),
    }
