"""What decides about opening a network: who asks, whether there is one, who is invited."""

from __future__ import annotations

from services.membership.model import Invitation, Network, Place
from services.membership.model.host import Host
from services.membership.store.host import read_host
from services.membership.store.invitations import invitation_key, read_invitation
from services.membership.store.networks import read_network, read_place
from services.membership.store.people import member_key
from services.membership.store.table import read
from services.runtime.ports import Item
from services.runtime.rights import HOST, network_keys, place_key


def opening(network_id: str, alias: str) -> tuple[Host, Network | None, Invitation | None]:
    """The host, a network, and the invitation of somebody to it, in one batched read."""
    host, state, name, invitation = read(
        [HOST, *network_keys(network_id), invitation_key(alias, network_id)]
    )
    return (
        read_host(host),
        read_network(state, name) if state and name else None,
        read_invitation(invitation) if invitation else None,
    )


def announcing(network_id: str, to: str) -> tuple[Network | None, Place | None, Item | None, Host]:
    """A network, somebody's place in it, who they are, and the host, in one batched read."""
    state, name, place, member, host = read(
        [*network_keys(network_id), place_key(to, network_id), member_key(to), HOST]
    )
    network = read_network(state, name) if state and name else None
    return network, read_place(place) if place else None, member, read_host(host)
