"""Handing the chair over: offered at the desk, answered by whoever is asked (M19)."""

from __future__ import annotations

from services.contracts.refusals import NotFound
from services.membership import store
from services.membership.commands import handover
from services.membership.commands.handover import OfferChair
from services.membership.model.looking import Reader, What
from services.membership.pages.site import pages
from services.membership.pages.somebody import somebody
from services.membership.store import looking, offers
from services.runtime.http.wishes import FilledLine, Wish
from services.runtime.pages.addresses import START
from services.runtime.pages.answers import Shown

MEMBERS = "/networks/{}/desk/members"


class AcceptChair(Wish):
    """The chair whose offer it is, as the page has it."""

    chair: FilledLine


# --- at the desk --------------------------------------------------------------------------------


@pages.get("/networks/<network>/desk/members/<member>/chair")
def offer_page(network: str, member: str) -> Shown:
    """What handing over means, before it is done."""
    viewer, person = somebody(network, member)
    return pages.show(
        "offer-chair.html",
        title=f"Ask {person['name']} to be a chair?",
        viewer=viewer,
        member=member,
        person=person,
    )


@pages.post("/networks/<network>/desk/members/<member>/chair", again=offer_page)
def offer(network: str, member: str, wish: OfferChair) -> Shown:
    """Ask them."""
    handover.offer(network, member, wish, by=pages.member_id)
    return pages.done(
        MEMBERS.format(network),
        "They are asked, and have 14 days. Nothing changes until they say yes.",
    )


@pages.post("/networks/<network>/desk/members/<member>/chair/withdraw")
def withdraw(network: str, member: str) -> Shown:
    """Ask them no longer, or stop what the host has announced."""
    handover.withdraw(network, member, by=pages.member_id)
    return pages.done(MEMBERS.format(network), "It is taken back. Nothing has changed.")


# --- whoever is asked ---------------------------------------------------------------------------


@pages.get("/me/networks/<network>/offer")
def answer_page(network: str) -> Shown:
    """Who asks me to be a chair, and what it means."""
    mine = [one for one in offers.offers_to(pages.member_id) if one.network_id == network]
    found = store.networks([network]).get(network)
    if not mine or found is None:
        raise NotFound("There is no such offer. It was answered, taken back or has ended.")
    (offered,) = mine
    chair = next((one for one in found.chairs if offers.veiled(one) == offered.by), "")
    names = (
        looking.people([chair], pages.member_id, network, What.OFFER, Reader.MEMBER)
        if chair
        else {}
    )
    return pages.show(
        "answer-chair.html",
        title=f"Be a chair of {found.name}?",
        network=found,
        offered=offered,
        chair=chair,
        name=names[chair]["name"] if chair in names else "",
    )


@pages.post("/me/networks/<network>/offer", again=answer_page)
def accept(network: str, wish: AcceptChair) -> Shown:
    """Be a chair from now on."""
    handover.accept(network, wish.chair, by=pages.member_id)
    return pages.done(f"/networks/{network}/desk", "You are a chair from now on. Thank you.")


@pages.post("/me/networks/<network>/offer/decline")
def decline(network: str) -> Shown:
    """Rather not."""
    handover.decline(network, by=pages.member_id)
    return pages.done(START, "It is declined. Nothing has changed.")
