"""The rules of roles: who gives and takes them, when they end, and that a chair is always there."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import date, datetime, time, timedelta

from services.contracts.membership import (
    MembershipApproved,
    PlaceEvent,
    RoleGranted,
    RoleRevoked,
)
from services.contracts.refusals import Conflict, Invalid, NotAllowed, NotFound
from services.contracts.roles import Role, Standing
from services.membership.model.invitations import Invitation
from services.membership.model.networks import (
    Network,
    must_go_on,
    must_keep_a_chair,
    only_chair,
)
from services.membership.model.places import (
    Hint,
    Place,
    PlaceChange,
    come_in,
    moved,
    must_be_member,
    place_said,
)

TOLD_BEFORE = timedelta(days=14)
LONGEST = timedelta(days=5 * 366)


def grant(
    network: Network, place: Place, role: Role, now: datetime, *, last_day: date | None = None
) -> PlaceChange:
    """A member gets a role, for good or until the end of a day; or has it until another day."""
    must_go_on(network)
    must_be_member(place)
    if role in place.roles and place.ends.get(role) == last_day:
        raise Conflict("This member has that role already.")
    if last_day is not None and not now < ends_at(last_day) < now + LONGEST:
        raise Invalid(
            "Choose another last day.",
            {"last_day": "Choose a day that is still to come, within five years."},
        )
    others = {held: day for held, day in place.ends.items() if held is not role}
    return _changed(
        place,
        {*place.roles, role},
        others if last_day is None else {**others, role: last_day},
        granted=True,
    )


def must_have_signed_in(confirmed_at: str) -> None:
    """Raise Conflict for whoever was imported and has never been here: no such chair counts (M19).

    Nobody knows yet if the address is theirs. With such a chair beside them the last one who can do
    anything could leave.
    """
    if not confirmed_at:
        raise Conflict(
            "This member was imported and has never signed in, so they cannot be made a chair. "
            "Ask them at their page at the desk: they are one once they sign in and accept."
        )


def revoke(network: Network, place: Place, role: Role) -> PlaceChange:
    """A member gives a role back, or is relieved of it."""
    must_go_on(network)
    if role not in place.roles:
        raise Conflict("This member does not have that role.")
    if role is Role.CHAIR:
        must_keep_a_chair(network, place.member_id)
    return without(place, role)


def without(place: Place, role: Role) -> PlaceChange:
    """The place without a role; whoever asks has seen to it that a chair stays."""
    ends = {held: day for held, day in place.ends.items() if held is not role}
    return _changed(place, {*place.roles} - {role}, ends, granted=False)


def ends_at(last_day: date) -> datetime:
    """When a role with this last day is over: at midnight in London."""
    # Inline on purpose: few roles have a last day, and a cold function need not read zones.
    from zoneinfo import ZoneInfo

    return datetime.combine(last_day + timedelta(days=1), time(), ZoneInfo("Europe/London"))


def is_over(place: Place, role: Role, now: datetime) -> bool:
    """Whether the last day of a role is past."""
    last_day = place.ends.get(role)
    return last_day is not None and now >= ends_at(last_day)


def stays(network: Network, place: Place, role: Role) -> bool:
    """Whether a role goes on after its last day: nobody else is a chair (M19)."""
    return role is Role.CHAIR and only_chair(network) == place.member_id


def must_be_chair(place: Place | None, network: Network | None = None) -> None:
    """Raise NotAllowed unless this is a chair; NotFound if they may not know of it (M16)."""
    if not is_chair(place):
        if place is None and network is not None and not network.listed:
            raise NotFound("There is no such network.")
        raise NotAllowed("Only a chair of the network may do this.")


def is_chair(place: Place | None) -> bool:
    """Whether this is the place of a chair."""
    return place is not None and place.standing is Standing.MEMBER and Role.CHAIR in place.roles


def enter(
    network: Network,
    place: Place | None,
    member_id: str,
    now: datetime,
    invitation: Invitation,
    *,
    fits: bool,
    hints: Collection[Hint] = (),
) -> tuple[Place, list[PlaceEvent]]:
    """Come in by an invitation, with the role that comes with it; raises Conflict if it cannot be.

    Whoever is to be the first chair comes by the address that was invited, as nobody is there to
    have a look at another one.
    """
    if invitation.role is None:
        entered, said = come_in(network, place, member_id, now, fits=fits, hints=hints)
        return entered, [said]
    must_go_on(network)
    if not fits:
        raise Conflict(
            "This invitation is for the first chair, so it works for the address that it was "
            "sent to only. Sign in with that one, or ask for another invitation."
        )
    said_so: list[PlaceEvent] = []
    if place is None or place.standing is not Standing.MEMBER:
        place, approved = moved(place, network, member_id, Standing.MEMBER, MembershipApproved, now)
        said_so.append(approved)
    chair, granted = grant(network, place, invitation.role, now)
    return chair, [*said_so, granted]


def without_chair(network: Network, member_id: str) -> Network:
    """The network as it goes on when one of its chairs is gone for good."""
    chairs = tuple(chair for chair in network.chairs if chair != member_id)
    return replace(network, chairs=chairs, version=network.version + 1)


def chairs_after(network: Network, *places: Place) -> Network | None:
    """The network with its chairs as these places now have them; None if they are the same."""
    changed = {place.member_id for place in places}
    chairs = {chair for chair in network.chairs if chair not in changed}
    chairs |= {place.member_id for place in places if is_chair(place)}
    if chairs == set(network.chairs):
        return None
    return replace(network, chairs=tuple(sorted(chairs)), version=network.version + 1)


def _changed(
    place: Place, roles: set[Role], ends: dict[Role, date], *, granted: bool
) -> PlaceChange:
    changed = replace(place, roles=tuple(sorted(roles)), ends=ends, version=place.version + 1)
    return changed, place_said(RoleGranted if granted else RoleRevoked, changed)
