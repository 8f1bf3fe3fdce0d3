"""Due rows about a network: on which day somebody has to look at its roles, or at who waits.

They name the network and nobody, so that an erasing has nothing to take out of them.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Literal

from services.contracts.roles import Standing
from services.membership.model import Network, Place, roles
from services.membership.store.networks import network_changed, put_network_name, read_place
from services.membership.store.table import table
from services.runtime import due, platform
from services.runtime.ports import Delete, Item, Put, Write

FIRST = timedelta(days=1)
_NOBODY = Network("", "", ())

What = Literal["roles", "requests", "appointment"]


def round_of(what: What, network_id: str, at: datetime, day: date | None = None) -> Write:
    """The write of a due row; `day` is the last day of the roles that it is about."""
    about = f"{what}-{network_id}" + (f"-{day}" if day else "")
    pk, sk = due.key(at.astimezone(UTC), about)
    item: Item = {"pk": pk, "sk": sk, "round": what, "network_id": network_id}
    return Put(table(), {**item, "day": day.isoformat()} if day else item)


def opened(network: Network, now: datetime) -> list[Write]:
    """The writes of a new network, and of the first look at who waits in it."""
    changed = [*network_changed(_NOBODY, network), put_network_name(network)]
    return [*changed, round_of("requests", network.network_id, now + FIRST)]


def rounds_for_roles(network_id: str, last_day: date, now: datetime) -> list[Write]:
    """The due rows of roles that end with a day: one before, to tell of it, and one to end them."""
    ends = roles.ends_at(last_day)
    told = max(now, ends - roles.TOLD_BEFORE)
    return [round_of("roles", network_id, at, last_day) for at in (told, ends)]


def done(row: Item) -> Write:
    """The write that takes a due row away."""
    return Delete(table(), (row["pk"], row["sk"]))


def holders(network_id: str, last_day: date) -> Iterator[Place]:
    """Everybody with a role that ends with this day, suspended or not."""
    for standing in (Standing.MEMBER, Standing.SUSPENDED):
        after: Item | None = None
        while True:
            page = platform.current().tables.query(
                table(),
                f"NETWORK#{network_id}",
                prefix=f"{standing}#",
                index=True,
                limit=500,
                after=after,
            )
            found = [read_place(item) for item in page.items]
            yield from (place for place in found if last_day in place.ends.values())
            after = page.next
            if after is None:
                break


def waits_longest(network_id: str) -> Place | None:
    """Whoever has been waiting for a chair for longest."""
    page = platform.current().tables.query(
        table(), f"NETWORK#{network_id}", prefix=f"{Standing.WAITING}#", index=True, limit=1
    )
    return read_place(page.items[0]) if page.items else None
