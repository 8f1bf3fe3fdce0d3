"""The pages of membership and their handler; the other files register what they show."""

from __future__ import annotations

from services.membership import store
from services.runtime.pages.pages import Pages
from services.runtime.rights import Viewer, viewer

pages = Pages("membership")
handler = pages.handler


def seen(network: str) -> Viewer:
    """Whoever is looking, in this network."""
    found, _ = viewer(store.table(), pages.member_id, network)
    return found
