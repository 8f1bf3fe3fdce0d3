"""Handing the chair over, for programs: offered, taken back, answered (M19)."""

from __future__ import annotations

from datetime import datetime

from services.contracts.roles import Role
from services.membership import store
from services.membership.api.routes import ME, NETWORK, api
from services.membership.commands import handover
from services.membership.commands.handover import OfferChair
from services.membership.model.handover import Offer
from services.membership.store import offers
from services.runtime.http.wishes import Answer, FilledLine, Wish
from services.runtime.rights import viewer


class ChairOfferAnswer(Answer):
    """Somebody is asked to be a chair; `chair` asks, or the host has announced it."""

    network_id: str
    member_id: str
    chair: str | None
    steps_down: bool
    until: datetime


class OffersAnswer(Answer):
    """What is offered and not answered yet."""

    offers: list[ChairOfferAnswer]


class AcceptChair(Wish):
    """The chair whose offer it is."""

    chair: FilledLine


@api.get(f"{NETWORK}/offers")
def offers_in_network(network: str) -> OffersAnswer:
    """Who is asked to be a chair, for chairs."""
    seen, _ = viewer(store.table(), api.member_id, network)
    seen.must_be(Role.CHAIR)
    return _answer(offers.offers_in(network))


@api.get(f"{ME}/offers")
def my_offers() -> OffersAnswer:
    """Where you are asked to be a chair."""
    return _answer(offers.offers_to(api.member_id))


@api.post(f"{NETWORK}/members/<member>/chair", status=204)
def offer_chair(network: str, member: str, wish: OfferChair) -> None:
    """Ask a member to be a chair; nothing changes until they accept."""
    handover.offer(network, member, wish, by=api.member_id)


@api.post(f"{NETWORK}/members/<member>/chair/withdraw", status=204)
def withdraw_chair(network: str, member: str) -> None:
    """Take an offer back, or stop what the host has announced."""
    handover.withdraw(network, member, by=api.member_id)


@api.post(f"{ME}/networks/<network>/offer/accept", status=204)
def accept_chair(network: str, wish: AcceptChair) -> None:
    """Be a chair; whoever asked steps down in the same moment, if they wished to."""
    handover.accept(network, wish.chair, by=api.member_id)


@api.post(f"{ME}/networks/<network>/offer/decline", status=204)
def decline_chair(network: str) -> None:
    """Say that you would rather not be a chair."""
    handover.decline(network, by=api.member_id)


def _answer(found: list[Offer]) -> OffersAnswer:
    networks = store.networks(list({one.network_id for one in found}))
    return OffersAnswer(
        offers=[
            ChairOfferAnswer(
                network_id=one.network_id,
                member_id=one.member_id,
                chair=next(
                    (
                        chair
                        for chair in networks[one.network_id].chairs
                        if offers.veiled(chair) == one.by
                    ),
                    None,
                ),
                steps_down=one.steps_down,
                until=one.until,
            )
            for one in found
            if one.network_id in networks
        ]
    )
