"""The rules of a network that members of another one found: asked for, agreed, counted (N51, M18).

asked for ──a chair of the parent or the host agrees──▶ a network of its own; the founder is in it
    └──declined, or taken back──▶ nothing has changed
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from services.contracts.event import Event
from services.contracts.membership import MembershipApproved, NetworkNamed
from services.contracts.refusals import Conflict
from services.contracts.roles import Policy, Role, Standing
from services.membership.model import roles
from services.membership.model.networks import Network, must_go_on, open_network
from services.membership.model.places import Place, must_be_member, place_said


@dataclass(frozen=True, slots=True)
class SpinOff:
    """A network that a member wants to found under another one, the parent."""

    network_id: str
    parent: str
    founder: str
    name: str
    ground_rules: tuple[str, ...]
    policy: Policy
    listed: bool
    quorum: int
    asked_at: datetime
    version: int = 1


def ask(parent: Network, place: Place, wanted: SpinOff) -> SpinOff:
    """Ask for it as a member of the parent; raises Invalid if no network could be like that."""
    must_go_on(parent)
    must_be_member(place)
    _opened(wanted)
    return wanted


def agree(
    parent: Network, place: Place | None, wanted: SpinOff, now: datetime
) -> tuple[Network, Place, list[Event]]:
    """The new network with its founder as the first chair; nobody else is in it."""
    must_go_on(parent)
    if place is None or place.standing is not Standing.MEMBER:
        raise Conflict("Whoever asked for this is no longer a member here.")
    network, opened, named = _opened(wanted)
    member = Place(wanted.founder, network.network_id, Standing.MEMBER, now, version=1)
    chair, granted = roles.grant(network, member, Role.CHAIR, now)
    seated = replace(network, chairs=(wanted.founder,))
    said = [opened, named, place_said(MembershipApproved, member), granted]
    return seated, chair, said


def _opened(wanted: SpinOff) -> tuple[Network, Event, NetworkNamed]:
    return open_network(
        wanted.network_id,
        wanted.name,
        wanted.ground_rules,
        wanted.policy,
        listed=wanted.listed,
        quorum=wanted.quorum,
        parent=wanted.parent,
    )
