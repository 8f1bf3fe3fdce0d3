"""What goes along when a network moves, as it lies in the table; and that somebody has taken it.

NETWORK#<n>      EXPORT#<day>…  that the network was exported, in which office and why; expires
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple

from services.contracts.roles import Standing
from services.membership.model import Invitation, Place
from services.membership.model.affiliations import Affiliation
from services.membership.model.portability import Export, Office
from services.membership.store import affiliations
from services.membership.store.invitations import invitation_key, read_invitation
from services.membership.store.networks import read_place
from services.membership.store.people import claim_key, erasure_key, member_key
from services.membership.store.table import read, table
from services.runtime import platform
from services.runtime.portability import MOST_ROWS
from services.runtime.ports import Absent, Item, Page, Put, Write
from services.runtime.rights import place_key
from services.runtime.signing import keyed_hash

KEPT_FOR = timedelta(days=365)
EXPORT = "EXPORT#"


@dataclass(frozen=True, slots=True)
class Person:
    """Who somebody is, in all networks: the first address and the others, and what they agreed.

    Somebody who was imported and has never signed in has neither agreed nor confirmed anything.
    """

    member_id: str
    name: str
    email: str
    also: tuple[str, ...]
    organisation: str
    role: str
    agreed_at: datetime | None
    confirmed_at: datetime | None
    version: int

    @property
    def addresses(self) -> tuple[str, ...]:
        """All of them, the first one first."""
        return self.email, *self.also


class Found(NamedTuple):
    """Somebody in a network, and where they come from."""

    person: Person
    place: Place
    affiliation: Affiliation | None


class Here(NamedTuple):
    """Somebody who is here already, and their place, if they have one in the network."""

    person: Person
    place: Place | None
    affiliation: Affiliation | None


# --- leaving ------------------------------------------------------------------------------------


def people(
    network_id: str, standings: Sequence[Standing], after: Item | None
) -> tuple[list[Found], Item | None]:
    """Some people of these standings, without those who asked to be erased."""
    page = _places(network_id, after)
    some = [place for place in map(read_place, page.items) if place.standing in standings]
    ids = [place.member_id for place in some]
    persons = read([member_key(member_id) for member_id in ids])
    staying = asked_to_be_erased(ids)
    come_from = affiliations.of_members(ids)
    return [
        Found(_read_person(item), place, affiliation)
        for place, item, affiliation in zip(some, persons, come_from, strict=True)
        if item is not None and place.member_id not in staying
    ], page.next


def affiliations_in(network_id: str, after: Item | None) -> tuple[list[Affiliation], Item | None]:
    """Where some of the people in a network come from."""
    page = _places(network_id, after)
    found = affiliations.of_members([place["member_id"] for place in page.items])
    return [one for one in found if one], page.next


def asked_to_be_erased(member_ids: Sequence[str]) -> set[str]:
    """Those of these people who have asked to be gone, and are still here."""
    items = read([erasure_key(member_id) for member_id in member_ids])
    return {item["member_id"] for item in items if item}


def _places(network_id: str, after: Item | None) -> Page:
    return platform.current().tables.query(
        table(), f"NETWORK#{network_id}", index=True, limit=MOST_ROWS, after=after
    )


def _read_person(item: Item) -> Person:
    return Person(
        member_id=item["member_id"],
        name=item["name"],
        email=item["email"],
        also=tuple(item.get("also", ())),
        organisation=item["organisation"],
        role=item["role"],
        agreed_at=_instant(item["agreed_at"]),
        confirmed_at=_instant(item["confirmed_at"]),
        version=item["version"],
    )


def _instant(text: str) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


# --- coming in ----------------------------------------------------------------------------------


def person_and_claims(
    network_id: str, member_id: str, address_keys: Sequence[str]
) -> tuple[Here | None, list[Item], bool]:
    """Who is here under an id, whose these addresses are, and if an owner of one was erased."""
    person, place, *found = read(
        [
            member_key(member_id),
            place_key(member_id, network_id),
            *map(claim_key, address_keys),
            *((claim_key(address_key)[0], "ERASED") for address_key in address_keys),
        ]
    )
    claims = [claim for claim in found[: len(address_keys)] if claim]
    erased = any(found[len(address_keys) :])
    if person is None:
        return None, claims, erased
    (affiliation,) = affiliations.of_members([member_id])
    here = Here(_read_person(person), read_place(place) if place else None, affiliation)
    return here, claims, erased


def put_person(person: Person, address_keys: Sequence[str]) -> Iterator[Write]:
    """The writes of somebody with all their addresses; they hold if neither is here yet."""
    pk, sk = member_key(person.member_id)
    item: Item = {
        "pk": pk,
        "sk": sk,
        "member_id": person.member_id,
        "name": person.name,
        "email": person.email,
        "organisation": person.organisation,
        "role": person.role,
        "agreed_at": person.agreed_at.isoformat() if person.agreed_at else "",
        "confirmed_at": person.confirmed_at.isoformat() if person.confirmed_at else "",
        "version": person.version,
    }
    if person.also:
        item["also"] = list(person.also)
    yield Put(table(), item, Absent())
    for address_key in address_keys:
        pk, sk = claim_key(address_key)
        claim: Item = {"pk": pk, "sk": sk, "member_id": person.member_id, "version": 1}
        yield Put(table(), claim, Absent())


def invitations(some: Sequence[Invitation]) -> list[Invitation | None]:
    """The invitations that are here to the same addresses."""
    items = read([invitation_key(one.alias, one.network_id) for one in some])
    return [read_invitation(item) if item else None for item in items]


def places(network_id: str, member_ids: Sequence[str]) -> list[Place | None]:
    """The places of these people in a network that need not be there."""
    items = read([place_key(member_id, network_id) for member_id in member_ids])
    return [read_place(item) if item else None for item in items]


# --- that it was taken --------------------------------------------------------------------------


def put_export(export: Export, by: str) -> Write:
    """The write after which chairs see that their network was exported.

    One for a person, a reason and a day, however often it is begun.
    """
    at = export.at.isoformat(timespec="seconds")
    who = keyed_hash("exporter", f"{by}\0{export.reason}")[:16]
    item: Item = {
        "pk": f"NETWORK#{export.network_id}",
        "sk": f"{EXPORT}{export.at:%Y-%m-%d}#{who}",
        "network_id": export.network_id,
        "at": at,
        "until": export.until.isoformat(timespec="seconds"),
        "office": export.office,
        "reason": export.reason,
        "expires_at": int((export.at + KEPT_FOR).timestamp()),
    }
    return Put(table(), item)


def exports(network_id: str, after: Item | None = None) -> tuple[list[Export], Item | None]:
    """The exports of a network, the newest first."""
    page = platform.current().tables.query(
        table(), f"NETWORK#{network_id}", prefix=EXPORT, backwards=True, after=after
    )
    return [
        Export(
            network_id=item["network_id"],
            at=datetime.fromisoformat(item["at"]),
            until=datetime.fromisoformat(item["until"]),
            office=Office(item["office"]),
            reason=item["reason"],
        )
        for item in page.items
    ], page.next
