"""What people can have done about their mail; each reads, asks the rules, and saves once."""

from __future__ import annotations

from typing import Literal

from pydantic import ConfigDict, Field

from services.contracts.refusals import Conflict, Invalid
from services.notifications import unsubscribe
from services.notifications.model import choices as rules
from services.notifications.model.choices import OFFERED, Choice, Choices
from services.notifications.model.kinds import MailClass
from services.notifications.store import choices as store
from services.notifications.store.table import table
from services.runtime import erasing
from services.runtime.http.wishes import FilledLine, Line, Wish
from services.runtime.rights import viewer

TRIES = 5


class SetChoices(Wish):
    """Which mail to get from a network: reminders on or off, notes at once or never."""

    reminders: Literal["on", "off"]
    notes: Literal["at_once", "off"]


class ChooseMail(Wish):
    """The choices page: of the `networks` shown, those whose reminders and notes are wanted."""

    networks: tuple[FilledLine, ...] = ()
    reminders: tuple[FilledLine, ...] = ()
    notes: tuple[FilledLine, ...] = ()


class Unsubscribe(Wish):
    """What the one-click button of a mail program sends (RFC 8058), or our page with `undo`.

    A program that says more than it should still gets its way.
    """

    model_config = ConfigDict(extra="ignore")

    one_click: Line = Field(default="", alias="List-Unsubscribe")
    undo: Line = ""


def choices_of(member_id: str) -> list[Choices]:
    """What somebody chose in each of their networks."""
    return store.find_all(member_id)


def choices_in(network_id: str, *, by: str) -> Choices:
    """What somebody chose in one network."""
    seen, (item,) = viewer(table(), by, network_id, store.key(by, network_id))
    seen.must_be_member()
    return store.read(item) if item else Choices(by, network_id)


def set_choices(network_id: str, wish: SetChoices, *, by: str) -> Choices:
    """Choose which mail to get from one network."""
    chosen = choices_in(network_id, by=by)
    change = rules.choose(chosen, reminders=Choice(wish.reminders), notes=Choice(wish.notes))
    if change is None:
        return chosen
    store.change([change])
    return change[0]


def choose(wish: ChooseMail, *, by: str) -> None:
    """Choose which mail to get from all networks that the page showed, in one go."""
    mine = {chosen.network_id: chosen for chosen in choices_of(by)}
    if not set(wish.networks) <= set(mine):
        raise Invalid(
            "Your networks have changed since you opened this page.",
            {"networks": "You are no longer in one of these networks. Look at the list again."},
        )
    changes = [
        rules.choose(
            mine[network_id],
            reminders=_ticked(MailClass.REMINDERS, network_id in wish.reminders),
            notes=_ticked(MailClass.NOTES, network_id in wish.notes),
        )
        for network_id in dict.fromkeys(wish.networks)
    ]
    made = [change for change in changes if change is not None]
    if made:
        store.change(made)


def stop(scope: unsubscribe.Scope, *, undo: bool) -> None:
    """Switch a class of mail off by its link, or on again; works for people who have left too.

    For those who were erased too: nothing is to be done, and that is done (A5).
    """
    member_id, network_id, mail_class = scope
    for _ in range(TRIES):
        chosen = store.find(member_id, network_id)
        change = rules.switch(chosen, mail_class, off=not undo)
        if change is None:
            return
        try:
            store.change([change])
        except Conflict:
            if erasing.is_erased(table(), member_id):
                return
            continue  # somebody else changed it just now: look again
        return
    raise Conflict("Your choices are being changed in another place. Try again in a minute.")


def _ticked(mail_class: MailClass, ticked: bool) -> Choice:
    return OFFERED[mail_class][0] if ticked else Choice.OFF
