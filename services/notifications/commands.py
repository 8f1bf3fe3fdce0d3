"""What people can have done about their mail; each reads, asks the rules, and saves once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import Literal

from pydantic import ConfigDict, Field

from services.contracts.refusals import Conflict, Invalid
from services.notifications import unsubscribe
from services.notifications.model import choices as rules
from services.notifications.model.choices import OFFERED, Change, Choice, Choices
from services.notifications.model.kinds import MailClass
from services.notifications.model.person import Person
from services.notifications.store import people
from services.notifications.store.table import table
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
    person = people.find(member_id)
    return [person.choices_in(network_id) for network_id in person.networks()]


def choices_in(network_id: str, *, by: str) -> Choices:
    """What somebody chose in one network."""
    return _member(network_id, by).choices_in(network_id)


def set_choices(network_id: str, wish: SetChoices, *, by: str) -> Choices:
    """Choose which mail to get from one network."""

    def decide(person: Person) -> list[Change]:
        chosen = person.choices_in(network_id)
        change = rules.choose(chosen, reminders=Choice(wish.reminders), notes=Choice(wish.notes))
        return [change] if change else []

    return _saved(lambda: _member(network_id, by), decide).choices_in(network_id)


def choose(wish: ChooseMail, *, by: str) -> None:
    """Choose which mail to get from all networks that the page showed, in one go."""

    def decide(person: Person) -> list[Change]:
        if not set(wish.networks) <= set(person.networks()):
            raise Invalid(
                "Your networks have changed since you opened this page.",
                {"networks": "You are no longer in one of these networks. Look at the list again."},
            )
        changes = [
            rules.choose(
                person.choices_in(network_id),
                reminders=_ticked(MailClass.REMINDERS, network_id in wish.reminders),
                notes=_ticked(MailClass.NOTES, network_id in wish.notes),
            )
            for network_id in dict.fromkeys(wish.networks)
        ]
        return [change for change in changes if change is not None]

    _saved(lambda: people.find(by), decide)


def stop(scope: unsubscribe.Scope, *, undo: bool) -> None:
    """Switch a class of mail off by its link, or on again; works for people who have left too.

    For those who were erased too: nothing is to be done, and that is done (A5).
    """
    member_id, network_id, mail_class = scope

    def decide(person: Person) -> list[Change]:
        change = rules.switch(person.choices_in(network_id), mail_class, off=not undo)
        return [change] if change else []

    with suppress(people.Erased):
        _saved(lambda: people.find_unless_erased(member_id), decide)


def _saved(find: Callable[[], Person], decide: Callable[[Person], Sequence[Change]]) -> Person:
    """Save what is decided from what is known of a person; looks again if that has just changed."""
    for _ in range(TRIES):
        person = find()
        changes = decide(person)
        if not changes:
            return person
        try:
            return people.change(person, changes)
        except Conflict:
            continue
    raise Conflict("Your choices are being changed in another place. Try again in a minute.")


def _member(network_id: str, by: str) -> Person:
    """What is known of somebody who asks as a member of a network."""
    seen, (item,) = viewer(table(), by, network_id, people.key(by))
    seen.must_be_member()
    return people.read(by, item)


def _ticked(mail_class: MailClass, ticked: bool) -> Choice:
    return OFFERED[mail_class][0] if ticked else Choice.OFF
