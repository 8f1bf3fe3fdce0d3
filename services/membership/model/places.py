"""The rules of somebody's place in a network: asking, being let in, leaving, roles."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from services.contracts.membership import (
    MemberLeft,
    MembershipApproved,
    MembershipDeclined,
    MembershipReinstated,
    MembershipRequested,
    MembershipSuspended,
    PlaceEvent,
    RoleGranted,
    RoleRevoked,
)
from services.contracts.refusals import Conflict, NotAllowed
from services.contracts.roles import Policy, Role, Standing
from services.membership.model.invitations import must_invite
from services.membership.model.networks import Network, must_go_on, only_chair, takes_requests

APPLY_AGAIN_AFTER = timedelta(days=30)


class Hint(StrEnum):
    """What chairs should know before they let somebody in; it decides nothing by itself."""

    OTHER_ADDRESS = "other_address"
    """The invitation went to another address (M15)."""
    SHARED_MAILBOX = "shared_mailbox"
    """Several people may read this address (M4)."""


@dataclass(frozen=True, slots=True)
class Place:
    """One person's place in one network; `since` is when the standing began.

    `reason` is what the chairs noted on declining, `hints` what they should know of whoever waits;
    only they may see them (M21). `joined` is when they came in, which a suspension leaves as it is.
    """

    member_id: str
    network_id: str
    standing: Standing
    since: datetime
    roles: tuple[Role, ...] = ()
    reason: str = ""
    hints: tuple[Hint, ...] = ()
    joined: datetime | None = None
    version: int = 0


PlaceChange = tuple[Place, PlaceEvent]


# --- getting in ---------------------------------------------------------------------------------


def may_ask_from(place: Place) -> datetime | None:
    """Since when somebody who is not in the network may ask to join it; None if they are in."""
    if place.standing is Standing.DECLINED:
        return place.since + APPLY_AGAIN_AFTER
    return place.since if place.standing is Standing.LEFT else None


def request(
    network: Network,
    place: Place | None,
    member_id: str,
    now: datetime,
    *,
    shared: bool = False,
) -> PlaceChange:
    """Ask to join; raises Conflict, with the reason, if that would change nothing.

    With an address that several people may read (`shared`) it is for a chair to say (M4). Nobody's
    job title is asked for by this rule, because it may not count (M7).
    """
    if not takes_requests(network):
        raise Conflict("Nobody can ask to join this network at the moment. Speak to its chairs.")
    if place is not None:
        _must_be_free_to_ask(place, now)
    if network.policy is Policy.OPEN and not shared:
        return _moved(place, network, member_id, Standing.MEMBER, MembershipApproved, now)
    return _waiting(place, network, member_id, now, Hint.SHARED_MAILBOX if shared else None)


def come_in(
    network: Network, place: Place | None, member_id: str, now: datetime, *, fits: bool
) -> PlaceChange:
    """Come in by an invitation, whatever the policy; raises Conflict if that changes nothing.

    Whoever was invited under another address (not `fits`) waits for a chair (M15).
    """
    must_invite(network)
    answered = (Standing.WAITING, Standing.DECLINED)
    if place is not None and not (fits and place.standing in answered):
        _must_be_free_to_ask(place, now)
    if fits:
        return _moved(place, network, member_id, Standing.MEMBER, MembershipApproved, now)
    return _waiting(place, network, member_id, now, Hint.OTHER_ADDRESS)


def approve(network: Network, place: Place, now: datetime) -> PlaceChange:
    """A chair lets somebody in."""
    must_go_on(network)
    must_be_waiting(place)
    return _moved(place, network, place.member_id, Standing.MEMBER, MembershipApproved, now)


def decline(network: Network, place: Place, reason: str, now: datetime) -> PlaceChange:
    """A chair says no; the person may ask again after 30 days (M21)."""
    must_go_on(network)
    must_be_waiting(place)
    declined, said = _moved(
        place, network, place.member_id, Standing.DECLINED, MembershipDeclined, now
    )
    return replace(declined, reason=reason), said


def must_be_waiting(place: Place) -> None:
    """Raise Conflict if nobody is to answer this request any more."""
    if place.standing is not Standing.WAITING:
        raise Conflict("This request was already answered. Load the list again.")


# --- being in -----------------------------------------------------------------------------------


def leave(network: Network, place: Place, now: datetime) -> PlaceChange:
    """Somebody leaves, or takes a request back; the last chair hands over first (M19).

    A suspension cannot be left behind by leaving and asking anew (M20).
    """
    must_be_free_to_leave(place)
    _keep_a_chair(network, place)
    return _moved(place, network, place.member_id, Standing.LEFT, MemberLeft, now)


def must_be_free_to_leave(place: Place) -> None:
    """Raise Conflict, with the reason, if there is nothing to leave, or not now."""
    if place.standing is Standing.SUSPENDED:
        raise Conflict("Your membership is paused. Speak to the chairs of the network first.")
    if place.standing not in (Standing.MEMBER, Standing.WAITING):
        raise Conflict("You are not in this network.")


def suspend(network: Network, place: Place, now: datetime) -> PlaceChange:
    """No reading and no mail until reinstated (M20); roles stay for then."""
    must_go_on(network)
    _must_be_member(place)
    _keep_a_chair(network, place)
    changed = replace(place, standing=Standing.SUSPENDED, since=now, version=place.version + 1)
    return changed, _said(MembershipSuspended, changed)


def reinstate(network: Network, place: Place, now: datetime) -> PlaceChange:
    """A suspension ends."""
    must_go_on(network)
    if place.standing is not Standing.SUSPENDED:
        raise Conflict("This person is not suspended.")
    changed = replace(place, standing=Standing.MEMBER, since=now, version=place.version + 1)
    return changed, _said(MembershipReinstated, changed)


def grant(network: Network, place: Place, role: Role) -> PlaceChange:
    """A member gets a role."""
    must_go_on(network)
    _must_be_member(place)
    if role in place.roles:
        raise Conflict("This member has that role already.")
    roles = tuple(sorted({*place.roles, role}))
    changed = replace(place, roles=roles, version=place.version + 1)
    return changed, _said(RoleGranted, changed)


def revoke(network: Network, place: Place, role: Role) -> PlaceChange:
    """A member gives a role back, or is relieved of it."""
    must_go_on(network)
    if role not in place.roles:
        raise Conflict("This member does not have that role.")
    if role is Role.CHAIR:
        _keep_a_chair(network, place)
    roles = tuple(held for held in place.roles if held is not role)
    changed = replace(place, roles=roles, version=place.version + 1)
    return changed, _said(RoleRevoked, changed)


def must_be_chair(place: Place | None) -> None:
    """Raise NotAllowed unless this is the place of a chair."""
    if place is None or place.standing is not Standing.MEMBER or Role.CHAIR not in place.roles:
        raise NotAllowed("Only a chair of the network may do this.")


def without_chair(network: Network, member_id: str) -> Network:
    """The network as it goes on when one of its chairs is gone for good."""
    chairs = tuple(chair for chair in network.chairs if chair != member_id)
    return replace(network, chairs=chairs, version=network.version + 1)


def chairs_after(network: Network, place: Place) -> Network | None:
    """The network with its chairs as this place now has them; None if they are the same."""
    sits = place.standing is Standing.MEMBER and Role.CHAIR in place.roles
    others = tuple(chair for chair in network.chairs if chair != place.member_id)
    chairs = tuple(sorted((*others, place.member_id))) if sits else others
    if chairs == network.chairs:
        return None
    return replace(network, chairs=chairs, version=network.version + 1)


# --- parts --------------------------------------------------------------------------------------


def _must_be_free_to_ask(place: Place, now: datetime) -> None:
    match place.standing:
        case Standing.WAITING:
            raise Conflict("The chairs have your request already. You get a mail when they answer.")
        case Standing.MEMBER:
            raise Conflict("You are in this network already.")
        case Standing.SUSPENDED:
            raise Conflict("Your membership is paused. Speak to the chairs of the network.")
        case Standing.DECLINED if now < place.since + APPLY_AGAIN_AFTER:
            raise Conflict("You may ask again 30 days after the answer.")


def _must_be_member(place: Place) -> None:
    if place.standing is not Standing.MEMBER:
        raise Conflict("This person is not a member of the network at the moment.")


def _keep_a_chair(network: Network, place: Place) -> None:
    if only_chair(network) == place.member_id:
        raise Conflict("A network keeps a chair. Make somebody else a chair first.")


def _waiting(
    place: Place | None, network: Network, member_id: str, now: datetime, hint: Hint | None
) -> PlaceChange:
    waits, said = _moved(place, network, member_id, Standing.WAITING, MembershipRequested, now)
    return replace(waits, hints=(hint,) if hint else ()), said


def _moved(
    place: Place | None,
    network: Network,
    member_id: str,
    standing: Standing,
    said: type[PlaceEvent],
    now: datetime,
) -> PlaceChange:
    """The place with a new standing and without roles: whoever comes back starts anew."""
    version = (place.version if place else 0) + 1
    joined = now if standing is Standing.MEMBER else None
    changed = Place(
        member_id, network.network_id, standing, since=now, joined=joined, version=version
    )
    return changed, _said(said, changed)


def _said(kind: type[PlaceEvent], place: Place) -> PlaceEvent:
    return kind(
        member_id=place.member_id,
        network_id=place.network_id,
        standing=place.standing,
        roles=place.roles,
        sequence=place.version,
    )
