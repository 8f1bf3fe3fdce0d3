"""Before signing in: what this is, joining, the code from the mail."""

from __future__ import annotations

from services.contracts.refusals import Invalid
from services.membership import model, store
from services.membership.addresses import Address
from services.membership.commands import joining
from services.membership.commands.joining import Join
from services.membership.pages.site import pages
from services.runtime.http.wishes import FilledLine, Wish
from services.runtime.pages import cookies
from services.runtime.pages.addresses import START, local
from services.runtime.pages.answers import Shown

KEPT = "You have signed in, so your account is not deleted any more. Everything stays as it is."


class SignIn(Wish):
    """The address that a code should go to, and the page to go on to."""

    email: Address
    next: str = START


class Code(Wish):
    """The code from the mail, with the challenge that it answers."""

    code: FilledLine
    challenge: str = ""
    next: str = START


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
    token = pages.attempt.value("invitation")
    if token:
        # Inline on purpose: few come by an invitation, and a cold function should not wait for it.
        from services.membership.pages.invitations import show_invitation

        return show_invitation(token)
    open_now = [listed for listed in store.listed() if model.takes_requests(listed)]
    chosen = [network] if network else [n.network_id for n in open_now if len(open_now) == 1]
    return pages.show("join.html", title="Join", networks=open_now, chosen=chosen)


@pages.post("/join", again=join_page, public=True)
def join(wish: Join) -> Shown:
    """Keep the wish, mail a code, and ask for it."""
    return _code_form(joining.join(wish, source_ip=pages.source_ip), START)


@pages.get("/sign-in", public=True)
def sign_in_page(next: str = START) -> Shown:
    """The form to sign in with; whoever signed in here before goes straight on."""
    then = local(pages.attempt.value("next", next))
    token = pages.cookie(cookies.REFRESH)
    if token:
        try:
            return pages.go(then, cookies.signed_in(joining.refresh(token)))
        except Invalid:
            pass  # the visit has ended: ask for the address again
    return pages.show("sign-in.html", title="Sign in", next=then)


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
    signed_in = joining.answer(wish.challenge, wish.code)
    then, proof = local(wish.next), cookies.signed_in(signed_in.tokens)
    return pages.done(then, KEPT, proof) if signed_in.kept else pages.go(then, proof)


@pages.post("/sign-out", public=True)
def sign_out() -> Shown:
    """End the visit on this device."""
    return pages.done("/", "You are signed out.", cookies.signed_out())


def _code_form(challenge: str, then: str) -> Shown:
    return pages.show(
        "code.html",
        title="Enter the code",
        challenge=challenge,
        next=local(then),
        ended=pages.attempt.extension.get("ended", False),
    )
