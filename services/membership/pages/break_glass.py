"""Emergency access: the page of the host admin who looks, and that of the chairs who watch."""

from __future__ import annotations

from services.contracts.roles import Role, Standing
from services.membership import store
from services.membership.commands import break_glass
from services.membership.commands.break_glass import OpenAccess
from services.membership.model.looking import What
from services.membership.pages.site import pages, seen
from services.membership.store import break_glass as shelf
from services.membership.store import looking
from services.runtime import platform
from services.runtime.http.wishes import FilledLine
from services.runtime.pages.answers import Shown
from services.runtime.signing import after, cursor

ACCESS = "/host/networks/{}"
DESK = "/networks/{}/desk/break-glass"
LISTS = {
    What.MEMBERS: "the members",
    What.WAITING: "who waits to join",
    What.EXPORT: "a copy of the whole network",
}


class OpenNetwork(OpenAccess):
    """The same, with the short name of the network that its address ends with."""

    network: FilledLine


# --- host admins --------------------------------------------------------------------------------


@pages.get("/host/access")
def open_page() -> Shown:
    """What it means to open a network, and the form."""
    break_glass.must_look_after(by=pages.member_id)
    now_open = shelf.open_now(pages.member_id, platform.now())
    names = store.networks([one.network_id for one in now_open])
    return pages.show(
        "open-access.html",
        title="Emergency access",
        open=[(names[one.network_id], one) for one in now_open if one.network_id in names],
    )


@pages.post("/host/access", again=open_page)
def open_access(wish: OpenNetwork) -> Shown:
    """Open it."""
    break_glass.open_access(wish.network, OpenAccess(reason=wish.reason), by=pages.member_id)
    return pages.done(
        ACCESS.format(wish.network), "Access is open for an hour. The chairs get a mail."
    )


@pages.get("/host/networks/<network>")
def access_page(network: str) -> Shown:
    """What can be looked at; nobody is shown yet."""
    found, access = break_glass.state(network, by=pages.member_id)
    return pages.show(
        "access.html", title=f"Emergency access to {found.name}", network=found, access=access
    )


@pages.get("/host/networks/<network>/members")
def members_by_access(network: str, next: str = "") -> Shown:
    """Who is a member."""
    return _people(network, Standing.MEMBER, next)


@pages.get("/host/networks/<network>/waiting")
def waiting_by_access(network: str, next: str = "") -> Shown:
    """Who waits to join."""
    return _people(network, Standing.WAITING, next)


@pages.post("/host/networks/<network>/close")
def close_access(network: str) -> Shown:
    """End it before its time."""
    break_glass.close(network, by=pages.member_id)
    return pages.done("/host", "The access has ended.")


# --- chairs -------------------------------------------------------------------------------------


@pages.get("/networks/<network>/desk/break-glass")
def accesses(network: str) -> Shown:
    """Who has looked into the network, why, and at what."""
    viewer = seen(network)
    viewer.must_be(Role.CHAIR)
    found = shelf.accesses(network)
    admins = sorted({one.by for one in found if one.by})
    return pages.show(
        "break-glass.html",
        title="Emergency access",
        viewer=viewer,
        accesses=found,
        names=looking.people(admins, pages.member_id, network, What.ACCESS),
        lists=LISTS,
        now=platform.now(),
    )


@pages.post("/networks/<network>/desk/break-glass/close")
def close_as_chair(network: str) -> Shown:
    """End the access that is open."""
    break_glass.close(network, by=pages.member_id)
    return pages.done(DESK.format(network), "The access has ended.")


def _people(network: str, standing: Standing, page: str) -> Shown:
    route = f"access/{network}/{standing}"
    start = after(route, pages.member_id, page)
    found, people, more = break_glass.look(network, standing, start, by=pages.member_id)
    waiting = standing is Standing.WAITING
    return pages.show(
        "people-by-access.html",
        title=f"{'Who waits to join' if waiting else 'Members of'} {found.name}",
        network=found,
        people=people,
        waiting=waiting,
        more=cursor(route, pages.member_id, more),
    )
