"""Who may do what here: the copy of networks, places and roles that every service keeps.

Rights are decided from it at the moment of the request, so that leaving a network or losing a role
counts at once, whatever a token says.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from services.contracts.event import Event
from services.contracts.host import HostAdminsChanged
from services.contracts.membership import (
    MemberLeft,
    MembershipApproved,
    MembershipReinstated,
    MembershipSuspended,
    NetworkArchived,
    NetworkEvent,
    NetworkNamed,
    NetworkOpened,
    NetworkPolicyChanged,
    PlaceEvent,
    RoleGranted,
    RoleRevoked,
)
from services.contracts.refusals import NotAllowed, NotFound
from services.contracts.roles import Role, Standing
from services.runtime import erasing, platform
from services.runtime.ports import Item, Key
from services.runtime.saving import project

PLACES: tuple[type[Event], ...] = (
    MembershipApproved,
    MembershipSuspended,
    MembershipReinstated,
    MemberLeft,
    RoleGranted,
    RoleRevoked,
)
NETWORKS: tuple[type[Event], ...] = (NetworkOpened, NetworkPolicyChanged, NetworkArchived)
"""What every service hears, since each decides rights from its own copy (decision 8)."""

NOT_IN = (
    "This is for members of the network. My networks shows whether you wait to be let in, and how "
    "to ask."
)
"""What whoever is no member is told: also somebody who waits, as not every service knows that."""

HOST: Key = ("HOST", "ADMINS")
"""Where it is kept who looks after the installation."""


@dataclass(frozen=True, slots=True)
class Network:
    """What a service knows of a network; `name` is the id until the name has arrived."""

    network_id: str
    name: str
    ground_rules: tuple[str, ...]
    quorum: int
    listed: bool
    archived: bool


@dataclass(frozen=True, slots=True)
class Viewer:
    """One person's place in one network, as of now."""

    member_id: str
    network: Network
    standing: Standing | None
    roles: frozenset[Role]

    def is_member(self) -> bool:
        """Whether this person may read what the network's members may."""
        return self.standing is Standing.MEMBER

    def may(self, *roles: Role) -> bool:
        """Whether this person is a member with one of these roles."""
        return self.is_member() and not self.roles.isdisjoint(roles)

    def must_be_member(self) -> None:
        """Raise NotAllowed unless this person is a member; NotFound if they may not know of it."""
        if not self.is_member():
            must_know_of(listed=self.network.listed, knows=self.standing is not None)
            raise NotAllowed(NOT_IN)

    def must_be(self, *roles: Role) -> None:
        """Raise NotAllowed unless this person is a member with one of these roles."""
        self.must_be_member()
        if self.roles.isdisjoint(roles):
            *others, last = (role.replace("_", " ") for role in roles)
            wanted = " or ".join([", ".join(others), last] if others else [last])
            raise NotAllowed(f"Only a {wanted} of the network may do this. Ask a chair.")


def must_know_of(*, listed: bool, knows: bool) -> None:
    """Raise NotFound, as if there were none, to a stranger of a network in no list (M16)."""
    if not listed and not knows:
        raise NotFound("There is no such network.")


def place_key(member_id: str, network_id: str) -> Key:
    """Where a place is kept."""
    return f"MEMBER#{member_id}", f"NETWORK#{network_id}"


def network_keys(network_id: str) -> tuple[Key, Key]:
    """Where a network's state and its name are kept; they arrive in either order."""
    return (f"NETWORK#{network_id}", "STATE"), (f"NETWORK#{network_id}", "NAME")


def viewer(
    table: str,
    member_id: str,
    network_id: str,
    *also: Key,
    elsewhere: Sequence[tuple[str, Key]] = (),
) -> tuple[Viewer, Sequence[Item | None]]:
    """This person in this network, and what lies under the further keys, in one batched read.

    `elsewhere` are keys of other tables of the same service. Raises NotFound if there is no such
    network.
    """
    keys = [*network_keys(network_id), place_key(member_id, network_id), *also]
    state, name, place, *rest = platform.current().tables.get_many(
        [*((table, key) for key in keys), *elsewhere]
    )
    if state is None:
        raise NotFound("There is no such network.")
    return (
        Viewer(
            member_id=member_id,
            network=_network(network_id, state, name),
            standing=Standing(place["standing"]) if place else None,
            roles=frozenset(Role(role) for role in place["roles"]) if place else frozenset(),
        ),
        rest,
    )


def networks_of(table: str, member_id: str) -> list[str]:
    """The networks that this person is a member of, by id, in alphabetical order."""
    page = platform.current().tables.query(
        table, f"MEMBER#{member_id}", prefix="NETWORK#", limit=1000
    )
    return [item["network_id"] for item in page.items if item["standing"] == Standing.MEMBER]


def must_be_host(table: str, member_id: str) -> None:
    """Raise NotAllowed unless this person looks after the installation."""
    host = platform.current().tables.get(table, HOST)
    if host is None or member_id not in host["admins"]:
        raise NotAllowed("Only those who look after the installation may do this.")


def reactions(table: Callable[[], str]) -> dict[type[Event], Callable[[Any], object]]:
    """The reactions that keep the copy in this table; a service may put its own in their place."""

    def kept(keep: Callable[[str, Any], object]) -> Callable[[Any], object]:
        return lambda event: keep(table(), event)

    return {
        **dict.fromkeys(PLACES, kept(on_place)),
        **dict.fromkeys(NETWORKS, kept(on_network)),
        NetworkNamed: kept(on_network_named),
        HostAdminsChanged: kept(on_host),
    }


def on_place(table: str, event: PlaceEvent, **extra: Any) -> bool:
    """Keep somebody's place, unless they were erased (shape: project); tells if it was news."""
    here = erasing.not_erased(table, event.member_id)
    return project(table, {**place(event), **extra}, sequence=event.sequence, holds=here)


def place(event: PlaceEvent) -> Item:
    """The item that keeps somebody's place, for the member and by the index for the network."""
    pk, sk = place_key(event.member_id, event.network_id)
    return {
        "pk": pk,
        "sk": sk,
        "gsi1pk": sk,
        "gsi1sk": pk,
        "member_id": event.member_id,
        "network_id": event.network_id,
        "standing": event.standing,
        "roles": list(event.roles),
    }


def on_network(table: str, event: NetworkEvent) -> bool:
    """Keep a network's public state (shape: project)."""
    (pk, sk), _ = network_keys(event.network_id)
    return project(
        table,
        {
            "pk": pk,
            "sk": sk,
            "policy": event.policy,
            "listed": event.listed,
            "quorum": event.quorum,
            "archived": event.archived,
        },
        sequence=event.sequence,
    )


def on_network_named(table: str, event: NetworkNamed) -> bool:
    """Keep a network's name and ground rules (shape: project)."""
    _, (pk, sk) = network_keys(event.network_id)
    item = {"pk": pk, "sk": sk, "name": event.name, "ground_rules": list(event.ground_rules)}
    return project(table, item, sequence=event.sequence)


def on_host(table: str, event: HostAdminsChanged) -> bool:
    """Keep who looks after the installation (shape: project)."""
    pk, sk = HOST
    return project(
        table, {"pk": pk, "sk": sk, "admins": list(event.admins)}, sequence=event.sequence
    )


def _network(network_id: str, state: Item, name: Item | None) -> Network:
    return Network(
        network_id=network_id,
        name=name["name"] if name else network_id,
        ground_rules=tuple(name["ground_rules"]) if name else (),
        quorum=state["quorum"],
        listed=state["listed"],
        archived=state["archived"],
    )
