"""Why somebody got mail who never asked for it, and the one button that takes them out (M25)."""

from __future__ import annotations

from services.membership.commands import added as adding
from services.membership.pages.site import pages
from services.runtime.pages.answers import Shown


@pages.get("/added/<token>", public=True)
def added(token: str) -> Shown:
    """On what ground they were added, and how to leave; nothing is done yet."""
    there = adding.look(token)
    return pages.show(
        "added.html",
        title="You were added",
        network=there.network,
        token=token,
        is_in=there.is_in,
        basis=there.basis,
        added_at=there.added_at,
    )


@pages.post("/added/<token>", again=added, public=True, anyone=True)
def leave(token: str) -> Shown:
    """Take them out; mail programs do so too, by their own button (RFC 8058)."""
    adding.leave(token)
    return pages.show("left.html", title="You are out", network=adding.look(token).network)
