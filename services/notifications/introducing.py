"""Mail that brings people together: somebody is asked, both have agreed, a contact is asked.

An address of somebody else goes into a mail only while both are members: that is looked at once
more at the hand-over (A1, M28).
"""

from __future__ import annotations

from services.contracts.introductions import IntroductionMade, IntroductionPassedOn
from services.contracts.vouching import ContactAsked, ContactIntroduced, ContactSought
from services.notifications import handover, occasions, singles
from services.notifications.handover import Admitted, ComesAgain
from services.notifications.model.batch import NOBODY, Batch, Result
from services.notifications.model.facts import Network
from services.notifications.model.gate import reason_against
from services.notifications.model.kinds import (
    ANSWER_USEFUL_FOR,
    KEPT_NOWHERE_USEFUL_FOR,
    Kind,
    is_stale,
)
from services.notifications.model.person import Person
from services.notifications.store import batches, facts, people
from services.runtime import platform

Said = ContactAsked | ContactSought | ContactIntroduced | IntroductionMade


def passed_on(event: IntroductionPassedOn) -> None:
    """A member is asked whether they want to be introduced (shapes: create once, claim)."""
    if is_stale(event.occurred_at, platform.now()):
        return
    batch = Batch(
        about=f"{Kind.INTRODUCTION_ASKED}#{event.introduction_id}",
        number=None,
        kind=Kind.INTRODUCTION_ASKED,
        network_id=event.network_id,
        useful_until=event.occurred_at + ANSWER_USEFUL_FOR,
        results={event.member_id: None},
    )
    batches.add_single(batch)
    singles.carry_on(event.member_id, batch.about)


def made(event: IntroductionMade) -> None:
    """Both said yes: each gets the other's name and address, once (shapes: create once, claim)."""
    if is_stale(event.occurred_at, platform.now()):
        return
    network = _network(event)
    one, other = event.member_ids
    again = False
    for member_id, to in ((one, other), (other, one)):
        try:
            _introduce(event, network, member_id, to)
        except ComesAgain:
            again = True  # the other one shall not wait for that
    if again:
        raise ComesAgain


def made_outside(event: ContactIntroduced) -> None:
    """A member and somebody outside said yes (shapes: create once, claim)."""
    if is_stale(event.occurred_at, platform.now()):
        return
    network = _network(event)
    member = _known(event.member_id, event.network_id)
    to_member = _batch(event, Kind.INTRODUCED, event.introduction_id, event.member_id)
    singles.to_somebody(
        to_member,
        lambda: occasions.introduced(network, event.name, event.email),
        lambda mine: _if_all_are_in(mine, [event.member_id]),
    )
    to_contact = _batch(event, Kind.INTRODUCED, f"{event.introduction_id}#outside", NOBODY)
    singles.to_somebody(
        to_contact,
        lambda: occasions.introduced(network, member.name, member.address),
        lambda mine: _if_all_are_in(mine, [event.member_id], event.email),
    )


def asked_outside(event: ContactAsked) -> None:
    """Somebody outside is asked whether they would help (U13; shapes: create once, claim)."""
    if is_stale(event.occurred_at, platform.now()):
        return
    network = _network(event)
    about = f"{event.contact_id}#{event.sequence}{'#again' if event.again else ''}"
    singles.to_an_address(
        _batch(event, Kind.VOUCHED, about, NOBODY),
        event.email,
        lambda: occasions.vouched(event, network),
    )


def sought_outside(event: ContactSought) -> None:
    """Somebody outside is asked for an introduction (U13; shapes: create once, claim)."""
    if is_stale(event.occurred_at, platform.now()):
        return
    network = _network(event)
    singles.to_an_address(
        _batch(event, Kind.SOUGHT, f"{event.introduction_id}#{event.sequence}", NOBODY),
        event.email,
        lambda: occasions.sought(event, network),
    )


# --- parts --------------------------------------------------------------------------------------


def _introduce(event: IntroductionMade, network: Network, member_id: str, to: str) -> None:
    other = _known(to, event.network_id)
    singles.to_somebody(
        _batch(event, Kind.INTRODUCED, event.introduction_id, member_id),
        lambda: occasions.introduced(network, other.name, other.address),
        lambda mine: _if_all_are_in(mine, event.member_ids),
    )


def _known(member_id: str, network_id: str) -> Person:
    """Somebody; raises ComesAgain while it is not known how to reach them."""
    person = people.find(member_id)
    if person.places.get(network_id) and not person.address:
        raise ComesAgain
    return person


def _if_all_are_in(
    mine: Batch, member_ids: tuple[str, ...] | list[str], outside: str = ""
) -> Admitted:
    """The copy, unless one of those whom it is about may not be introduced at this moment."""
    (whom,) = mine.results
    found, archived = people.at_the_gate(mine.network_id, member_ids)
    late = platform.now() >= mine.useful_until
    for person in found:
        reason = reason_against(mine.kind, person, mine.network_id, archived=archived, late=late)
        if reason is not None:
            return {whom: reason}, []
    address = outside or next((p.address for p in found if p.member_id == whom), "")
    if not address:
        return {whom: Result.NO_ADDRESS} if late else {}, []
    return {}, [(whom, handover.copy(mine, whom, address))]


def _batch(event: Said, kind: Kind, about: str, whom: str) -> Batch:
    return Batch(
        about=f"{kind}#{about}",
        number=None,
        kind=kind,
        network_id=event.network_id or "",
        useful_until=event.occurred_at + KEPT_NOWHERE_USEFUL_FOR,
        results={whom: None},
    )


def _network(event: Said) -> Network:
    network = facts.network(event.network_id or "")
    if network is None:
        raise ComesAgain
    return network
