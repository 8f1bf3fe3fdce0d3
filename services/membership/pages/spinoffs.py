"""Networks that members found: the form, the parent's desk, and the counts that its chairs see."""

from __future__ import annotations

from services.contracts.refusals import NotFound
from services.contracts.roles import Role, Standing
from services.membership import store
from services.membership.commands import spinoffs
from services.membership.commands.spinoffs import AskForNetwork
from services.membership.model import roles
from services.membership.model.looking import Reader, What
from services.membership.pages.site import pages, seen
from services.membership.store import looking
from services.membership.store import spinoffs as shelf
from services.runtime.pages.answers import Shown
from services.runtime.signing import after, cursor

DESK = "/networks/{}/desk/spin-offs"


# --- members ------------------------------------------------------------------------------------


@pages.get("/networks/<network>/found")
def found_page(network: str) -> Shown:
    """The form to ask for a network of one's own, and what was asked for already."""
    viewer = seen(network)
    viewer.must_be_member()
    mine = [one for one in shelf.wanted_by(pages.member_id) if one.parent == network]
    return pages.show("found.html", title="Found a network", viewer=viewer, mine=mine)


@pages.post("/networks/<network>/found", again=found_page)
def ask(network: str, wish: AskForNetwork) -> Shown:
    """Ask the chairs to agree."""
    spinoffs.ask(network, wish, by=pages.member_id)
    return pages.done(
        f"/networks/{network}/found", "The chairs have it on their desk. You hear by mail."
    )


@pages.post("/networks/<network>/found/<wanted>/take-back")
def take_back(network: str, wanted: str) -> Shown:
    """Not want it any more."""
    spinoffs.take_back(network, wanted, by=pages.member_id)
    return pages.done(f"/networks/{network}/found", "It is taken back.")


# --- the parent's chairs ------------------------------------------------------------------------


@pages.get("/networks/<network>/desk/spin-offs")
def desk(network: str) -> Shown:
    """What members want to found, and how many are in what was founded: counts, not people."""
    viewer = seen(network)
    viewer.must_be(Role.CHAIR)
    wanted = shelf.wanted_in(network)
    founded = store.networks(shelf.children(network))
    return pages.show(
        "spin-offs.html",
        title="Networks founded here",
        viewer=viewer,
        wanted=wanted,
        founders=looking.people(
            [one.founder for one in wanted[:99]], pages.member_id, network, What.FOUNDING
        ),
        founded=[(one, shelf.headcount(one.network_id)) for one in founded.values()],
    )


@pages.post("/networks/<network>/desk/spin-offs/<wanted>/<member>/agree")
def agree(network: str, wanted: str, member: str) -> Shown:
    """Open it, with its founder as first chair."""
    spinoffs.agree(network, member, wanted, by=pages.member_id)
    return pages.done(DESK.format(network), "The network is open, and its founder is its chair.")


@pages.post("/networks/<network>/desk/spin-offs/<wanted>/<member>/decline")
def decline(network: str, wanted: str, member: str) -> Shown:
    """Not agree to it."""
    spinoffs.decline(network, member, wanted, by=pages.member_id)
    return pages.done(DESK.format(network), "It was declined. A kind mail is on its way.")


@pages.get("/networks/<network>/desk/spin-offs/<child>/members")
def people(network: str, child: str, next: str = "") -> Shown:
    """Who is in a spin-off, if its chairs have granted that (M18)."""
    viewer = seen(network)
    viewer.must_be(Role.CHAIR)
    spin_off = store.networks([child]).get(child)
    if spin_off is None or spin_off.parent != network or not spin_off.sight:
        raise NotFound("There is no such list, or its chairs have not opened it to you.")
    route = f"{child}/sight"
    found, more = looking.people_in(
        child,
        Standing.MEMBER,
        after(route, pages.member_id, next),
        by=pages.member_id,
        reader=Reader.CHAIR_ABOVE,
    )
    return pages.show(
        "spin-off-members.html",
        title=f"Members of {spin_off.name}",
        viewer=viewer,
        spin_off=spin_off,
        people=[(person["name"], roles.is_chair(place)) for place, person in found],
        more=cursor(route, pages.member_id, more),
    )
