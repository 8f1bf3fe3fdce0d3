"""What people can have done about belonging; each reads, asks the rules, and saves once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Annotated

from pydantic import AfterValidator, field_validator

from services.contracts.membership import (
    NetworkEvent,
    OrganisationRegistered,
    PlaceEvent,
)
from services.contracts.refusals import Invalid, NotFound
from services.contracts.roles import Policy, Role
from services.membership import model, store
from services.membership.addresses import checked
from services.membership.model import Network, Place
from services.runtime import platform
from services.runtime.http.wishes import FilledLine, Line, Wish
from services.runtime.limits import demand
from services.runtime.rights import viewer

Address = Annotated[FilledLine, AfterValidator(checked)]


class GrantRole(Wish):
    """A role to give or to take back."""

    role: Role


class DeclineRequest(Wish):
    """A reason that stays with the chairs; may be empty."""

    reason: Line = ""


class ChangePolicy(Wish):
    """How people get into the network, and how many must agree to a note."""

    policy: Policy
    listed: bool = False
    quorum: int

    @field_validator("quorum")
    @classmethod
    def _sensible(cls, quorum: int) -> int:
        if not 2 <= quorum <= 9:
            raise ValueError("Choose a number from 2 to 9.")
        return quorum


# --- chairs -------------------------------------------------------------------------------------


def approve(network_id: str, member_id: str, *, by: str) -> None:
    """Let somebody in who waits."""
    _as_chair(network_id, by)
    _change(network_id, member_id, lambda n, p: model.approve(n, p, platform.now()))


def decline(network_id: str, member_id: str, wish: DeclineRequest, *, by: str) -> None:
    """Say no to somebody who waits; the reason stays with the chairs (M21)."""
    _as_chair(network_id, by)
    now = platform.now()
    _change(network_id, member_id, lambda n, p: model.decline(n, p, wish.reason, now))


def grant(network_id: str, member_id: str, role: Role, *, by: str) -> None:
    """Give a member a role."""
    _as_chair(network_id, by)
    _change(network_id, member_id, lambda _, p: model.grant(p, role))


def revoke(network_id: str, member_id: str, role: Role, *, by: str) -> None:
    """Take a role back."""
    _as_chair(network_id, by)
    _change(network_id, member_id, lambda n, p: model.revoke(n, p, role))


def suspend(network_id: str, member_id: str, *, by: str) -> None:
    """Stop somebody's reading and mail until further notice."""
    _as_chair(network_id, by)
    _change(network_id, member_id, lambda n, p: model.suspend(n, p, platform.now()))


def reinstate(network_id: str, member_id: str, *, by: str) -> None:
    """End a suspension."""
    _as_chair(network_id, by)
    _change(network_id, member_id, lambda _, p: model.reinstate(p, platform.now()))


def change_policy(network_id: str, wish: ChangePolicy, *, by: str) -> None:
    """Change how people get in, and how many must agree to a note."""
    _as_chair(network_id, by)
    network, _ = store.network_and_place(network_id, by)
    _save_network(
        model.change_policy(network, policy=wish.policy, listed=wish.listed, quorum=wish.quorum)
    )


def archive(network_id: str, *, by: str) -> None:
    """End a network."""
    _as_chair(network_id, by)
    network, _ = store.network_and_place(network_id, by)
    _save_network(model.archive(network))


# --- members ------------------------------------------------------------------------------------


def leave(network_id: str, *, by: str) -> None:
    """Leave a network."""
    _change(network_id, by, lambda n, p: model.leave(n, p, platform.now()))


def ask(network_id: str, *, by: str) -> bool:
    """Ask to join one more network as somebody who is signed in; False if that changes nothing."""
    demand(store.table(), "ask", by, most=20, within=timedelta(hours=1))
    network, place = store.network_and_place(network_id, by)
    changed = model.request(network, place, by, platform.now())
    if changed is None:
        return False
    _save_place(network, *changed)
    return True


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
    store.save([store.put_network(network), store.put_network_name(network)], [opened, named])


def appoint_first_chair(network_id: str, member_id: str) -> None:
    """Make somebody member and chair of a network that has no chair yet."""
    network, place = store.network_and_place(network_id, member_id)
    if network.chairs:
        raise Invalid("This network has a chair. Chairs appoint further ones at their desk.")
    now = platform.now()
    waiting = place or Place(member_id, network_id, model.Standing.WAITING, now, version=0)
    member, let_in = model.approve(network, waiting, now)
    store.save([store.put_place(member)], [let_in])
    _save_place(network, *model.grant(member, Role.CHAIR))


def register_organisation(organisation_id: str, name: str, aliases: tuple[str, ...] = ()) -> None:
    """Add an organisation to the register; raises Conflict if the id is taken."""
    registered = OrganisationRegistered(
        organisation_id=organisation_id, name=name, aliases=aliases, sequence=1
    )
    store.save([store.put_organisation(organisation_id, name, aliases)], [registered])


# --- parts --------------------------------------------------------------------------------------


def _as_chair(network_id: str, by: str) -> None:
    seen, _ = viewer(store.table(), by, network_id)
    seen.must_be(Role.CHAIR)


def _change(
    network_id: str, member_id: str, rule: Callable[[Network, Place], model.PlaceChange]
) -> None:
    network, place = store.network_and_place(network_id, member_id)
    if place is None:
        raise NotFound("This person is not in the network.")
    _save_place(network, *rule(network, place))


def _save_place(network: Network, place: Place, said: PlaceEvent) -> None:
    """The place, and with it the network whenever its chairs change, so that one always stays."""
    writes = [store.put_place(place)]
    seated = model.chairs_after(network, place)
    if seated is not None:
        writes.append(store.put_network(seated))
    store.save(writes, [said])


def _save_network(change: tuple[Network, NetworkEvent]) -> None:
    network, said = change
    store.save([store.put_network(network)], [said])
