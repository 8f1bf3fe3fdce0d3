"""What can be done about a network itself: opening it, how people get in, ending it."""

from __future__ import annotations

from pydantic import field_validator

from services.contracts.membership import NetworkEvent
from services.contracts.roles import Policy
from services.membership import model, store
from services.membership.model import Network
from services.runtime import platform
from services.runtime.http.wishes import Wish


class ChangePolicy(Wish):
    """How people get into the network, and how many must agree to a note.

    `sight` lets the chairs of a spin-off's parent see who is in it (M18).
    """

    policy: Policy
    listed: bool = False
    quorum: int
    sight: bool = False

    @field_validator("quorum")
    @classmethod
    def _sensible(cls, quorum: int) -> int:
        if not 2 <= quorum <= 9:
            raise ValueError("Choose a number from 2 to 9.")
        return quorum


# --- chairs -------------------------------------------------------------------------------------


def change_policy(network_id: str, wish: ChangePolicy, *, by: str) -> None:
    """Change how people get in, and how many must agree to a note."""
    network, (chair,) = store.network_and_places(network_id, [by])
    model.must_be_chair(chair, network)
    _save_network(
        network,
        *model.change_policy(
            network,
            policy=wish.policy,
            listed=wish.listed,
            quorum=wish.quorum,
            sight=wish.sight,
        ),
    )


def archive(network_id: str, *, by: str) -> None:
    """End a network."""
    network, (chair,) = store.network_and_places(network_id, [by])
    model.must_be_chair(chair, network)
    _save_network(network, *model.archive(network))


# --- the installation ---------------------------------------------------------------------------


def open_network(
    network_id: str,
    name: str,
    ground_rules: tuple[str, ...],
    policy: Policy,
    *,
    listed: bool,
) -> None:
    """Open a network; it has no members yet. Raises Conflict if the id is taken."""
    network, opened, named = model.open_network(
        network_id, name, ground_rules, policy, listed=listed
    )
    store.save(store.rounds.opened(network, platform.now()), [opened, named])


def _save_network(before: Network, network: Network, said: NetworkEvent) -> None:
    store.save(store.network_changed(before, network), [said])
