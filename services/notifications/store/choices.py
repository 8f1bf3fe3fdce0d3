"""Which mail somebody wants from a network."""

from __future__ import annotations

from collections.abc import Sequence

from services.contracts.event import Event
from services.contracts.roles import Standing
from services.notifications.model.choices import Choice, Choices
from services.notifications.store.table import save, table
from services.runtime import erasing, platform
from services.runtime.ports import Absent, AtVersion, Item, Key, Put, Write

BOTH = "NETWORK"
CHOICES = f"{BOTH}-CHOICES#"
"""Choices lie next to the place `NETWORK#<n>` that they go with."""
MOST_ROWS = 1000


def key(member_id: str, network_id: str) -> Key:
    """Where somebody's choices for a network are kept: beside their places, for `find_all`."""
    return f"MEMBER#{member_id}", f"{CHOICES}{network_id}"


def find(member_id: str, network_id: str) -> Choices:
    """Somebody's choices for one network, whether or not they are in it."""
    (item,) = platform.current().tables.get_many([(table(), key(member_id, network_id))])
    return read(item) if item else Choices(member_id, network_id)


def find_all(member_id: str) -> list[Choices]:
    """Somebody's choices for each network that they are a member of, in one read."""
    page = platform.current().tables.query(
        table(), f"MEMBER#{member_id}", prefix=BOTH, limit=MOST_ROWS
    )
    chosen = {
        item["network_id"]: read(item) for item in page.items if item["sk"].startswith(CHOICES)
    }
    mine = [item["network_id"] for item in page.items if item.get("standing") == Standing.MEMBER]
    return [chosen.get(network_id) or Choices(member_id, network_id) for network_id in mine]


def change(changes: Sequence[tuple[Choices, Sequence[Event]]]) -> None:
    """Keep changed choices of one person, all or none.

    Raises Conflict if they were changed meanwhile, or if the person was erased.
    """
    writes: list[Write] = [Put(table(), _item(chosen), _before(chosen)) for chosen, _ in changes]
    writes.append(erasing.not_erased(table(), changes[0][0].member_id))
    save(writes, [event for _, events in changes for event in events])


def read(item: Item) -> Choices:
    """The choices in an item."""
    return Choices(
        member_id=item["member_id"],
        network_id=item["network_id"],
        reminders=Choice(item["reminders"]),
        notes=Choice(item["notes"]),
        version=item["version"],
    )


def _before(chosen: Choices) -> Absent | AtVersion:
    return AtVersion(chosen.version - 1) if chosen.version > 1 else Absent()


def _item(chosen: Choices) -> Item:
    pk, sk = key(chosen.member_id, chosen.network_id)
    return {
        "pk": pk,
        "sk": sk,
        "member_id": chosen.member_id,
        "network_id": chosen.network_id,
        "reminders": chosen.reminders,
        "notes": chosen.notes,
        "version": chosen.version,
    }
