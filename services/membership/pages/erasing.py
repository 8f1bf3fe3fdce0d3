"""My account: deleting it, with what goes and what stays, and keeping it after all."""

from __future__ import annotations

from services.membership.erasing import asking
from services.membership.pages.site import pages
from services.runtime.http.wishes import FilledLine, Wish
from services.runtime.pages.addresses import START
from services.runtime.pages.answers import Shown
from services.runtime.pages.rendering import when


class Code(Wish):
    """The code from the mail, with the challenge that it answers."""

    code: FilledLine
    challenge: str = ""


@pages.get("/me/account/delete")
def delete_page() -> Shown:
    """What goes, what stays, and when; nothing is asked for yet."""
    _ = pages.member_id
    return pages.show("delete-account.html", title="Delete your account?")


@pages.post("/me/account/delete", again=delete_page)
def delete() -> Shown:
    """Mail a code, and ask for it: whoever finds an open browser cannot delete somebody."""
    return _code_form(asking.ask(by=pages.member_id))


def code_again() -> Shown:
    """The code form after a wrong code, with the challenge to go on with."""
    attempt = pages.attempt
    return _code_form(attempt.extension.get("challenge") or attempt.value("challenge"))


@pages.post("/me/account/delete/code", again=code_again)
def confirm(wish: Code) -> Shown:
    """Ask for everything to go, with the code from the mail."""
    wanted = asking.confirm(wish.challenge, wish.code, by=pages.member_id)
    return pages.done(
        START, f"Your account will be deleted on {when(wanted.due_at)}. Until then you can keep it."
    )


@pages.post("/me/account/keep")
def keep() -> Shown:
    """Call it off."""
    asking.keep(by=pages.member_id)
    return pages.done(START, "Your account stays, and everything in it.")


def _code_form(challenge: str) -> Shown:
    return pages.show(
        "delete-code.html",
        title="Enter the code",
        challenge=challenge,
        ended=pages.attempt.extension.get("ended", False),
    )
