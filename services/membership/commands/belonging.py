"""What people can have done about belonging: asking, being let in, leaving, roles."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Annotated

from pydantic import AfterValidator, Field

from services.contracts.membership import (
    PlaceEvent,
)
from services.contracts.refusals import Invalid, NotFound
from services.contracts.roles import Role, Standing
from services.membership import model, store
from services.membership.model import Network, Place
from services.runtime import platform
from services.runtime.http.wishes import Line, Wish
from services.runtime.limits import demand
from services.runtime.ports import Check, Write


def _agreed(agree: bool) -> bool:
    if not agree:
        raise ValueError("Tick the box if you agree to the ground rules.")
    return agree


Agreed = Annotated[bool, AfterValidator(_agreed), Field(validate_default=True)]
"""In a wish: that somebody will keep to the ground rules, without which nobody comes in."""


class GrantRole(Wish):
    """A role to give or to take back."""

    role: Role


class DeclineRequest(Wish):
    """A reason that stays with the chairs; may be empty."""

    reason: Line = ""


# --- chairs -------------------------------------------------------------------------------------


def approve(network_id: str, member_id: str, *, by: str) -> None:
    """Let somebody in who waits."""
    _as_chair(network_id, member_id, by, lambda n, p: model.approve(n, p, platform.now()))


def decline(network_id: str, member_id: str, wish: DeclineRequest, *, by: str) -> None:
    """Say no to somebody who waits; the reason stays with the chairs (M21)."""
    now = platform.now()
    _as_chair(network_id, member_id, by, lambda n, p: model.decline(n, p, wish.reason, now))


def grant(network_id: str, member_id: str, role: Role, *, by: str) -> None:
    """Give a member a role."""
    _as_chair(network_id, member_id, by, lambda n, p: model.grant(n, p, role))


def revoke(network_id: str, member_id: str, role: Role, *, by: str) -> None:
    """Take a role back."""
    _as_chair(network_id, member_id, by, lambda n, p: model.revoke(n, p, role))


def suspend(network_id: str, member_id: str, *, by: str) -> None:
    """Stop somebody's reading and mail until further notice."""
    _as_chair(network_id, member_id, by, lambda n, p: model.suspend(n, p, platform.now()))


def reinstate(network_id: str, member_id: str, *, by: str) -> None:
    """End a suspension."""
    _as_chair(network_id, member_id, by, lambda n, p: model.reinstate(n, p, platform.now()))


# --- members ------------------------------------------------------------------------------------


def leave(network_id: str, *, by: str) -> None:
    """Leave a network, or take back the request to join it."""
    network, place = place_of(network_id, by)
    _save_place(network, *model.leave(network, place, platform.now()))


def ask(network_id: str, *, by: str) -> None:
    """Ask to join one more network as somebody who is signed in; raises Conflict with why not."""
    demand(store.table(), "ask", by, most=20, within=timedelta(hours=1))
    network, (place,) = store.network_and_places(network_id, [by])
    asked, said = model.request(network, place, by, platform.now())
    _save_place(network, asked, said, holds=[store.still_a_member(by)])


def place_of(network_id: str, member_id: str) -> tuple[Network, Place]:
    """A network with one's own place in it; there is none of either for a stranger (M16)."""
    network, (place,) = store.network_and_places(network_id, [member_id])
    if place is None:
        raise NotFound("You are in no such network.")
    return network, place


# --- the installation ---------------------------------------------------------------------------


def appoint_first_chair(network_id: str, member_id: str) -> None:
    """Make somebody member and chair of a network that has no chair yet, in one step."""
    network, place, member = store.network_and_member(network_id, member_id)
    if network.chairs:
        raise Invalid("This network has a chair. Chairs appoint further ones at their desk.")
    if member is None:
        raise NotFound("Nobody with this id has confirmed an address. Let them join first.")
    now = platform.now()
    said: list[PlaceEvent] = []
    if place is None or place.standing is not Standing.MEMBER:
        waiting = place or Place(member_id, network_id, Standing.WAITING, now)
        place, let_in = model.approve(network, replace(waiting, standing=Standing.WAITING), now)
        said.append(let_in)
    chair, granted = model.grant(network, place, Role.CHAIR)
    _save_place(network, chair, *said, granted, holds=[store.still_a_member(member_id)])


# --- parts --------------------------------------------------------------------------------------


def _as_chair(
    network_id: str,
    member_id: str,
    by: str,
    rule: Callable[[Network, Place], model.PlaceChange],
) -> None:
    network, (chair, place) = store.network_and_places(network_id, [by, member_id])
    model.must_be_chair(chair)
    if place is None:
        raise NotFound("This person is not in the network.")
    _save_place(network, *rule(network, place))


def _save_place(
    network: Network, place: Place, *said: PlaceEvent, holds: Sequence[Check] = ()
) -> None:
    """The place, and with it the network whenever its chairs change, so that one always stays."""
    writes: list[Write] = [store.put_place(place, changes=len(said)), *holds]
    seated = model.chairs_after(network, place)
    if seated is not None:
        writes += store.network_changed(network, seated)
    store.save(writes, said)
