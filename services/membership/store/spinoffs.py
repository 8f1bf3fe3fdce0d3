"""Networks that members want to found, each kept with its founder, to go with them (M18).

MEMBER#<founder>  SPIN-OFF#<n>  what it is to be; index NETWORK#<parent>#SPIN-OFFS; expires
NETWORK#<parent>  SPIN-OFF#<n>  that it was founded
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import NamedTuple

from services.contracts.roles import Policy, Standing
from services.membership.model import Network, Place
from services.membership.model.host import Host
from services.membership.model.spinoffs import SpinOff
from services.membership.store.host import read_host
from services.membership.store.networks import read_network, read_place
from services.membership.store.table import read, table
from services.runtime import platform
from services.runtime.ports import Absent, AtVersion, Check, Delete, Item, Key, Put, Write
from services.runtime.rights import HOST, network_keys, place_key

KEPT_FOR = timedelta(days=90)


class Deciding(NamedTuple):
    """What decides about a spin-off: the parent, two places in it, the host, and the wish."""

    parent: Network | None
    mine: Place | None
    founder: Place | None
    host: Host
    wanted: SpinOff | None
    taken: bool


def deciding(parent: str, founder: str, network_id: str, by: str) -> Deciding:
    """What there is of a wish to found a network, in one batched read."""
    state, name, mine, theirs, host, wanted, taken = read(
        [
            *network_keys(parent),
            place_key(by, parent),
            place_key(founder, parent) if founder != by else (f"MEMBER#{by}", "NOBODY"),
            HOST,
            _key(founder, network_id),
            network_keys(network_id)[0],
        ]
    )
    theirs = mine if founder == by else theirs
    return Deciding(
        read_network(state, name) if state and name else None,
        read_place(mine) if mine else None,
        read_place(theirs) if theirs else None,
        read_host(host),
        read_spin_off(wanted) if wanted else None,
        taken is not None,
    )


def wanted_in(parent: str) -> list[SpinOff]:
    """What members of a network want to found under it, the oldest first."""
    page = platform.current().tables.query(table(), _listed(parent), index=True, limit=100)
    return [read_spin_off(item) for item in page.items]


def wanted_by(founder: str) -> list[SpinOff]:
    """What somebody wants to found."""
    page = platform.current().tables.query(table(), f"MEMBER#{founder}", prefix="SPIN-OFF#")
    return [read_spin_off(item) for item in page.items]


def children(parent: str) -> list[str]:
    """The ids of the networks that were founded under one."""
    page = platform.current().tables.query(table(), f"NETWORK#{parent}", prefix="SPIN-OFF#")
    return [item["sk"].removeprefix("SPIN-OFF#") for item in page.items]


def headcount(network_id: str) -> int:
    """How many members a network has, exact (M29)."""
    count, after = 0, None
    while True:
        page = platform.current().tables.query(
            table(),
            f"NETWORK#{network_id}",
            prefix=f"{Standing.MEMBER}#",
            index=True,
            limit=1000,
            after=after,
        )
        count += len(page.items)
        after = page.next
        if after is None:
            return count


def put_spin_off(wanted: SpinOff) -> Write:
    """The write of a wish; holds if the same person does not want the same already."""
    pk, sk = _key(wanted.founder, wanted.network_id)
    item: Item = {
        "pk": pk,
        "sk": sk,
        "gsi1pk": _listed(wanted.parent),
        "gsi1sk": f"{wanted.asked_at.isoformat()}#{wanted.network_id}",
        "network_id": wanted.network_id,
        "parent": wanted.parent,
        "founder": wanted.founder,
        "name": wanted.name,
        "ground_rules": list(wanted.ground_rules),
        "policy": wanted.policy,
        "listed": wanted.listed,
        "quorum": wanted.quorum,
        "asked_at": wanted.asked_at.isoformat(),
        "version": wanted.version,
        "expires_at": int((wanted.asked_at + KEPT_FOR).timestamp()),
    }
    return Put(table(), item, Absent())


def delete_spin_off(wanted: SpinOff) -> Write:
    """The write that ends a wish; holds only once."""
    return Delete(table(), _key(wanted.founder, wanted.network_id), AtVersion(wanted.version))


def founded(network: Network) -> Write:
    """The write that counts a new network among those of its parent."""
    pk, sk = f"NETWORK#{network.parent}", f"SPIN-OFF#{network.network_id}"
    return Put(table(), {"pk": pk, "sk": sk})


def unchanged(parent: Network) -> Check:
    """Lets a transaction hold only while the parent is as it was read."""
    return Check(table(), network_keys(parent.network_id)[0], AtVersion(parent.version))


def read_spin_off(item: Item) -> SpinOff:
    """The wish in an item."""
    return SpinOff(
        network_id=item["network_id"],
        parent=item["parent"],
        founder=item["founder"],
        name=item["name"],
        ground_rules=tuple(item["ground_rules"]),
        policy=Policy(item["policy"]),
        listed=item["listed"],
        quorum=item["quorum"],
        asked_at=datetime.fromisoformat(item["asked_at"]),
        version=item["version"],
    )


def _key(founder: str, network_id: str) -> Key:
    return f"MEMBER#{founder}", f"SPIN-OFF#{network_id}"


def _listed(parent: str) -> str:
    return f"NETWORK#{parent}#SPIN-OFFS"
