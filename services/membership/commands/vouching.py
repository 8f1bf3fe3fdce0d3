"""Contacts outside: a member names one, who is asked first; they answer by a link (U13).

Whoever names somebody gets the same answer whoever it is: a stranger, a member, somebody who was
erased or has said no before, and of whom only the strangers get a mail (X7).
"""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated

from pydantic import AfterValidator

from services.contracts.refusals import NotAllowed, NotFound
from services.contracts.roles import Standing
from services.membership import store as people
from services.membership.addresses import Address, address_key
from services.membership.commands.introductions import AnswerIntroduction
from services.membership.model import Place, introductions
from services.membership.model import vouching as rules
from services.membership.model.directory import LONGEST_TOPIC, is_topic
from services.membership.model.introductions import Introduction
from services.membership.model.networks import must_go_on
from services.membership.model.vouching import Contact
from services.membership.store import directory
from services.membership.store import introductions as asked_store
from services.membership.store import vouching as store
from services.runtime import platform
from services.runtime.http.wishes import FilledLine, Wish
from services.runtime.limits import demand
from services.runtime.ports import Item
from services.runtime.signing import keyed_hash, sign, unsign

PURPOSE = "vouched"
INTRODUCTION = "introduction"
"""Of the link by which a contact outside answers an introduction."""
MOST_MAILS_AN_HOUR = 3


def _topic(topic: str) -> str:
    if not is_topic(topic):
        raise ValueError(f"Write it in plain words, {LONGEST_TOPIC} characters at most.")
    return topic


class Vouch(Wish):
    """Somebody outside, and what they could help with; they are asked first."""

    name: FilledLine
    email: Address
    topic: Annotated[FilledLine, AfterValidator(_topic)]


# --- members ------------------------------------------------------------------------------------


def vouch(network_id: str, wish: Vouch, *, by: str) -> str:
    """Have somebody outside asked whether they would help; the id of the contact."""
    demand(people.table(), "vouch", by, most=rules.MOST_A_WEEK, within=timedelta(days=7))
    key = address_key(wish.email)
    contact_id = keyed_hash("contact", f"{network_id}:{by}:{key}")[:32]
    there = store.vouching(network_id, by, contact_id, key)
    place = _must_be_in(there.place)
    must_go_on(there.network)
    if there.contact is not None:
        return contact_id
    contact = Contact(
        contact_id=contact_id,
        network_id=network_id,
        voucher=by,
        name=wish.name,
        email=wish.email,
        address_key=key,
        topic=wish.topic,
        asked_at=platform.now(),
        silent=there.silent or len(people.mailed_lately(there.mails)) >= MOST_MAILS_AN_HOUR,
    )
    said = rules.asked(contact, sign(PURPOSE, [contact_id]))
    counted = [people.mailed_to(key, there.mails)] if said else []
    people.save([*store.put_contact(contact), *counted, directory.still_in(place)], said)
    return contact_id


def end(network_id: str, contact_id: str, *, by: str) -> None:
    """Vouch for somebody no more; a second time changes nothing."""
    place, contact = store.with_place(contact_id, network_id, by)
    _must_be_in(place)
    if contact is not None and contact.voucher == by:
        people.save(store.delete_contact(contact, never_again=False))


# --- the contact --------------------------------------------------------------------------------


def look(token: str) -> Contact:
    """The contact that a link leads to; raises Invalid when it has ended."""
    (contact_id,) = unsign(PURPOSE, token)
    return rules.must_be_there(store.one(contact_id), platform.now())


def answer(token: str, wish: AnswerIntroduction) -> bool:
    """Say yes for a year, or no for good: then nothing is kept but that nobody asks again."""
    contact = look(token)
    if not wish.yes:
        people.save(store.delete_contact(contact, never_again=True))
        return False
    willing = rules.agree(contact, platform.now())
    if willing is not contact:
        people.save(store.put_contact(willing, contact))
    return True


def look_at_introduction(token: str) -> tuple[Introduction, bool]:
    """The introduction that a contact's link leads to, and whether it waits for their answer."""
    contact_id, introduction_id = unsign(INTRODUCTION, token)
    one = asked_store.one(introduction_id)
    if one is None or not one.outside or one.helper != contact_id:
        raise NotFound("This link has ended. You need not do anything.")
    return one, one.waits_for(contact_id, platform.now())


def answer_introduction(token: str, wish: AnswerIntroduction) -> bool:
    """Say yes or no to an introduction as a contact outside; whether it was a yes."""
    contact_id, introduction_id = unsign(INTRODUCTION, token)
    before = asked_store.one(introduction_id)
    code = asked_store.code_of(introduction_id, contact_id)
    after, said = introductions.answer(before, contact_id, code, platform.now(), yes=wish.yes)
    if after is not before:
        people.save([asked_store.put(after)], said)
    return wish.yes


# --- clock --------------------------------------------------------------------------------------


def ask_again(row: Item) -> None:
    """Ask a contact who said yes eleven months ago whether they still would."""
    contact = store.one(row["contact_id"])
    writes = [people.delete_row(row)]
    if contact is None or contact.version != row["version"]:
        people.save(writes)
        return
    token = sign(PURPOSE, [contact.contact_id])
    people.save(writes, rules.asked(contact, token, again=True))


# --- parts --------------------------------------------------------------------------------------


def _must_be_in(place: Place | None) -> Place:
    if place is None:
        raise NotFound("You are in no such network.")
    if place.standing is not Standing.MEMBER:
        raise NotAllowed("This is for members of the network.")
    return place
