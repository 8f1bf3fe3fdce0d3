"""Invitations: chairs send and take them back; whoever holds one comes in by it (M15)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta

from pydantic import field_validator

from services.contracts.event import Event
from services.contracts.refusals import NotFound
from services.contracts.roles import Standing
from services.membership import model, store
from services.membership.addresses import address_key, alias_key, checked
from services.membership.commands import belonging
from services.membership.commands.belonging import Agreed
from services.membership.model import Invitation, Link, Network
from services.runtime import platform
from services.runtime.http.wishes import Prose, Wish
from services.runtime.limits import allow, demand
from services.runtime.ports import Item, Write
from services.runtime.signing import sign, unsign

PURPOSE = "invitation"
MOST_AT_ONCE = 200
AT_A_TIME = 24
"""Invitations in a transaction, each with a due row, an older one to take away, and an event."""
MOST_MAILS_AN_HOUR = 3


class Accept(Wish):
    """Coming in; agreeing to the ground rules is a part of it."""

    agree: Agreed = False


class Invite(Wish):
    """Addresses, one on each line or with commas between them; names beside them are left out."""

    addresses: Prose

    @field_validator("addresses")
    @classmethod
    def _readable(cls, addresses: str) -> str:
        typed = list(_typed(addresses))
        if len(typed) > MOST_AT_ONCE:
            raise ValueError(f"Nothing was sent. Invite {MOST_AT_ONCE} people at a time at most.")
        wrong = [str(number) for number, address in typed if not _address(address)]
        if wrong:
            raise ValueError(f"Nothing was sent. Check line {_listed(wrong)}: that is no address.")
        if not typed:
            raise ValueError("Write at least one address.")
        return addresses

    def people(self) -> list[str]:
        """The addresses, each mailbox once."""
        found = [_address(typed) for _, typed in _typed(self.addresses)]
        return list({alias_key(address): address for address in found}.values())


# --- chairs -------------------------------------------------------------------------------------


def invite(network_id: str, wish: Invite, *, by: str) -> None:
    """Send invitations; whoever got one within a day gets no second mail.

    What chairs are told is the same for strangers, for members and for people who asked to be
    forgotten, who get no mail (M15, M23).
    """
    demand(store.table(), "invite", by, most=20, within=timedelta(hours=1))
    people = wish.people()
    for start in range(0, len(people), AT_A_TIME):
        _invite(network_id, people[start : start + AT_A_TIME], by)


def revoke(network_id: str, alias: str, *, by: str) -> None:
    """Take an invitation back; its link ends."""
    network, chair, (found,) = store.network_chair_and_invited(network_id, by, [(alias, "")])
    model.must_be_chair(chair, network)
    revoked, said = model.take_back(found.invitation)
    store.save(store.delete_invitation(revoked), [said])


# --- whoever is invited -------------------------------------------------------------------------


def opened(token: str) -> Link:
    """What a link says; raises Invalid if it is none of ours."""
    return Link(*unsign(PURPOSE, token))


def look(token: str) -> tuple[Network, Invitation]:
    """What somebody is invited to, and how; raises Invalid when the invitation has ended."""
    link = opened(token)
    invitation, network = store.invitation_and_network(link.network_id, link.alias)
    found = model.must_be_open(link, invitation, platform.now())
    if network is None:
        raise NotFound("There is no such network.")
    return network, found


def accept(token: str, _agreed: Accept, *, by: str) -> tuple[str, bool]:
    """Come in by an invitation when signed in; returns the network's id, and whether one is in.

    Whoever was invited under another address waits for a chair (M15).
    """
    link = opened(token)
    found, network, place, member = store.invited(link.network_id, link.alias, by)
    invitation = model.must_be_open(link, found, platform.now())
    if network is None or member is None:
        raise NotFound("There is no such network.")
    fits = alias_key(member["email"]) == link.alias
    hints = belonging.hints_about(member, network.network_id)
    entered, said = model.enter(
        network, place, by, platform.now(), invitation, fits=fits, hints=hints
    )
    belonging.save_places(
        network,
        [entered],
        [*said, model.accept(invitation)],
        *store.delete_invitation(invitation),
        store.still_a_member(by),
    )
    return network.network_id, entered.standing is Standing.MEMBER


# --- clock --------------------------------------------------------------------------------------


def expire(row: Item) -> None:
    """End an invitation that nobody accepted in time."""
    invitation = store.of_row(row)
    if invitation is None or invitation.ended:
        store.save([store.delete_row(row)])
        return
    ended, said = model.expire(invitation)
    store.save(store.put_invitation(ended, invitation), [said])


# --- parts --------------------------------------------------------------------------------------


def _invite(network_id: str, people: Sequence[str], by: str) -> None:
    now = platform.now()
    keys = [(alias_key(address), address_key(address)) for address in people]
    network, chair, found = store.network_chair_and_invited(network_id, by, keys)
    model.must_be_chair(chair, network)
    model.must_invite(network)
    writes: list[Write] = []
    events: list[Event] = []
    for (alias, key), address, known in zip(keys, people, found, strict=True):
        if model.is_fresh(known.invitation, now) or not _may_mail(key):
            continue
        link = Link(network_id, alias, platform.new_id())
        invitation = model.issue(network, known.invitation, link, address, now)
        writes += store.put_invitation(invitation, known.invitation)
        if not known.forgotten:
            events.append(model.issued(invitation, sign(PURPOSE, link)))
    if writes:
        store.save(writes, events)


def _may_mail(key: str) -> bool:
    return allow(store.table(), "invited", key, most=MOST_MAILS_AN_HOUR, within=timedelta(hours=1))


def _typed(addresses: str) -> Iterator[tuple[int, str]]:
    """What was typed for each person, with the number of its line."""
    for number, line in enumerate(addresses.splitlines(), start=1):
        for typed in line.replace(";", ",").split(","):
            if typed.strip():
                yield number, typed.strip()


def _address(typed: str) -> str:
    """The address in `Ann Lee <ann@kelder.example>` or alone; empty if there is none."""
    # Inline on purpose: it reads whole mails, and only invitations need it.
    from email.utils import parseaddr

    try:
        return checked(parseaddr(typed)[1] or typed)
    except ValueError:
        return ""


def _listed(numbers: Sequence[str]) -> str:
    *first, last = dict.fromkeys(numbers)
    return f"{', '.join(first)} and {last}" if first else last
