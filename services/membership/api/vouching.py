"""Contacts outside for programs: whom I vouch for. A contact answers on a page, by a link."""

from __future__ import annotations

from datetime import datetime

from services.membership.api.routes import NETWORK, api
from services.membership.commands import vouching
from services.membership.commands.vouching import Vouch
from services.membership.finding import vouched
from services.runtime.http.wishes import Answer

HERE = f"{NETWORK}/contacts"


class ContactAnswer(Answer):
    """Somebody outside for whom you vouch; `willing` once they have said yes."""

    contact_id: str
    name: str
    email: str
    topic: str
    willing: bool
    until: datetime


class ContactsAnswer(Answer):
    """All for whom you vouch in this network."""

    contacts: list[ContactAnswer]


@api.get(HERE)
def my_contacts(network: str) -> ContactsAnswer:
    """For whom you vouch."""
    found = vouched.mine(network, by=api.member_id)
    return ContactsAnswer(
        contacts=[
            ContactAnswer(
                contact_id=one.contact_id,
                name=one.name,
                email=one.email,
                topic=one.topic,
                willing=one.since is not None,
                until=one.ends_at,
            )
            for one in found
        ]
    )


@api.post(HERE, status=202)
def vouch_for_contact(network: str, wish: Vouch) -> None:
    """Have somebody outside asked whether they would help; the answer is the same whoever it is."""
    vouching.vouch(network, wish, by=api.member_id)


@api.post(f"{HERE}/<contact>/end", status=204)
def end_contact(network: str, contact: str) -> None:
    """Vouch for somebody no more."""
    vouching.end(network, contact, by=api.member_id)
