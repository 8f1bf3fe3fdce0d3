"""A network's home."""

from __future__ import annotations

from services.membership import store
from services.membership.model.looking import Reader, What
from services.membership.pages.site import pages
from services.membership.store import looking, offers
from services.membership.store.networks import statistics_key
from services.runtime import platform, rights
from services.runtime.pages.answers import Shown


@pages.get("/networks/<network>")
def home(network: str) -> Shown:
    """The network's home: the next session, the latest notes, the ground rules."""
    viewer, (numbers,) = rights.viewer(
        store.table(), pages.member_id, network, statistics_key(network)
    )
    viewer.must_be_member()
    announced = [one for one in offers.offers_in(network) if one.is_appointment]
    whom = [one.member_id for one in announced]
    names = (
        looking.people(whom, pages.member_id, network, What.OFFER, Reader.MEMBER) if whom else {}
    )
    return pages.show(
        "home.html",
        title="Home",
        viewer=viewer,
        next_session=store.heard.next_session(network, platform.now()),
        announced=[
            (one, names[one.member_id]["name"]) for one in announced if one.member_id in names
        ],
        notes=store.heard.notes(network),
        has_numbers=numbers is not None,
    )
