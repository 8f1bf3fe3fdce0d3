"""What people can have done about belonging: asking, being let in, leaving, roles."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Annotated

from pydantic import AfterValidator, BeforeValidator, Field

from services.contracts.event import Event
from services.contracts.membership import (
    PlaceEvent,
)
from services.contracts.refusals import Invalid, NotFound
from services.contracts.roles import Role, Standing
from services.membership import model, store
from services.membership.addresses import alias_key, is_shared
from services.membership.model import Hint, Network, Place
from services.membership.store import removals
from services.runtime import platform
from services.runtime.http.wishes import Line, Wish
from services.runtime.limits import demand
from services.runtime.ports import Item, Write


def _agreed(agree: bool) -> bool:
    if not agree:
        raise ValueError("Tick the box if you agree to the ground rules.")
    return agree


def _a_day(last_day: object) -> object:
    return None if last_day == "" else last_day


Agreed = Annotated[bool, AfterValidator(_agreed), Field(validate_default=True)]
"""In a wish: that somebody will keep to the ground rules, without which nobody comes in."""


LATEST = date(2999, 12, 31)
LastDay = Annotated[Annotated[date, Field(le=LATEST)] | None, BeforeValidator(_a_day)]
"""In a wish: the last day of something, such as 2027-03-31; empty if it has none."""


class GrantRole(Wish):
    """A role to give, for good or until the end of a day."""

    role: Role
    last_day: LastDay = None


class RevokeRole(Wish):
    """A role to take back."""

    role: Role


class DeclineRequest(Wish):
    """A reason that stays with the chairs; may be empty."""

    reason: Line = ""


# --- chairs -------------------------------------------------------------------------------------


def approve(network_id: str, member_id: str, *, by: str) -> None:
    """Let somebody in who waits; if they were removed once, that is over (M20)."""
    network, (chair, place), person = store.network_places_and_member(network_id, by, member_id)
    model.must_be_chair(chair, network)
    if place is None:
        raise NotFound("This person is not in the network.")
    let_in, said = model.approve(network, place, platform.now())
    lifted: list[Write] = []
    if Hint.EARLIER_REMOVED in place.hints and person is not None:
        lifted = removals.lift(aliases_of(person), network_id)
    save_places(network, [let_in], [said], *lifted)


def decline(network_id: str, member_id: str, wish: DeclineRequest, *, by: str) -> None:
    """Say no to somebody who waits; the reason stays with the chairs (M21)."""
    now = platform.now()
    _as_chair(network_id, member_id, by, lambda n, p: model.decline(n, p, wish.reason, now))


def grant(
    network_id: str, member_id: str, role: Role, *, by: str, last_day: date | None = None
) -> None:
    """Give a member a role, for good or until the end of a day; then a due row ends it (X3)."""
    network, (chair, place), person = store.network_places_and_member(network_id, by, member_id)
    model.must_be_chair(chair, network)
    if place is None or person is None:
        raise NotFound("This person is not in the network.")
    if role is Role.CHAIR:
        model.must_have_signed_in(person["confirmed_at"])
    now = platform.now()
    granted, said = model.grant(network, place, role, now, last_day=last_day)
    ahead = store.rounds.rounds_for_roles(network_id, last_day, now) if last_day else []
    save_places(network, [granted], [said], *ahead)


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
    left, said = model.leave(network, place, platform.now())
    save_places(network, [left], [said])


def ask(network_id: str, *, by: str) -> None:
    """Ask to join one more network as somebody who is signed in; raises Conflict with why not."""
    demand(store.table(), "ask", by, most=20, within=timedelta(hours=1))
    network, place, person = store.network_and_member(network_id, by)
    if person is None or (place is None and not network.listed):
        raise NotFound("There is no such network.")  # as if there were none (M16)
    hints = hints_about(person, network_id)
    asked, said = model.request(network, place, by, platform.now(), hints=hints)
    save_places(network, [asked], [said], store.still_a_member(by))


def place_of(network_id: str, member_id: str) -> tuple[Network, Place]:
    """A network with one's own place in it; there is none of either for a stranger (M16)."""
    network, (place,) = store.network_and_places(network_id, [member_id])
    if place is None:
        raise NotFound("There is no such network.")
    return network, place


# --- the installation ---------------------------------------------------------------------------


def appoint_first_chair(network_id: str, member_id: str) -> None:
    """Make somebody member and chair of a network that has no chair yet, in one step."""
    network, place, member = store.network_and_member(network_id, member_id)
    if network.chairs:
        raise Invalid("This network has a chair. Chairs appoint further ones at their desk.")
    if member is None:
        raise NotFound("Nobody with this id has confirmed an address. Let them join first.")
    model.must_have_signed_in(member["confirmed_at"])
    now = platform.now()
    said: list[PlaceEvent] = []
    if place is None or place.standing is not Standing.MEMBER:
        waiting = place or Place(member_id, network_id, Standing.WAITING, now)
        place, let_in = model.approve(network, replace(waiting, standing=Standing.WAITING), now)
        said.append(let_in)
    chair, granted = model.grant(network, place, Role.CHAIR, now)
    save_places(network, [chair], [*said, granted], store.still_a_member(member_id))


# --- parts --------------------------------------------------------------------------------------


def _as_chair(
    network_id: str,
    member_id: str,
    by: str,
    rule: Callable[[Network, Place], model.PlaceChange],
) -> None:
    network, (chair, place) = store.network_and_places(network_id, [by, member_id])
    model.must_be_chair(chair, network)
    if place is None:
        raise NotFound("This person is not in the network.")
    changed, said = rule(network, place)
    save_places(network, [changed], [said])


def hints_about(person: Item, network_id: str) -> set[Hint]:
    """What chairs should know of a member who comes, by every address of theirs (M3, M4, M20).

    A read of its own: which mailboxes to look at stands in the person.
    """
    alike, removed = removals.noticed(network_id, person["member_id"], aliases_of(person))
    holds = {
        Hint.SHARED_MAILBOX: is_shared(person["email"]),
        Hint.ALIKE_ADDRESS: alike,
        Hint.EARLIER_REMOVED: removed,
    }
    return {hint for hint, held in holds.items() if held}


def aliases_of(person: Item) -> list[str]:
    """The alias keys of all of somebody's addresses."""
    return [alias_key(address) for address in store.read_member(person).addresses]


def save_places(
    network: Network, places: Sequence[Place], said: Sequence[Event], *also: Write
) -> None:
    """Places, and with them the network whenever its chairs change, so that one always stays."""
    store.save([*store.places_changed(network, places, said), *also], said)
