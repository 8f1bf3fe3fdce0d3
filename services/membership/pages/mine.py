"""My networks: where I belong, leaving, asking to join one more."""

from __future__ import annotations

from services.contracts.roles import Standing
from services.membership import commands, model, store
from services.membership.commands import choosing
from services.membership.commands.choosing import ChooseOrganisation
from services.membership.model import Network
from services.membership.pages.site import pages
from services.membership.store import offers as shelf
from services.runtime import platform
from services.runtime.pages import cookies
from services.runtime.pages.addresses import START
from services.runtime.pages.answers import Shown


@pages.get("/me")
def me() -> Shown:
    """Where I belong, and what I can do there."""
    places = store.places(pages.member_id)
    networks = store.networks([place.network_id for place in places])
    mine = [(networks[p.network_id], p) for p in places if p.network_id in networks]
    now = platform.now()
    current = [(n, p) for n, p in mine if p.standing is not Standing.LEFT or p.is_barred(now)]
    taken = {place.network_id for _, place in current}
    others = [n for n in store.listed() if n.network_id not in taken and model.takes_requests(n)]
    known = store.members([pages.member_id])
    if not known:
        return pages.done("/", "There is no such account any more.", cookies.signed_out())
    return pages.show(
        "me.html",
        title="My networks",
        person=known[pages.member_id],
        erasure=store.erasure(pages.member_id),
        places=[(network, place, model.may_ask_from(place)) for network, place in current],
        others=others,
        asked=choosing.asked_of(pages.member_id),
        now=now,
        offers={one.network_id: one for one in shelf.offers_to(pages.member_id)},
        parents=_parents([network for network, _ in current]),
    )


def _parents(mine: list[Network]) -> dict[str, str]:
    """What the networks above are called, if I may know of them (M16)."""
    mine_by_id = {network.network_id: network.name for network in mine}
    above = {network.parent for network in mine if network.parent and network.sight}
    others = store.networks(sorted(above - mine_by_id.keys()))
    listed = {n.network_id: n.name for n in others.values() if n.listed}
    return {**mine_by_id, **listed}


@pages.post("/me/organisation", again=me)
def choose(wish: ChooseOrganisation) -> Shown:
    """Say which of several that came after my organisation is mine."""
    choosing.choose(wish, by=pages.member_id)
    return pages.done(
        START,
        "Thank you. You are counted with it from now on. What you wrote in your profile stays.",
    )


@pages.get("/me/networks/<network>/leave")
def leave_page(network: str) -> Shown:
    """What leaving means, before it is done."""
    found, place = commands.place_of(network, pages.member_id)
    model.must_be_free_to_leave(place)
    waiting = place.standing is Standing.WAITING
    title = "Take your request back?" if waiting else f"Leave {found.name}?"
    return pages.show("leave.html", title=title, network=found, waiting=waiting)


@pages.post("/me/networks/<network>/leave")
def leave(network: str) -> Shown:
    """Leave a network, or take the request to join it back."""
    commands.leave(network, by=pages.member_id)
    return pages.done(START, "It is done. You get no mail from that network.")


@pages.post("/me/networks/<network>/ask")
def ask(network: str) -> Shown:
    """Ask to join one more network."""
    commands.ask(network, by=pages.member_id)
    return pages.done(START, "Your wish was passed on.")
