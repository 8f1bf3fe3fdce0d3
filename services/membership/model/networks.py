"""The rules of a network: how it is opened, how people get in, how it ends."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from services.contracts.membership import (
    NetworkArchived,
    NetworkEvent,
    NetworkNamed,
    NetworkOpened,
    NetworkPolicyChanged,
)
from services.contracts.refusals import Conflict, Invalid
from services.contracts.roles import Policy

SLUG = re.compile(r"[a-z0-9](?:[a-z0-9-]{1,38}[a-z0-9])")
DEFAULT_QUORUM = 2


@dataclass(frozen=True, slots=True)
class Network:
    """A network; `chairs` are member ids, kept here so that the last one is known at once.

    A spin-off has a `parent`; `sight` says that the parent's chairs may see who is in it (M18).
    """

    network_id: str
    name: str
    ground_rules: tuple[str, ...]
    policy: Policy = Policy.APPROVAL
    listed: bool = True
    quorum: int = DEFAULT_QUORUM
    archived: bool = False
    chairs: tuple[str, ...] = ()
    parent: str = ""
    sight: bool = False
    version: int = 0


NetworkChange = tuple[Network, NetworkEvent]


def takes_requests(network: Network) -> bool:
    """Whether somebody without an invitation may ask to join (M14)."""
    return not network.archived and network.policy in (Policy.OPEN, Policy.APPROVAL)


def only_chair(network: Network) -> str | None:
    """Whoever has to stay a chair of a network that goes on, because nobody else is one (M19)."""
    if len(network.chairs) != 1 or network.archived:
        return None
    return network.chairs[0]


def must_keep_a_chair(network: Network, member_id: str) -> None:
    """Raise Conflict, with the way out, if nobody else is a chair (M19)."""
    if only_chair(network) == member_id:
        raise Conflict(
            "A network keeps a chair. Make somebody else a chair first, or hand the role over: "
            "at the desk of the network, under Members."
        )


def must_go_on(network: Network) -> None:
    """Raise Conflict if the network has ended."""
    if network.archived:
        raise Conflict("The network has ended; nothing changes in it any more.")


def open_network(
    network_id: str,
    name: str,
    ground_rules: tuple[str, ...],
    policy: Policy,
    *,
    listed: bool,
    quorum: int = DEFAULT_QUORUM,
    parent: str = "",
) -> tuple[Network, NetworkEvent, NetworkNamed]:
    """A new network; its id is the part of the address that names it, for good."""
    if not SLUG.fullmatch(network_id):
        raise Invalid(
            "Choose another short name.",
            {"network_id": "Use 3 to 40 small letters, digits and hyphens."},
        )
    if not ground_rules:
        raise Invalid("Write the ground rules.", {"ground_rules": "Write at least one rule."})
    network = Network(
        network_id, name, ground_rules, policy, listed, quorum, parent=parent, version=1
    )
    named = NetworkNamed(
        network_id=network_id,
        name=name,
        ground_rules=ground_rules,
        sequence=network.version,
    )
    return network, _said(NetworkOpened, network), named


def change_policy(
    network: Network, *, policy: Policy, listed: bool, quorum: int, sight: bool = False
) -> NetworkChange:
    """Change how people get in; those who are in or waiting stay where they are (M14).

    `sight` counts in a spin-off only: nobody else has chairs above its own.
    """
    must_go_on(network)
    if quorum < DEFAULT_QUORUM:
        raise Invalid("Choose a higher number.", {"quorum": "A note needs at least two people."})
    changed = replace(
        network,
        policy=policy,
        listed=listed,
        quorum=quorum,
        sight=sight and bool(network.parent),
        version=network.version + 1,
    )
    return changed, _said(NetworkPolicyChanged, changed)


def archive(network: Network) -> NetworkChange:
    """End a network."""
    if network.archived:
        raise Conflict("The network has ended already.")
    changed = replace(network, archived=True, listed=False, version=network.version + 1)
    return changed, _said(NetworkArchived, changed)


def _said(kind: type[NetworkEvent], network: Network) -> NetworkEvent:
    return kind(
        network_id=network.network_id,
        policy=network.policy,
        listed=network.listed,
        quorum=network.quorum,
        archived=network.archived,
        sequence=network.version,
    )
