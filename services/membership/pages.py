"""Membership for people: joining, signing in, my networks, a network's home and its desk."""

from __future__ import annotations

from typing import Any

from services.contracts.refusals import Invalid
from services.contracts.roles import Role, Standing
from services.membership import commands, joining, model, store
from services.membership.commands import Address, DeclineRequest, GrantRole
from services.membership.joining import Join
from services.runtime import platform
from services.runtime.http.wishes import FilledLine, Line, Wish
from services.runtime.pages import Pages, cookies
from services.runtime.pages.pages import Shown
from services.runtime.ports import Item
from services.runtime.rights import Viewer, viewer
from services.runtime.signing import after, cursor

pages = Pages("membership")
handler = pages.handler

START = "/me"


class SignIn(Wish):
    """The address that a code should go to, and the page to go on to."""

    email: Address
    next: Line = START


class Code(Wish):
    """The code from the mail, with the challenge that it answers."""

    code: FilledLine
    challenge: str
    next: Line = START


# --- before signing in --------------------------------------------------------------------------


@pages.get("/", public=True)
def front() -> Shown:
    """What this is, and the networks that anybody may know of."""
    return pages.show("front.html", title="Peer support, without names", networks=store.listed())


@pages.get("/privacy", public=True)
def privacy() -> Shown:
    """What is kept, and for how long."""
    return pages.show("privacy.html", title="What we keep, and for how long")


@pages.get("/join", public=True)
def join_page(network: str = "") -> Shown:
    """The form to join with."""
    open_now = [listed for listed in store.listed() if model.takes_requests(listed)]
    chosen = [network] if network else [n.network_id for n in open_now[:1]]
    return pages.show("join.html", title="Join", networks=open_now, chosen=chosen)


@pages.post("/join", again=join_page, public=True)
def join(wish: Join) -> Shown:
    """Keep the wish, mail a code, and ask for it."""
    return _code_form(joining.join(wish, source_ip=pages.source_ip), START)


@pages.get("/sign-in", public=True)
def sign_in_page(next: str = START) -> Shown:
    """The form to sign in with; whoever signed in here before goes straight on."""
    token = pages.cookie(cookies.REFRESH)
    if token:
        try:
            return pages.go(_ours(next), cookies.signed_in(joining.refresh(token)))
        except Invalid:
            pass  # the visit has ended: ask for the address again
    return pages.show("sign-in.html", title="Sign in", next=_ours(next))


@pages.post("/sign-in", again=sign_in_page, public=True)
def sign_in(wish: SignIn) -> Shown:
    """Mail a code if the address is known, and ask for it either way."""
    return _code_form(joining.sign_in(wish.email, source_ip=pages.source_ip), wish.next)


def code_again() -> Shown:
    """The code form after a wrong code, with the challenge to go on with."""
    attempt = pages.attempt
    challenge = attempt.extension.get("challenge") or attempt.value("challenge")
    return _code_form(challenge, attempt.value("next", START))


@pages.post("/sign-in/code", again=code_again, public=True)
def enter_code(wish: Code) -> Shown:
    """Sign in with the code from the mail."""
    _, tokens = joining.answer(wish.challenge, wish.code)
    return pages.go(_ours(wish.next), cookies.signed_in(tokens))


@pages.post("/sign-out", public=True)
def sign_out() -> Shown:
    """End the visit on this device."""
    return pages.done("/", "You are signed out.", cookies.signed_out())


def _code_form(challenge: str, next_page: str) -> Shown:
    return pages.show(
        "code.html", title="Enter the code", challenge=challenge, next=_ours(next_page)
    )


def _ours(path: str) -> str:
    """A page of this site, whatever was asked for: a sign-in form must not lead elsewhere."""
    return path if path.startswith("/") and not path.startswith(("//", "/\\")) else START


# --- my networks --------------------------------------------------------------------------------


@pages.get("/me")
def me() -> Shown:
    """Where I belong, and what I can do there."""
    places = store.places(pages.member_id)
    networks = store.networks([place.network_id for place in places])
    mine = [(networks[p.network_id], p) for p in places if p.network_id in networks]
    current = [pair for pair in mine if pair[1].standing is not Standing.LEFT]
    taken = {place.network_id for _, place in current}
    others = [n for n in store.listed() if n.network_id not in taken and model.takes_requests(n)]
    known = store.members([pages.member_id])
    return pages.show(
        "me.html",
        title="My networks",
        person=known.get(pages.member_id),
        places=current,
        others=others,
    )


@pages.get("/me/networks/<network>/leave")
def leave_page(network: str) -> Shown:
    """What leaving means, before it is done."""
    seen = _seen(network)
    return pages.show("leave.html", title=f"Leave {seen.network.name}?", viewer=seen)


@pages.post("/me/networks/<network>/leave")
def leave(network: str) -> Shown:
    """Leave a network."""
    commands.leave(network, by=pages.member_id)
    return pages.done(START, "You have left. You will get no more mail from that network.")


@pages.post("/me/networks/<network>/ask")
def ask(network: str) -> Shown:
    """Ask to join one more network."""
    if commands.ask(network, by=pages.member_id):
        return pages.done(START, "Your wish was passed on.")
    return pages.done(START, "Nothing has changed: you may ask again 30 days after an answer.")


# --- a network ----------------------------------------------------------------------------------


@pages.get("/networks/<network>")
def home(network: str) -> Shown:
    """The network's home: the next session, the latest notes, the ground rules."""
    seen = _seen(network)
    seen.must_be_member()
    coming, _ = _sessions(network)
    return pages.show(
        "home.html",
        title="Home",
        viewer=seen,
        next_session=coming[0] if coming else None,
        notes=store.notes(network),
    )


@pages.get("/networks/<network>/desk")
def desk(network: str, next: str = "") -> Shown:
    """What is to be done, for those who have a role."""
    seen = _seen(network)
    seen.must_be(*Role)
    waiting: list[Item] = []
    more = None
    if seen.may(Role.CHAIR):
        waiting, more = _people(network, Standing.WAITING, next)
    coming, held = _sessions(network)
    return pages.show(
        "desk.html",
        title="Desk",
        viewer=seen,
        waiting=waiting,
        more=more,
        next_session=coming[0] if coming else None,
        held=held[:5],
    )


@pages.post("/networks/<network>/desk/waiting/<member>/approve")
def approve(network: str, member: str) -> Shown:
    """Let somebody in."""
    commands.approve(network, member, by=pages.member_id)
    return pages.done(
        f"/networks/{network}/desk", "A new member is in. The welcome mail is on its way."
    )


@pages.get("/networks/<network>/desk/waiting/<member>/decline")
def decline_page(network: str, member: str) -> Shown:
    """Why not, for the chairs only."""
    seen = _seen(network)
    seen.must_be(Role.CHAIR)
    person = store.members([member]).get(member)
    return pages.show(
        "decline.html", title="Decline this request", viewer=seen, member=member, person=person
    )


@pages.post("/networks/<network>/desk/waiting/<member>/decline", again=decline_page)
def decline(network: str, member: str, wish: DeclineRequest) -> Shown:
    """Say no to somebody."""
    commands.decline(network, member, wish, by=pages.member_id)
    return pages.done(
        f"/networks/{network}/desk", "The request was declined. A kind mail is on its way."
    )


@pages.get("/networks/<network>/desk/members")
def members(network: str, next: str = "") -> Shown:
    """Who is in the network, and who does what."""
    seen = _seen(network)
    seen.must_be(Role.CHAIR)
    people, more = _people(network, Standing.MEMBER, next)
    suspended, _ = _people(network, Standing.SUSPENDED, "")
    return pages.show(
        "members.html",
        title="Members",
        viewer=seen,
        people=people,
        suspended=suspended,
        more=more,
        roles=list(Role),
    )


@pages.post("/networks/<network>/desk/members/<member>/grant", again=members)
def grant(network: str, member: str, wish: GrantRole) -> Shown:
    """Give a member a role."""
    commands.grant(network, member, wish.role, by=pages.member_id)
    return _to_members(network, "The member has the role from now on.")


@pages.post("/networks/<network>/desk/members/<member>/revoke", again=members)
def revoke(network: str, member: str, wish: GrantRole) -> Shown:
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
    return pages.done(f"/networks/{network}/desk/members", sentence)


def _seen(network: str) -> Viewer:
    seen, _ = viewer(store.table(), pages.member_id, network)
    return seen


def _people(network: str, standing: Standing, page: str) -> tuple[list[Item], str | None]:
    """One page of people with names, and where the list goes on."""
    route = f"{network}/{standing}"
    places, more = store.standing_in(
        network, standing, after(route, pages.member_id, page), limit=50
    )
    known = store.members([place.member_id for place in places])
    people: list[dict[str, Any]] = [
        {"place": place, **known[place.member_id]} for place in places if place.member_id in known
    ]
    return people, cursor(route, pages.member_id, more)


def _sessions(network: str) -> tuple[list[Item], list[Item]]:
    """Sessions to come, the next one first, and those that were held, the latest first."""
    now = platform.now().isoformat()
    sessions = store.sessions(network)
    coming = [s for s in sessions if s["ends_at"] > now and not s["cancelled"]]
    return list(reversed(coming)), [s for s in sessions if s["held"]]
