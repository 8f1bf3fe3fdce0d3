"""Contacts outside: for whom I vouch, and the pages on which a contact answers by a link."""

from __future__ import annotations

from services.membership.commands import vouching
from services.membership.commands.introductions import AnswerIntroduction
from services.membership.commands.vouching import Vouch
from services.membership.finding import vouched
from services.membership.pages.site import pages, seen
from services.runtime.pages.answers import Shown

HERE = "/networks/{}/contacts"


@pages.get("/networks/<network>/contacts")
def contacts(network: str) -> Shown:
    """For whom I vouch, and the form to name somebody."""
    return pages.show(
        "contacts.html",
        title="Contacts outside",
        viewer=seen(network),
        contacts=vouched.mine(network, by=pages.member_id),
    )


@pages.post("/networks/<network>/contacts", again=contacts)
def vouch(network: str, wish: Vouch) -> Shown:
    """Have somebody asked; the sentence is the same whoever it is (X7)."""
    vouching.vouch(network, wish, by=pages.member_id)
    return pages.done(
        HERE.format(network),
        "We ask them, unless they do not want such mail. You see here when they have said yes.",
    )


@pages.post("/networks/<network>/contacts/<contact>/end")
def end(network: str, contact: str) -> Shown:
    """Vouch for somebody no more."""
    vouching.end(network, contact, by=pages.member_id)
    return pages.done(HERE.format(network), "It has ended, and nothing is kept of them.")


# --- the contact --------------------------------------------------------------------------------


@pages.get("/vouched/<token>", public=True)
def vouched_page(token: str) -> Shown:
    """What a contact is asked; nothing is done yet."""
    return pages.show(
        "vouched.html", title="Would you help?", contact=vouching.look(token), token=token
    )


@pages.post("/vouched/<token>", again=vouched_page, public=True)
def answer(token: str, wish: AnswerIntroduction) -> Shown:
    """Say yes for a year, or no for good, now or later."""
    if vouching.answer(token, wish):
        return pages.done(
            f"/vouched/{token}", "Thank you. It holds for a year, and you can end it here any day."
        )
    return pages.done("/", "That is all right. Nothing is kept of you, and you get no more mail.")


@pages.get("/sought/<token>", public=True)
def sought_page(token: str) -> Shown:
    """What a member wants to be introduced to a contact for; nothing is done yet."""
    one, waits = vouching.look_at_introduction(token)
    return pages.show(
        "sought.html",
        title="Somebody asks for your help",
        introduction=one,
        waits=waits,
        token=token,
    )


@pages.post("/sought/<token>", again=sought_page, public=True)
def answer_introduction(token: str, wish: AnswerIntroduction) -> Shown:
    """Say yes or no."""
    if vouching.answer_introduction(token, wish):
        return pages.done(
            f"/sought/{token}",
            "Thank you. Each of you gets a mail with the other's name and address.",
        )
    return pages.done("/", "That is all right. Nobody is told.")
