"""Networks that members found: asked for, agreed by the parent's chairs or the host (N51, M18)."""

from __future__ import annotations

from datetime import timedelta

from services.contracts.duties import SpinOffAsked, SpinOffDeclined
from services.contracts.refusals import Conflict, Invalid, NotAllowed, NotFound
from services.membership import store
from services.membership.commands.opening import Founding
from services.membership.model import Network, roles, spinoffs
from services.membership.model.spinoffs import SpinOff
from services.membership.store import rounds
from services.membership.store import spinoffs as shelf
from services.membership.store.spinoffs import Deciding
from services.runtime import platform
from services.runtime.limits import demand
from services.runtime.rights import NOT_IN, must_know_of


class AskForNetwork(Founding):
    """A network of one's own, with its own way in, roles, ground rules and confidentiality."""


def ask(parent: str, wish: AskForNetwork, *, by: str) -> None:
    """Ask the chairs to agree to a network under this one; the founder will be its first chair."""
    demand(store.table(), "spin-off", by, most=10, within=timedelta(hours=1))
    there, network = _there(parent, by, wish.network_id, by)
    if there.mine is None:
        must_know_of(listed=network.listed, knows=False)
        raise NotAllowed(NOT_IN)
    if there.wanted is not None:
        raise Conflict("You have asked for this already. The chairs have it on their desk.")
    now = platform.now()
    wanted = spinoffs.ask(
        network,
        there.mine,
        SpinOff(
            network_id=wish.network_id,
            parent=parent,
            founder=by,
            name=wish.name,
            ground_rules=wish.rules(),
            policy=wish.policy,
            listed=wish.listed,
            quorum=wish.quorum,
            asked_at=now,
        ),
    )
    said = SpinOffAsked(network_id=parent, sequence=int(now.timestamp()))
    store.save([shelf.put_spin_off(wanted), store.still_a_member(by)], [said])


def take_back(parent: str, network_id: str, *, by: str) -> None:
    """Not want it any more."""
    there, _ = _there(parent, by, network_id, by)
    store.save([shelf.delete_spin_off(_wanted(there))])


def agree(parent: str, founder: str, network_id: str, *, by: str) -> None:
    """Open the network with its founder as the only member and first chair."""
    there, network = _there(parent, founder, network_id, by)
    _must_decide(there, network, by)
    wanted = _wanted(there)
    if there.taken:
        raise Invalid(
            "Another network has this short name. Decline, and ask the founder to choose again."
        )
    now = platform.now()
    opened, chair, said = spinoffs.agree(network, there.founder, wanted, now)
    store.save(
        [
            *rounds.opened(opened, now),
            store.put_place(chair, changes=2),
            shelf.founded(opened),
            shelf.delete_spin_off(wanted),
            shelf.unchanged(network),
            store.still_a_member(founder),
        ],
        said,
    )


def decline(parent: str, founder: str, network_id: str, *, by: str) -> None:
    """Not agree to it; the founder hears that by mail."""
    there, network = _there(parent, founder, network_id, by)
    _must_decide(there, network, by)
    wanted = _wanted(there)
    moment = int(platform.now().timestamp())
    said = SpinOffDeclined(network_id=parent, member_id=founder, sequence=moment)
    store.save([shelf.delete_spin_off(wanted)], [said])


def _there(parent: str, founder: str, network_id: str, by: str) -> tuple[Deciding, Network]:
    there = shelf.deciding(parent, founder, network_id, by)
    if there.parent is None:
        raise NotFound("There is no such network.")
    return there, there.parent


def _must_decide(there: Deciding, network: Network, by: str) -> None:
    """Raise NotAllowed unless this is a chair of the parent, or a host admin."""
    if by not in there.host.admins:
        roles.must_be_chair(there.mine, network)


def _wanted(there: Deciding) -> SpinOff:
    if there.wanted is None:
        raise Conflict("This was decided or taken back already. Load the list again.")
    return there.wanted
