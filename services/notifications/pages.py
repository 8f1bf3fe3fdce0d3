"""Notifications for people: which mail I get, the way out of it, and what was sent."""

from __future__ import annotations

from services.contracts.roles import Role
from services.notifications import commands, unsubscribe
from services.notifications.commands import ChooseMail, Unsubscribe
from services.notifications.model.kinds import ABOUT_A_SESSION, Kind
from services.notifications.store import facts, fanouts
from services.notifications.store.table import table
from services.runtime.pages.answers import Shown
from services.runtime.pages.pages import Pages
from services.runtime.rights import viewer
from services.runtime.signing import after, cursor

pages = Pages("notifications")
handler = pages.handler


# --- my mail ------------------------------------------------------------------------------------


@pages.get("/me/mail")
def my_mail() -> Shown:
    """Which mail comes from which of my networks, and which always comes."""
    chosen = commands.choices_of(pages.member_id)
    names = facts.network_names([one.network_id for one in chosen])
    rows = sorted(
        ((names.get(one.network_id, one.network_id), one) for one in chosen),
        key=lambda row: row[0].casefold(),
    )
    return pages.show("my-mail.html", title="My mail", rows=rows)


@pages.post("/me/mail", again=my_mail)
def choose(wish: ChooseMail) -> Shown:
    """Choose which mail to get."""
    commands.choose(wish, by=pages.member_id)
    return pages.done("/me/mail", "Your choices are saved. They count from the next mail on.")


# --- the way out, signed in or not --------------------------------------------------------------


@pages.get("/unsubscribe", public=True)
def unsubscribe_page(token: str = "") -> Shown:
    """What the link would stop; nothing happens until the button is pressed."""
    return _unsubscribe(token, "unsubscribe.html", "Stop this mail?")


@pages.post("/unsubscribe", public=True, anyone=True)
def unsubscribe_now(wish: Unsubscribe, token: str = "") -> Shown:
    """Stop a class of mail, or get it again; the same answer however often and for whomever."""
    undo = bool(wish.undo)
    commands.stop(unsubscribe.scope(token), undo=undo)
    return _unsubscribe(token, "unsubscribed.html", "Done", undone=undo)


def _unsubscribe(token: str, template: str, title: str, *, undone: bool = False) -> Shown:
    _, network_id, mail_class = unsubscribe.scope(token)
    names = facts.network_names([network_id])
    return pages.show(
        template,
        title=title,
        here=f"/unsubscribe?token={token}",
        network=names.get(network_id, network_id),
        mail_class=mail_class,
        undone=undone,
    )


# --- the desk -----------------------------------------------------------------------------------


@pages.get("/networks/<network>/desk/mail")
def desk(network: str, next: str = "") -> Shown:
    """What was mailed to many, for chairs: how many, never who."""
    seen, _ = viewer(table(), pages.member_id, network)
    seen.must_be(Role.CHAIR)
    route = f"desk-mail/{network}"
    found, more = fanouts.of_network(network, after(route, pages.member_id, next))
    titles = facts.titles(
        [
            ("note" if fanout.kind is Kind.NOTE else "session", fanout.subject_id)
            for fanout in found
            if fanout.kind in (*ABOUT_A_SESSION, Kind.NOTE)
        ]
    )
    return pages.show(
        "desk-mail.html",
        title="Mail that was sent",
        viewer=seen,
        rows=[(fanout, titles.get(fanout.subject_id, ""), fanout.tally()) for fanout in found],
        more=cursor(route, pages.member_id, more),
    )
