"""Networks, for those who look after the installation: opening one, and seeing to its chairs."""

from __future__ import annotations

from services.membership import store
from services.membership.commands import handover, opening
from services.membership.commands.handover import AppointChair
from services.membership.commands.opening import InviteChair, OpenNetwork
from services.membership.pages.site import pages
from services.runtime.pages.answers import Shown
from services.runtime.rights import must_be_host

HERE = "/host/opening"


@pages.get(HERE)
def networks_page() -> Shown:
    """The form to open a network, and what to do where no chair is or none answers."""
    must_be_host(store.table(), pages.member_id)
    return pages.show("open-network.html", title="Open a network")


@pages.get(f"{HERE}/chairs")
def chairs_page() -> Shown:
    """What to do where there is no chair yet, or none who answers."""
    must_be_host(store.table(), pages.member_id)
    return pages.show("first-chair.html", title="Invite a first chair again")


@pages.get(f"{HERE}/appoint")
def appoint_page() -> Shown:
    """What to do where no chair answers any more."""
    must_be_host(store.table(), pages.member_id)
    return pages.show("appoint-chair.html", title="Appoint a chair")


@pages.post(HERE, again=networks_page)
def open_network(wish: OpenNetwork) -> Shown:
    """Open a network and invite its first chair."""
    opening.open_network(wish, by=pages.member_id)
    return pages.done(HERE, "The network is open. The invitation to its first chair is on its way.")


@pages.post(f"{HERE}/chairs", again=chairs_page)
def invite_chair(wish: InviteChair) -> Shown:
    """Invite a first chair again."""
    opening.invite_chair(wish, by=pages.member_id)
    return pages.done(HERE, "The invitation is on its way. It works for 14 days.")


@pages.post(f"{HERE}/appoint", again=appoint_page)
def appoint(wish: AppointChair) -> Shown:
    """Give notice to all members that one of them becomes a chair."""
    handover.announce(wish.network_id, handover.whose(wish), by=pages.member_id)
    return pages.done(
        HERE, "All members get a mail. In 14 days it is so, unless a chair comes back and stops it."
    )
