"""What sessions does when membership spoke: it keeps who may do what."""

from __future__ import annotations

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
from services.runtime import rights
from services.runtime.inbox import Inbox
from services.sessions import store


def on_place(event: PlaceEvent) -> None:
    """Somebody's place has changed."""
    rights.on_place(store.table(), event)


def on_network(event: NetworkEvent) -> None:
    """A network has changed."""
    rights.on_network(store.table(), event)


def on_network_named(event: NetworkNamed) -> None:
    """A network has a name."""
    rights.on_network_named(store.table(), event)


inbox = Inbox(
    "sessions",
    {
        MembershipApproved: on_place,
        MembershipSuspended: on_place,
        MembershipReinstated: on_place,
        MemberLeft: on_place,
        RoleGranted: on_place,
        RoleRevoked: on_place,
        NetworkOpened: on_network,
        NetworkPolicyChanged: on_network,
        NetworkArchived: on_network,
        NetworkNamed: on_network_named,
    },
)
handler = inbox.handler
