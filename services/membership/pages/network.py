"""A network's home."""

from __future__ import annotations

from services.membership import store
from services.membership.pages.site import pages, seen
from services.runtime import platform
from services.runtime.pages.answers import Shown


@pages.get("/networks/<network>")
def home(network: str) -> Shown:
    """The network's home: the next session, the latest notes, the ground rules."""
    viewer = seen(network)
    viewer.must_be_member()
    return pages.show(
        "home.html",
        title="Home",
        viewer=viewer,
        next_session=store.heard.next_session(network, platform.now()),
        notes=store.heard.notes(network),
    )
