"""A network's home."""

from __future__ import annotations

from services.membership import store
from services.membership.pages.site import pages
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
    return pages.show(
        "home.html",
        title="Home",
        viewer=viewer,
        next_session=store.heard.next_session(network, platform.now()),
        notes=store.heard.notes(network),
        has_numbers=numbers is not None,
    )
