"""A network's public page with those whom it thanks, and the desk where chairs thank them."""

from __future__ import annotations

from services.contracts.roles import Role
from services.membership.commands import sponsors
from services.membership.commands.sponsors import ThankSponsor
from services.membership.pages.site import pages, seen
from services.runtime.pages.answers import Shown

DESK = "/networks/{}/desk/sponsors"


@pages.get("/networks/<network>/about", public=True)
def about(network: str) -> Shown:
    """What anybody may know of a network."""
    there = sponsors.about(network, by=pages.member_id_or_none)
    return pages.show(
        "about.html",
        title=there.network.name,
        network=there.network,
        sponsors=there.sponsors.all,
    )


@pages.get("/networks/<network>/desk/sponsors")
def sponsors_page(network: str) -> Shown:
    """Who is thanked, and the form to thank one more."""
    viewer = seen(network)
    viewer.must_be(Role.CHAIR)
    there = sponsors.about(network, by=pages.member_id)
    return pages.show("sponsors.html", title="Sponsors", viewer=viewer, sponsors=there.sponsors.all)


@pages.post("/networks/<network>/desk/sponsors", again=sponsors_page)
def thank(network: str, wish: ThankSponsor) -> Shown:
    """Thank a sponsor."""
    sponsors.thank(network, wish, by=pages.member_id)
    return pages.done(DESK.format(network), "The sponsor is thanked on the network's public page.")


@pages.post("/networks/<network>/desk/sponsors/<sponsor>/remove")
def remove(network: str, sponsor: str) -> Shown:
    """Thank a sponsor no longer."""
    sponsors.part(network, sponsor, by=pages.member_id)
    return pages.done(DESK.format(network), "The sponsor is taken away from the public page.")
