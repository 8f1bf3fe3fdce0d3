"""Invitations: what chairs sent, and the page that a link in an invitation leads to."""

from __future__ import annotations

from services.contracts.roles import Policy, Role
from services.membership import store
from services.membership.commands import invitations as inviting
from services.membership.commands.invitations import Accept, Invite
from services.membership.model.looking import What
from services.membership.pages.site import pages, seen
from services.membership.store import looking
from services.runtime import platform
from services.runtime.pages.answers import Shown
from services.runtime.signing import after, cursor

DESK = "/networks/{}/desk/invitations"


# --- at the desk --------------------------------------------------------------------------------


@pages.get("/networks/<network>/desk/invitations")
def invitations(network: str, next: str = "") -> Shown:
    """Who is invited and has not come yet, and the form to invite more."""
    viewer = seen(network)
    viewer.must_be(Role.CHAIR)
    route = f"{network}/invitations"
    found, more = store.invitations(network, after(route, pages.member_id, next))
    aliases = [invitation.alias for invitation in found]
    looking.seen(pages.member_id, network, What.INVITATIONS, aliases)
    return pages.show(
        "invitations.html",
        title="Invitations",
        viewer=viewer,
        invitations=found,
        more=cursor(route, pages.member_id, more),
        closed=store.networks([network])[network].policy is Policy.CLOSED,
        now=platform.now(),
    )


@pages.post("/networks/<network>/desk/invitations", again=invitations)
def invite(network: str, wish: Invite) -> Shown:
    """Send invitations."""
    inviting.invite(network, wish, by=pages.member_id)
    return pages.done(
        DESK.format(network),
        "The invitations are on their way. Whoever was invited since yesterday gets no second one.",
    )


@pages.post("/networks/<network>/desk/invitations/<alias>/revoke")
def take_back(network: str, alias: str) -> Shown:
    """Take one back."""
    inviting.revoke(network, alias, by=pages.member_id)
    return pages.done(DESK.format(network), "The invitation was taken back. Its link has ended.")


# --- whoever is invited -------------------------------------------------------------------------


@pages.get("/invitations/<token>", public=True)
def invitation_page(token: str) -> Shown:
    """What somebody is invited to, and how to come in; nothing is done yet (M6)."""
    return show_invitation(token)


@pages.post("/invitations/<token>/accept", again=invitation_page)
def accept(token: str, wish: Accept) -> Shown:
    """Come in as somebody who is signed in."""
    network, is_in = inviting.accept(token, wish, by=pages.member_id)
    if is_in:
        return pages.done(f"/networks/{network}", "Welcome. You are a member from now on.")
    return pages.done(
        "/me",
        "The invitation went to another address than yours, so a chair has a look at it first. "
        "You get a mail when they answer.",
    )


def show_invitation(token: str) -> Shown:
    """The page with the form to join, or with one button for whoever is signed in."""
    network, invitation = inviting.look(token)
    member_id = pages.member_id_or_none
    known = store.members([member_id]) if member_id else {}
    return pages.show(
        "invitation.html",
        title=f"Join {network.name}",
        network=network,
        invitation=invitation,
        token=token,
        person=known.get(member_id or ""),
    )
