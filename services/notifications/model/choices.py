"""What a member chose to get from a network."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum

from services.contracts.event import Event
from services.contracts.notifications import PreferencesChanged
from services.notifications.model.kinds import CLASS_OF, Kind, MailClass


class Choice(StrEnum):
    """When to get a class of mail."""

    ON = "on"
    AT_ONCE = "at_once"
    OFF = "off"


OFFERED = {
    MailClass.REMINDERS: (Choice.ON, Choice.OFF),
    MailClass.NOTES: (Choice.AT_ONCE, Choice.OFF),
}
"""By class of mail; the first is what members start with."""


@dataclass(frozen=True, slots=True)
class Choices:
    """One member's choices for one network; version 0 is nothing chosen yet."""

    member_id: str
    network_id: str
    reminders: Choice = OFFERED[MailClass.REMINDERS][0]
    notes: Choice = OFFERED[MailClass.NOTES][0]
    version: int = 0

    def wants(self, kind: Kind) -> bool:
        """Whether this mail is wanted; what cannot be switched off always is (A6)."""
        match CLASS_OF[kind]:
            case MailClass.REMINDERS:
                return self.reminders is not Choice.OFF
            case MailClass.NOTES:
                return self.notes is not Choice.OFF
        return True


Change = tuple[Choices, list[Event]]


def choose(choices: Choices, *, reminders: Choice, notes: Choice) -> Change | None:
    """Choose anew; None if that changes nothing."""
    if (choices.reminders, choices.notes) == (reminders, notes):
        return None
    changed = replace(choices, reminders=reminders, notes=notes, version=choices.version + 1)
    said = PreferencesChanged(
        member_id=changed.member_id, network_id=changed.network_id, sequence=changed.version
    )
    return changed, [said]


def switch(choices: Choices, mail_class: MailClass, *, off: bool) -> Change | None:
    """Switch one class off, or back to what members start with; None if that changes nothing."""
    choice = Choice.OFF if off else OFFERED[mail_class][0]
    if mail_class is MailClass.REMINDERS:
        return choose(choices, reminders=choice, notes=choices.notes)
    return choose(choices, reminders=choices.reminders, notes=choice)
