"""The rules of contacts outside: a member vouches, and the contact is asked first (U13).

asked ──yes──▶ willing ──eleven months──▶ asked again, and willing meanwhile
  │ no, two weeks      │ no more, or a year without a yes
  ▼                    ▼
gone: nothing is kept but, after a no, that this address is not asked again
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import NamedTuple

from services.contracts.event import Event
from services.contracts.refusals import Invalid
from services.contracts.vouching import ContactAsked

ANSWER_WITHIN = timedelta(days=14)
WILLING_FOR = timedelta(days=365)
ASK_AGAIN_AFTER = timedelta(days=335)
MOST_A_WEEK = 5


class Link(NamedTuple):
    """What a contact's link says; no address is in it."""

    contact_id: str


@dataclass(frozen=True, slots=True)
class Contact:
    """Somebody outside, as a member named them; `since` is when they said yes, or None.

    `silent` is a contact who was never asked: the address belongs to somebody who has said no, was
    erased, or is asked already. Whoever vouched for them sees no difference.
    """

    contact_id: str
    network_id: str
    voucher: str
    name: str
    email: str
    address_key: str
    topic: str
    asked_at: datetime
    since: datetime | None = None
    silent: bool = False
    version: int = 1

    @property
    def ends_at(self) -> datetime:
        """When nothing is kept of them any more, unless they say yes until then."""
        return self.since + WILLING_FOR if self.since else self.asked_at + ANSWER_WITHIN

    @property
    def ask_again_at(self) -> datetime | None:
        """When they are asked whether they still would."""
        return self.since + ASK_AGAIN_AFTER if self.since else None


def asked(contact: Contact, token: str, *, again: bool = False) -> list[Event]:
    """What is said for the mail; nothing of somebody who is not to be asked."""
    if contact.silent:
        return []
    return [
        ContactAsked(
            network_id=contact.network_id,
            contact_id=contact.contact_id,
            email=contact.email,
            topic=contact.topic,
            token=token,
            expires_at=contact.ends_at,
            again=again,
            sequence=contact.version,
        )
    ]


def must_be_there(contact: Contact | None, now: datetime) -> Contact:
    """The contact that a link leads to; raises Invalid, the same whatever became of them."""
    if contact is None or contact.silent or now >= contact.ends_at:
        raise Invalid(
            "This link has ended. You need not do anything, and get no more mail from it.",
            {"link": "It was answered with no, taken back, or is too old."},
        )
    return contact


def agree(contact: Contact, now: datetime) -> Contact:
    """They would help, for a year from now; the same if they said so today."""
    if contact.since is not None and now - contact.since < timedelta(days=1):
        return contact
    return replace(contact, since=now, version=contact.version + 1)
