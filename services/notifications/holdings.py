"""What notifications holds about somebody: how to reach them, their choices, what was sent."""

from __future__ import annotations

from collections.abc import Iterator

from services.contracts.mydata import MyDataAsked, SharedByNotifications
from services.notifications.model.batch import Batch
from services.notifications.model.person import Person
from services.notifications.store import batches, fanouts, people
from services.notifications.store.table import save, table
from services.runtime import holdings
from services.runtime.holdings import Kind, Section
from services.runtime.ports import Item

KINDS = {
    "NETWORK#": Kind(
        "places", "Your places in networks, by which it is decided which mail you may get."
    ),
    "PERSON": None,
    "MAIL#": None,
    "ERASING": None,
}
KEPT_BACK = {
    "DUE *": "When to look again at a mail that is on its way.",
    "HOST ADMINS": "Who looks after this installation: membership's part of this file says it.",
    "OUTBOX EVENT": "Messages between the parts of the system, which are gone after seconds.",
}
"""Rows that name somebody and are not in the file, by how their keys begin, with the reason."""
GIVEN = frozenset({"MEMBER PERSON", "MEMBER MAIL", "FANOUT PEOPLE"})
"""Rows that are in the file in other words than their own."""


def on_asked(event: MyDataAsked) -> None:
    """Give what is held (shape: create once): of shares that come twice the first complete counts.

    Nothing is written here but the answer, so that the file is made of what is true now.
    """
    save([], holdings.share(event, SharedByNotifications, _of(event.member_id)))


def _of(member_id: str) -> list[Section]:
    person = people.find(member_id)
    return [
        *holdings.of_person(table(), member_id, KINDS),
        Section(
            "contact",
            "How mail reaches and greets you.",
            [{"name": person.name, "address": person.address}],
        ),
        Section(
            "choices",
            "Which mail you chose to get; networks in which you chose nothing are not listed.",
            list(_choices(person)),
        ),
        Section(
            "mail",
            "The mail of the last 90 days that was for you, and what became of it. What it said"
            " is kept nowhere.",
            [*map(_line, _singles(member_id)), *_of_fanouts(person)],
        ),
        holdings.not_given(KEPT_BACK),
    ]


def _choices(person: Person) -> Iterator[Item]:
    for network_id, choices in person.choices.items():
        yield {
            "network_id": network_id,
            "reminders": choices.reminders,
            "notes": choices.notes,
        }


def _singles(member_id: str) -> Iterator[tuple[Batch, str]]:
    for item in holdings.rows(table(), f"MEMBER#{member_id}", "MAIL#"):
        yield batches.read(item), member_id


def _of_fanouts(person: Person) -> Iterator[Item]:
    """What many got, in each network that this person is or was in.

    Of the day alone, since the hour of a mail about a note is near the hour of what somebody did.
    """
    for network_id in person.places:
        after: Item | None = None
        while True:
            found, after = fanouts.of_network(network_id, after)
            for fanout in found:
                for batch in batches.all_of(fanout.fanout_id, fanout.batches):
                    if person.member_id in batch.results:
                        line = _line((batch, person.member_id))
                        yield {**line, "day": fanout.at.date().isoformat()}
            if after is None:
                break


def _line(mail: tuple[Batch, str]) -> Item:
    batch, member_id = mail
    return {
        "kind": batch.kind,
        "network_id": batch.network_id,
        "outcome": batch.results[member_id] or "waiting",
        "useful_until": batch.useful_until.date().isoformat(),
    }
