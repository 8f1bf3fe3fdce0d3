"""What sessions holds about somebody: in which networks they are, and nothing of who came."""

from __future__ import annotations

from services.contracts.mydata import MyDataAsked, SharedBySessions
from services.runtime import holdings
from services.runtime.holdings import Kind, Section
from services.sessions import store

KINDS = {
    "FEED": Kind("calendar", "How many addresses your calendar has had, and whether one holds."),
    "NETWORK#": Kind(
        "places", "Your places in networks, by which sessions decides what you may see and do."
    ),
}
KEPT_BACK = {
    "HOST ADMINS": "Who looks after this installation: membership's part of this file says it.",
    "OUTBOX EVENT": "Messages between the parts of the system, which are gone after seconds.",
}
"""Rows that name somebody and are not in the file, by how their keys begin, with the reason."""


def on_asked(event: MyDataAsked) -> None:
    """Give what is held (shape: create once): of shares that come twice the first complete counts.

    Nothing is written here but the answer, so that the file is made of what is true now.
    """
    store.say(holdings.share(event, SharedBySessions, _of(event.member_id)))


def _of(member_id: str) -> list[Section]:
    return [
        *holdings.of_person(store.table(), member_id, KINDS),
        holdings.not_given(KEPT_BACK),
    ]
