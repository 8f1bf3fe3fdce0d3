"""The rules of belonging: pure functions from what is, what is wished and now, to what will be."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from services.contracts.membership import (
    MemberLeft,
    MembershipApproved,
    MembershipDeclined,
    MembershipReinstated,
    MembershipRequested,
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
from services.contracts.refusals import Conflict, Invalid, NotAllowed
from services.contracts.roles import Policy, Role, Standing

APPLY_AGAIN_AFTER = timedelta(days=30)
SLUG = re.compile(r"[a-z0-9](?:[a-z0-9-]{1,38}[a-z0-9])")
DEFAULT_QUORUM = 2


@dataclass(frozen=True, slots=True)
class Network:
    """A network; `chairs` are member ids, kept here so that the last one is known at once."""

    network_id: str
    name: str
    ground_rules: tuple[str, ...]
    policy: Policy = Policy.APPROVAL
    listed: bool = True
    quorum: int = DEFAULT_QUORUM
    archived: bool = False
    chairs: tuple[str, ...] = ()
    version: int = 0


@dataclass(frozen=True, slots=True)
class Place:
    """One person's place in one network; `since` is when the standing began.

    `reason` is what the chairs noted on declining; only they may see it (M21).
    """

    member_id: str
    network_id: str
    standing: Standing
    since: datetime
    roles: tuple[Role, ...] = ()
    reason: str = ""
    version: int = 0


PlaceChange = tuple[Place, PlaceEvent]
NetworkChange = tuple[Network, NetworkEvent]


# --- getting in ---------------------------------------------------------------------------------


def takes_requests(network: Network) -> bool:
    """Whether somebody without an invitation may ask to join (M14)."""
    return not network.archived and network.policy in (Policy.OPEN, Policy.APPROVAL)


def request(
    network: Network, place: Place | None, member_id: str, now: datetime
) -> PlaceChange | None:
    """Ask to join; None if that changes nothing.

    Nobody's job title is asked for by this rule, because it may not count (M7).
    """
    if not takes_requests(network) or (place and not _may_ask(place, now)):
        return None
    if network.policy is Policy.OPEN:
        return _moved(place, network, member_id, Standing.MEMBER, MembershipApproved, now)
    return _moved(place, network, member_id, Standing.WAITING, MembershipRequested, now)


def approve(network: Network, place: Place, now: datetime) -> PlaceChange:
    """A chair lets somebody in."""
    if place.standing is not Standing.WAITING:
        raise Conflict("This request was already answered. Load the list again.")
    return _moved(place, network, place.member_id, Standing.MEMBER, MembershipApproved, now)


def decline(network: Network, place: Place, reason: str, now: datetime) -> PlaceChange:
    """A chair says no; the person may ask again after 30 days (M21)."""
    if place.standing is not Standing.WAITING:
        raise Conflict("This request was already answered. Load the list again.")
    declined, said = _moved(
        place, network, place.member_id, Standing.DECLINED, MembershipDeclined, now
    )
    return replace(declined, reason=reason), said


# --- being in -----------------------------------------------------------------------------------


def leave(network: Network, place: Place, now: datetime) -> PlaceChange:
    """Somebody leaves; the last chair hands over first (M19)."""
    if place.standing in (Standing.LEFT, Standing.DECLINED):
        raise Conflict("You are not in this network.")
    _keep_a_chair(network, place)
    return _moved(place, network, place.member_id, Standing.LEFT, MemberLeft, now)


def suspend(network: Network, place: Place, now: datetime) -> PlaceChange:
    """No reading and no mail until reinstated (M20); roles stay for then."""
    _must_be_member(place)
    _keep_a_chair(network, place)
    changed = replace(place, standing=Standing.SUSPENDED, since=now, version=place.version + 1)
    return changed, _said(MembershipSuspended, changed)


def reinstate(place: Place, now: datetime) -> PlaceChange:
    """A suspension ends."""
    if place.standing is not Standing.SUSPENDED:
        raise Conflict("This person is not suspended.")
    changed = replace(place, standing=Standing.MEMBER, since=now, version=place.version + 1)
    return changed, _said(MembershipReinstated, changed)


def grant(place: Place, role: Role) -> PlaceChange:
    """A member gets a role."""
    _must_be_member(place)
    if role in place.roles:
        raise Conflict("This member has that role already.")
    roles = tuple(sorted({*place.roles, role}))
    changed = replace(place, roles=roles, version=place.version + 1)
    return changed, _said(RoleGranted, changed)


def revoke(network: Network, place: Place, role: Role) -> PlaceChange:
    """A member gives a role back, or is relieved of it."""
    if role not in place.roles:
        raise Conflict("This member does not have that role.")
    if role is Role.CHAIR:
        _keep_a_chair(network, place)
    roles = tuple(held for held in place.roles if held is not role)
    changed = replace(place, roles=roles, version=place.version + 1)
    return changed, _said(RoleRevoked, changed)


def chairs_after(network: Network, place: Place) -> Network | None:
    """The network with its chairs as this place now has them; None if they are the same."""
    sits = place.standing is Standing.MEMBER and Role.CHAIR in place.roles
    others = tuple(chair for chair in network.chairs if chair != place.member_id)
    chairs = tuple(sorted((*others, place.member_id))) if sits else others
    if chairs == network.chairs:
        return None
    return replace(network, chairs=chairs, version=network.version + 1)


# --- networks -----------------------------------------------------------------------------------


def open_network(
    network_id: str,
    name: str,
    ground_rules: tuple[str, ...],
    policy: Policy,
    *,
    listed: bool,
) -> tuple[Network, NetworkEvent, NetworkNamed]:
    """A new network; its id is the part of the address that names it, for good."""
    if not SLUG.fullmatch(network_id):
        raise Invalid(
            "Choose another short name.",
            {"network_id": "Use 3 to 40 small letters, digits and hyphens."},
        )
    if not ground_rules:
        raise Invalid("Write the ground rules.", {"ground_rules": "Write at least one rule."})
    network = Network(network_id, name, ground_rules, policy, listed, version=1)
    named = NetworkNamed(
        network_id=network_id,
        name=name,
        ground_rules=ground_rules,
        sequence=network.version,
    )
    return network, _network_said(NetworkOpened, network), named


def change_policy(network: Network, *, policy: Policy, listed: bool, quorum: int) -> NetworkChange:
    """Change how people get in; those who are in or waiting stay where they are (M14)."""
    if network.archived:
        raise Conflict("The network has ended; its rules no longer change.")
    if quorum < DEFAULT_QUORUM:
        raise Invalid("Choose a higher number.", {"quorum": "A note needs at least two people."})
    changed = replace(
        network,
        policy=policy,
        listed=listed,
        quorum=quorum,
        version=network.version + 1,
    )
    return changed, _network_said(NetworkPolicyChanged, changed)


def archive(network: Network) -> NetworkChange:
    """End a network."""
    if network.archived:
        raise Conflict("The network has ended already.")
    changed = replace(network, archived=True, listed=False, version=network.version + 1)
    return changed, _network_said(NetworkArchived, changed)


# --- parts --------------------------------------------------------------------------------------


def _may_ask(place: Place, now: datetime) -> bool:
    if place.standing is Standing.DECLINED:
        return now - place.since >= APPLY_AGAIN_AFTER
    return place.standing is Standing.LEFT


def _must_be_member(place: Place) -> None:
    if place.standing is not Standing.MEMBER:
        raise NotAllowed("This person is not a member of the network.")


def _keep_a_chair(network: Network, place: Place) -> None:
    if network.chairs == (place.member_id,):
        raise Conflict("A network keeps a chair. Make somebody else a chair first.")


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
    changed = Place(member_id, network.network_id, standing, since=now, version=version)
    return changed, _said(said, changed)


def _said(kind: type[PlaceEvent], place: Place) -> PlaceEvent:
    return kind(
        member_id=place.member_id,
        network_id=place.network_id,
        standing=place.standing,
        roles=place.roles,
        sequence=place.version,
    )


def _network_said(kind: type[NetworkEvent], network: Network) -> NetworkEvent:
    return kind(
        network_id=network.network_id,
        policy=network.policy,
        listed=network.listed,
        quorum=network.quorum,
        archived=network.archived,
        sequence=network.version,
    )
