"""Opening networks, for programs: by the host, or by members under a network of theirs (M18)."""

from __future__ import annotations

from datetime import datetime

from services.contracts.roles import Policy, Role
from services.membership import store
from services.membership.api.routes import NETWORK, api
from services.membership.commands import handover, opening, spinoffs
from services.membership.commands.handover import AppointChair
from services.membership.commands.opening import InviteChair, OpenNetwork
from services.membership.commands.spinoffs import AskForNetwork
from services.membership.store import spinoffs as shelf
from services.runtime.http.wishes import Answer
from services.runtime.rights import viewer

HOST = "/api/membership/host/opening"


class WantedAnswer(Answer):
    """A network that a member wants to found."""

    network_id: str
    founder: str
    name: str
    ground_rules: tuple[str, ...]
    policy: Policy
    listed: bool
    quorum: int
    asked_at: datetime


class FoundedAnswer(Answer):
    """A network that was founded here: how many are in it, and never who (M18)."""

    network_id: str
    name: str
    archived: bool
    members: int


class SpinOffsAnswer(Answer):
    """What members want to found, and what was founded."""

    wanted: list[WantedAnswer]
    founded: list[FoundedAnswer]


# --- the host -----------------------------------------------------------------------------------


@api.post(HOST, status=204)
def open_network(wish: OpenNetwork) -> None:
    """Open a network and invite its first chair, as a host admin."""
    opening.open_network(wish, by=api.member_id)


@api.post(f"{HOST}/chairs", status=202)
def invite_chair(wish: InviteChair) -> None:
    """Invite a first chair again, where there is none."""
    opening.invite_chair(wish, by=api.member_id)


@api.post(f"{HOST}/appoint", status=202)
def appoint_chair(wish: AppointChair) -> None:
    """Announce to all members that one of them becomes a chair in 14 days."""
    handover.announce(wish.network_id, handover.whose(wish), by=api.member_id)


# --- members and chairs -------------------------------------------------------------------------


@api.get(f"{NETWORK}/spin-offs")
def spin_offs(network: str) -> SpinOffsAnswer:
    """What members want to found under the network, and how many are in what was founded."""
    seen, _ = viewer(store.table(), api.member_id, network)
    seen.must_be(Role.CHAIR)
    wanted = [
        WantedAnswer(
            network_id=one.network_id,
            founder=one.founder,
            name=one.name,
            ground_rules=one.ground_rules,
            policy=one.policy,
            listed=one.listed,
            quorum=one.quorum,
            asked_at=one.asked_at,
        )
        for one in shelf.wanted_in(network)
    ]
    founded = [
        FoundedAnswer(
            network_id=one.network_id,
            name=one.name,
            archived=one.archived,
            members=shelf.headcount(one.network_id),
        )
        for one in store.networks(shelf.children(network)).values()
    ]
    return SpinOffsAnswer(wanted=wanted, founded=founded)


@api.post(f"{NETWORK}/spin-offs", status=202)
def ask_for_spin_off(network: str, wish: AskForNetwork) -> None:
    """Ask the chairs to agree to a network of your own under theirs."""
    spinoffs.ask(network, wish, by=api.member_id)


@api.post(f"{NETWORK}/spin-offs/<wanted>/take-back", status=204)
def take_back_spin_off(network: str, wanted: str) -> None:
    """Take back that you asked for a network of your own."""
    spinoffs.take_back(network, wanted, by=api.member_id)


@api.post(f"{NETWORK}/spin-offs/<wanted>/<member>/agree", status=204)
def agree_to_spin_off(network: str, wanted: str, member: str) -> None:
    """Open what a member asked for, as a chair of the parent or a host admin."""
    spinoffs.agree(network, member, wanted, by=api.member_id)


@api.post(f"{NETWORK}/spin-offs/<wanted>/<member>/decline", status=204)
def decline_spin_off(network: str, wanted: str, member: str) -> None:
    """Decline what a member asked for; the founder hears that by mail."""
    spinoffs.decline(network, member, wanted, by=api.member_id)
