"""The people of a network: who they are, their place in it, and where they come from.

Nobody is in it whom its chairs do not see any more: those who left or were declined stay where they
are, and so do those who asked to be erased.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from services.contracts.event import Event
from services.contracts.membership import (
    MemberContactChanged,
    MembershipApproved,
    MembershipRequested,
    MembershipSuspended,
)
from services.contracts.roles import Standing
from services.membership import store
from services.membership.addresses import Address, address_key
from services.membership.model import Place
from services.membership.model.addresses import MOST
from services.membership.model.affiliations import Affiliation, Decision, Text, said
from services.membership.store import affiliations, portability
from services.membership.store.portability import Person
from services.runtime import platform
from services.runtime.http.wishes import FilledLine, Line
from services.runtime.portability import Kind, once
from services.runtime.ports import Item, Write

STANDINGS = (Standing.MEMBER, Standing.SUSPENDED, Standing.WAITING)


@dataclass(frozen=True, slots=True)
class Written:
    """What somebody wrote for where they work, and what chairs decided that it means."""

    text: str
    since: datetime
    waiting: bool
    decision: Decision | None
    decisions: int


@dataclass(frozen=True, slots=True)
class Whence:
    """Where somebody comes from, without the hash that stands for a text here."""

    organisation_id: str | None
    written: Written | None
    waiting: bool
    as_of: int
    version: int


@dataclass(frozen=True, slots=True)
class Belonging:
    """All that goes along of one person."""

    person: Person
    place: Place
    whence: Whence | None

    @property
    def network_id(self) -> str:
        """The network that the place is in."""
        return self.place.network_id


class Typed(BaseModel):
    """What somebody could have typed about themselves."""

    model_config = ConfigDict(defer_build=True)

    name: FilledLine
    organisation: FilledLine
    role: Line
    addresses: tuple[Address, ...] = Field(max_length=MOST)


# --- leaving ------------------------------------------------------------------------------------


def read(network_id: str, after: Item | None) -> tuple[Sequence[Belonging], Item | None]:
    """Some people, those first who have been in the network longest."""
    found, onwards = portability.people(network_id, STANDINGS, after)
    texts = affiliations.texts([one.affiliation for one in found])
    return [
        Belonging(one.person, one.place, _whence(one.affiliation, texts)) for one in found
    ], onwards


def _whence(affiliation: Affiliation | None, texts: dict[str, Text]) -> Whence | None:
    if affiliation is None:
        return None
    text = texts.get(affiliation.text_id or "")
    return Whence(
        organisation_id=affiliation.organisation_id,
        written=Written(text.text, text.since, text.waiting, text.decision, text.decisions)
        if text
        else None,
        waiting=affiliation.waiting,
        as_of=affiliation.as_of,
        version=affiliation.version,
    )


def subjects(belonging: Sequence[Belonging]) -> list[str]:
    """Who is among these."""
    return [one.person.member_id for one in belonging]


# --- coming in ----------------------------------------------------------------------------------


def fits(one: Belonging) -> None:
    """Raise ValueError unless it is one person, with addresses that can be theirs."""
    person, place = one.person, one.place
    if person.member_id != place.member_id or place.standing not in STANDINGS:
        raise ValueError("The person and the place do not belong together.")
    typed = Typed(
        name=person.name,
        organisation=person.organisation,
        role=person.role,
        addresses=person.addresses,
    )
    if typed.addresses != person.addresses:
        raise ValueError("One of the addresses is not written in its normal form.")
    if len({address_key(email) for email in person.addresses}) < len(person.addresses):
        raise ValueError("One of the addresses comes twice.")


def there(network_id: str, belonging: Sequence[Belonging]) -> list[Any]:
    """Who is here under the ids and addresses of these people."""
    return [_found(network_id, one) for one in belonging]


def _found(network_id: str, one: Belonging) -> Belonging | str | None:
    keys = [address_key(email) for email in one.person.addresses]
    here, claims, erased = portability.person_and_claims(network_id, one.person.member_id, keys)
    if any(claim["member_id"] != one.person.member_id for claim in claims):
        return "Somebody else has an account here with one of these addresses."
    if here is None and erased:
        return (
            "The owner of one of these addresses asked to be erased here. If they leave "
            "the network where it is, it can be exported again without them."
        )
    if here is None:
        return "Somebody has an account here under this id." if claims else None
    if here.place is None:
        return "Somebody has an account here under this id."
    texts = affiliations.texts([here.affiliation])
    found = Belonging(here.person, here.place, _whence(here.affiliation, texts))
    # Of a text the edition of whoever came first is kept here; what it means is the same.
    return one if _but_text(found) == _but_text(one) else found


def _but_text(one: Belonging) -> Belonging:
    return replace(one, whence=replace(one.whence, written=None) if one.whence else None)


def write(_network_id: str, belonging: Sequence[Belonging]) -> None:
    """People with an account, so that they sign in by a code to the address they had."""
    for one in belonging:
        person = one.person
        platform.current().identity.create(person.member_id, person.email)
        store.save(list(_writes(one)), list(_said(one)))


def _writes(one: Belonging) -> Iterator[Write]:
    person = one.person
    keys = [address_key(email) for email in person.addresses]
    yield from portability.put_person(person, keys)
    yield from once([store.put_place(one.place)])
    for last_day in sorted(set(one.place.ends.values())):
        now = platform.now()
        yield from store.rounds.rounds_for_roles(one.place.network_id, last_day, now)
    yield store.still_a_member(person.member_id)
    if one.whence is None:
        return
    text = _text(one.whence.written) if one.whence.written else None
    yield from once([affiliations.put(_affiliation(person.member_id, one.whence))])
    if text is not None:
        yield from affiliations.wrote(person.member_id, text)


def _affiliation(member_id: str, whence: Whence) -> Affiliation:
    written = whence.written
    return Affiliation(
        member_id,
        organisation_id=whence.organisation_id,
        text_id=affiliations.text_id_of(written.text) if written else None,
        waiting=whence.waiting,
        as_of=whence.as_of,
        version=whence.version,
    )


def _text(written: Written) -> Text:
    """The text with one more person who wrote it."""
    text_id = affiliations.text_id_of(written.text)
    text = affiliations.text(text_id) or Text(
        text_id,
        written.text,
        written.since,
        waiting=written.waiting,
        decision=written.decision,
        decisions=written.decisions,
    )
    return replace(text, people=text.people + 1, version=text.version + 1)


def _said(one: Belonging) -> Iterator[Event]:
    person, place = one.person, one.place
    yield MemberContactChanged(
        member_id=person.member_id,
        email=person.email,
        name=person.name,
        organisation=person.organisation,
        sequence=person.version,
    )
    if one.whence is not None:
        before = Affiliation(person.member_id)
        yield from said(before, _affiliation(person.member_id, one.whence))
    told = {
        "member_id": place.member_id,
        "network_id": place.network_id,
        "standing": place.standing,
        "roles": place.roles,
        "sequence": place.version,
    }
    if place.standing is Standing.MEMBER:
        yield MembershipApproved(**told, retold=True)
    else:
        kind = MembershipSuspended if place.standing is Standing.SUSPENDED else MembershipRequested
        yield kind(**told, retold=True)


KIND = Kind(lambda: Belonging, read, there, write, fits)
