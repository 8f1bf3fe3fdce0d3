"""The pages of membership and their handler; the other files register what they show."""

from __future__ import annotations

from services.membership import store
from services.runtime.pages.pages import Pages
from services.runtime.rights import Viewer, viewer

LATER = [
    f"services.membership.pages.{room}"
    for room in (
        "added",
        "addresses",
        "affiliations",
        "break_glass",
        "closing",
        "directory",
        "complaints",
        "erasing",
        "handover",
        "host",
        "imports",
        "introductions",
        "invitations",
        "looking",
        "mydata",
        "organisations",
        "opening",
        "profile",
        "published",
        "questions",
        "removals",
        "roles",
        "settings",
        "spinoffs",
        "sponsors",
        "statistics",
        "together",
        "vouching",
    )
]
"""What is asked for seldom."""

pages = Pages("membership", later=LATER)
handler = pages.handler


def seen(network: str) -> Viewer:
    """Whoever is looking, in this network."""
    found, _ = viewer(store.table(), pages.member_id, network)
    return found
