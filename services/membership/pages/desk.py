"""The desk of a network: what is to be done, who waits, who does what."""

from __future__ import annotations

from services.contracts.refusals import NotFound
from services.contracts.roles import Role, Standing
from services.membership import commands, model, store
from services.membership.commands import DeclineRequest, RevokeRole
from services.membership.model import Place
from services.membership.model.looking import What
from services.membership.pages.site import pages, seen
from services.membership.store import break_glass, looking
from services.membership.store import offers as shelf
from services.runtime import platform, rights
from services.runtime.pages.answers import Shown
from services.runtime.ports import Item
from services.runtime.signing import after, cursor

DESK = "/networks/{}/desk"
MOST_SUSPENDED = 99


@pages.get("/networks/<network>/desk")
def desk(network: str, next: str = "") -> Shown:
    """What is to be done, for those who have a role."""
    viewer, (item,) = rights.viewer(
        store.table(), pages.member_id, network, break_glass.key(network)
    )
    viewer.must_be(*Role)
    waiting: list[tuple[Place, Item]] = []
    more = None
    if viewer.may(Role.CHAIR):
        waiting, more = _people(network, Standing.WAITING, next)
    now = platform.now()
    return pages.show(
        "desk.html",
        title="Desk",
        viewer=viewer,
        access=break_glass.read_access(item) if item else None,
        now=now,
        waiting=waiting,
        more=more,
        next_session=store.heard.next_session(network, now),
        held=store.heard.held_sessions(network, now),
    )


# --- who waits ----------------------------------------------------------------------------------


@pages.post("/networks/<network>/desk/waiting/<member>/approve")
def approve(network: str, member: str) -> Shown:
    """Let somebody in."""
    commands.approve(network, member, by=pages.member_id)
    return pages.done(DESK.format(network), "A new member is in. The welcome mail is on its way.")


def applicant(network: str, member: str) -> tuple[rights.Viewer, Item]:
    """A chair, and somebody who waits: that they were looked at is written down (X5)."""
    viewer = seen(network)
    viewer.must_be(Role.CHAIR)
    _, place, person = store.network_and_member(network, member)
    if place is None or person is None:
        raise NotFound("This person is not in the network.")
    model.must_be_waiting(place)
    looking.seen(pages.member_id, network, What.REQUEST, [member])
    return viewer, person


@pages.get("/networks/<network>/desk/waiting/<member>/decline")
def decline_page(network: str, member: str) -> Shown:
    """Why not, for the chairs only."""
    viewer, person = applicant(network, member)
    return pages.show(
        "decline.html", title="Decline this request", viewer=viewer, member=member, person=person
    )


@pages.post("/networks/<network>/desk/waiting/<member>/decline", again=decline_page)
def decline(network: str, member: str, wish: DeclineRequest) -> Shown:
    """Say no to somebody."""
    commands.decline(network, member, wish, by=pages.member_id)
    return pages.done(DESK.format(network), "The request was declined. A kind mail is on its way.")


# --- who is in ----------------------------------------------------------------------------------


@pages.get("/networks/<network>/desk/members")
def members(network: str, next: str = "") -> Shown:
    """Who is in the network, and who does what."""
    viewer = seen(network)
    viewer.must_be(Role.CHAIR)
    people, more = _people(network, Standing.MEMBER, next)
    open_ = shelf.offers_in(network)
    asked = [one.member_id for one in open_]
    names = looking.people(asked, pages.member_id, network, What.OFFER) if asked else {}
    suspended, _ = looking.people_in(
        network, Standing.SUSPENDED, limit=MOST_SUSPENDED, by=pages.member_id
    )
    return pages.show(
        "members.html",
        title="Members",
        viewer=viewer,
        people=people,
        offers=[(one, names[one.member_id]["name"]) for one in open_ if one.member_id in names],
        suspended=suspended,
        more=more,
    )


@pages.post("/networks/<network>/desk/members/<member>/revoke")
def revoke(network: str, member: str, wish: RevokeRole) -> Shown:
    """Take a role back."""
    commands.revoke(network, member, wish.role, by=pages.member_id)
    return _to_members(network, "The member no longer has the role.")


@pages.post("/networks/<network>/desk/members/<member>/suspend")
def suspend(network: str, member: str) -> Shown:
    """Stop somebody's reading and mail until further notice."""
    commands.suspend(network, member, by=pages.member_id)
    return _to_members(network, "The member is suspended and gets no mail.")


@pages.post("/networks/<network>/desk/members/<member>/reinstate")
def reinstate(network: str, member: str) -> Shown:
    """End a suspension."""
    commands.reinstate(network, member, by=pages.member_id)
    return _to_members(network, "The suspension has ended.")


def _to_members(network: str, sentence: str) -> Shown:
    return pages.done(DESK.format(network) + "/members", sentence)


def _people(
    network: str, standing: Standing, page: str
) -> tuple[list[tuple[Place, Item]], str | None]:
    """One page of people with who they are, and where the list goes on."""
    route = f"{network}/{standing}"
    found, more = looking.people_in(
        network, standing, after(route, pages.member_id, page), by=pages.member_id
    )
    return found, cursor(route, pages.member_id, more)
