"""Removing somebody for cause: what it means, and the form."""

from __future__ import annotations

from services.membership.commands import removals
from services.membership.commands.removals import RemoveMember
from services.membership.pages.site import pages
from services.membership.pages.somebody import somebody
from services.runtime.pages.answers import Shown


@pages.get("/networks/<network>/desk/members/<member>/remove")
def remove_page(network: str, member: str) -> Shown:
    """What removing means, before it is done."""
    viewer, person = somebody(network, member)
    return pages.show(
        "remove.html",
        title=f"Remove {person['name']}?",
        viewer=viewer,
        member=member,
        person=person,
    )


@pages.post("/networks/<network>/desk/members/<member>/remove", again=remove_page)
def remove(network: str, member: str, wish: RemoveMember) -> Shown:
    """Remove somebody for cause (M20)."""
    removals.remove(network, member, wish, by=pages.member_id)
    return pages.done(
        f"/networks/{network}/desk/members", "The member was removed. A mail tells them."
    )
