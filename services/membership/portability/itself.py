"""The network itself: what it is called, how people get in, who its chairs are.

It comes last. From then on it is there for everybody, and nothing more can be brought into it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from services.contracts.membership import NetworkArchived, NetworkNamed, NetworkOpened
from services.contracts.refusals import Invalid
from services.contracts.roles import Role, Standing
from services.membership import store
from services.membership.model import Network
from services.membership.store import portability
from services.runtime import platform
from services.runtime.http.wishes import FilledLine
from services.runtime.portability import Kind, once
from services.runtime.ports import Item


class Named(BaseModel):
    """What a network can be called, and its rules."""

    model_config = ConfigDict(defer_build=True)

    network_id: str = Field(pattern="^[a-z0-9](?:[a-z0-9-]{1,38}[a-z0-9])$")
    name: FilledLine
    ground_rules: tuple[FilledLine, ...] = Field(min_length=1, max_length=50)
    quorum: int = Field(ge=2, le=9)


def read(network_id: str, _after: Item | None) -> tuple[Sequence[Network], Item | None]:
    """The network, with those of its chairs who come along."""
    network, _ = store.network_and_places(network_id, [])
    staying = portability.asked_to_be_erased(network.chairs)
    chairs = tuple(chair for chair in network.chairs if chair not in staying)
    # Where it goes nobody stands above it: whoever has the name of its parent there is another.
    return [replace(network, chairs=chairs, parent="", sight=False)], None


def fits(network: Network) -> None:
    """Raise ValueError unless somebody could have opened it."""
    Named(
        network_id=network.network_id,
        name=network.name,
        ground_rules=network.ground_rules,
        quorum=network.quorum,
    )
    if not network.chairs and not network.archived:
        raise ValueError("A network that goes on has a chair.")


def there(_network_id: str, some: Sequence[Network]) -> list[Any]:
    """The network, once it has come."""
    found = store.networks([one.network_id for one in some])
    return [found.get(one.network_id) for one in some]


def _are_here(network: Network) -> bool:
    places = portability.places(network.network_id, network.chairs)
    return all(
        place is not None and place.standing is Standing.MEMBER and Role.CHAIR in place.roles
        for place in places
    )


def write(_network_id: str, some: Sequence[Network]) -> None:
    """The network, for everybody to see."""
    if len(some) > 1:
        raise Invalid("There is one network in an export.")
    for network in some:
        if not _are_here(network):
            raise Invalid("The people of a network come before it, and its chairs with them.")
        before = replace(network, chairs=())
        writes = [
            *once([*store.network_changed(before, network), store.put_network_name(network)]),
            store.rounds.round_of("requests", network.network_id, platform.now()),
        ]
        kind = NetworkArchived if network.archived else NetworkOpened
        opened = kind(
            network_id=network.network_id,
            policy=network.policy,
            listed=network.listed,
            quorum=network.quorum,
            archived=network.archived,
            sequence=network.version,
        )
        named = NetworkNamed(
            network_id=network.network_id,
            name=network.name,
            ground_rules=network.ground_rules,
            sequence=network.version,
        )
        store.save(writes, [opened, named])


KIND = Kind(lambda: Network, read, there, write, fits)
