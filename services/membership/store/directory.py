"""The directory: entries, and the rows of the index by which they are found.

MEMBER#<member>  ENTRY#<n>     what somebody has said for the directory of a network; index
                               ENTRY#<entry id>
MEMBER#<member>  FOUND#<n>#..  by what the entry is found; index FIND#<n>#<kind>#<value>

A partition of the index holds who shows one family, or one family in one region, who helps with one
topic, or who is a contact inside one organisation, in one network: never all of its members. All
of it lies with the person, so that it goes with them; a place decides at the moment of reading.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from services.contracts.refusals import NotFound
from services.contracts.roles import Standing
from services.membership.families import Family
from services.membership.model import Network, Place
from services.membership.model.directory import About, Entry, Facet, Field, Region
from services.membership.model.organisations import Known
from services.membership.store.affiliations import affiliation_key
from services.membership.store.erasures import still_a_member
from services.membership.store.networks import read_network, read_place
from services.membership.store.organisations import known
from services.membership.store.people import member_key
from services.membership.store.table import table
from services.runtime import platform
from services.runtime.ports import Absent, AtVersion, Check, Delete, Item, Key, Put, Write
from services.runtime.rights import network_keys, place_key
from services.runtime.signing import keyed_hash

ENTRY = "ENTRY#"
LOOKED_AT = 100
"""Rows of the index in one query; a search makes two of them at most."""
AT_ONCE = 20
"""People in one batched read with all that is shown of them, and the whole register."""


class Mine(NamedTuple):
    """What decides about somebody's own entry; `stored` are the facets that it has by now."""

    known: Known
    network: Network
    place: Place | None
    about: About | None
    role: str
    entry: Entry | None
    stored: tuple[Facet, ...]


class Listed(NamedTuple):
    """An entry, by what it is found, and the kind of organisation that a search may narrow by."""

    entry: Entry
    facets: tuple[Facet, ...]
    sector: str | None


def mine(network_id: str, member_id: str) -> Mine:
    """Somebody's own entry and all that it is made of, in one batched read; raises NotFound."""
    register, (state, name, place, member, affiliation, entry) = known(
        *network_keys(network_id),
        place_key(member_id, network_id),
        member_key(member_id),
        affiliation_key(member_id),
        entry_key(member_id, network_id),
    )
    if state is None or name is None:
        raise NotFound("There is no such network.")
    return Mine(
        register,
        read_network(state, name),
        read_place(place) if place else None,
        _about(register, member, affiliation) if member else None,
        member["role"] if member else "",
        read_entry(entry) if entry else None,
        _stored(entry),
    )


def entries_of(member_id: str) -> tuple[About | None, list[Listed]]:
    """All entries of somebody as they are listed, and what is known of them elsewhere."""
    page = platform.current().tables.query(table(), f"MEMBER#{member_id}", prefix=ENTRY, limit=200)
    if not page.items:
        return None, []
    register, (member, affiliation) = known(member_key(member_id), affiliation_key(member_id))
    found = [Listed(read_entry(item), _stored(item), item["sector"]) for item in page.items]
    return _about(register, member, affiliation) if member else None, found


def found_by(
    network_id: str,
    facet: Facet,
    start: str,
    wanted: Callable[[Item], bool],
    most: int = AT_ONCE,
) -> list[str]:
    """Some of those who are found by a facet: from a place in the index on, and round once.

    Whoever asks again the same day begins at the same place, so that asking often shows no more.
    """
    begin = keyed_hash("directory-start", start)[:16]
    tables, partition = platform.current().tables, _found_under(network_id, facet)
    page = tables.query(
        table(), partition, index=True, up_to=begin, limit=LOOKED_AT, backwards=True
    )
    rows = page.items
    if page.next is None:
        rows += tables.query(table(), partition, index=True, limit=LOOKED_AT, backwards=True).items
    return list(dict.fromkeys(row["member_id"] for row in rows if wanted(row)))[:most]


def people(network_id: str, member_ids: Sequence[str]) -> list[tuple[Place, Entry, About]]:
    """Who of these is a member at this moment, with their entries, in one batched read."""
    keys = [key for member_id in member_ids for key in _keys_of(network_id, member_id)]
    if not keys:
        return []
    register, items = known(*keys)
    found = []
    for place, entry, member, affiliation in zip(
        items[::4], items[1::4], items[2::4], items[3::4], strict=True
    ):
        if place and entry and member and place["standing"] == Standing.MEMBER:
            about = _about(register, member, affiliation)
            found.append((read_place(place), read_entry(entry), about))
    return found


def owner_of(network_id: str, entry_id: str) -> str | None:
    """Whose entry this is, if it is one of this network."""
    page = platform.current().tables.query(table(), f"{ENTRY}{entry_id}", index=True, limit=1)
    owners = [item["member_id"] for item in page.items if item["network_id"] == network_id]
    return str(owners[0]) if owners else None


# --- writing ------------------------------------------------------------------------------------


def put_entry(
    now: Entry, stored: Sequence[Facet], facets: Sequence[Facet], about: About
) -> list[Write]:
    """The writes of an entry and of the rows by which it is found, in place of those `stored`.

    They hold if nobody changed it meanwhile, and while nobody erases its owner.
    """
    pk, sk = entry_key(now.member_id, now.network_id)
    item: Item = {
        "pk": pk,
        "sk": sk,
        "gsi1pk": f"{ENTRY}{now.entry_id}",
        "gsi1sk": sk,
        "entry_id": now.entry_id,
        "member_id": now.member_id,
        "network_id": now.network_id,
        "shows": list(now.shows),
        "family": now.family,
        "region": now.region,
        "topics": list(now.topics),
        "contact": now.contact,
        "most_a_month": now.most_a_month,
        "facets": [list(facet) for facet in facets],
        "sector": sector_of(now, about),
        "version": now.version,
    }
    expected = AtVersion(now.version - 1) if now.version > 1 else Absent()
    kept = {(facet.kind, facet.value) for facet in facets}
    gone = [facet for facet in stored if (facet.kind, facet.value) not in kept]
    return [
        Put(table(), item, expected),
        *(Put(table(), _row(now, facet, about)) for facet in facets),
        *(Delete(table(), _row_key(now, facet)) for facet in gone),
        still_a_member(now.member_id),
    ]


def sector_of(entry: Entry, about: About) -> str | None:
    """The kind of organisation that a search may narrow by, if it is shown."""
    return about.sector if Field.SECTOR in entry.shows else None


def delete_entry(entry: Entry, stored: Sequence[Facet]) -> list[Write]:
    """The writes after which nothing of an entry is left; hold if nobody changed it meanwhile."""
    key = entry_key(entry.member_id, entry.network_id)
    rows = [Delete(table(), _row_key(entry, facet)) for facet in stored]
    return [Delete(table(), key, AtVersion(entry.version)), *rows]


def still_in(place: Place) -> Check:
    """Lets a transaction hold only while somebody's place is as it was read."""
    return Check(table(), place_key(place.member_id, place.network_id), AtVersion(place.version))


# --- parts --------------------------------------------------------------------------------------


def entry_key(member_id: str, network_id: str) -> Key:
    """Where somebody's entry in the directory of a network is kept."""
    return f"MEMBER#{member_id}", f"{ENTRY}{network_id}"


def read_entry(item: Item) -> Entry:
    """The entry in an item."""
    return Entry(
        entry_id=item["entry_id"],
        member_id=item["member_id"],
        network_id=item["network_id"],
        shows=tuple(map(Field, item["shows"])),
        family=Family(item["family"]) if item["family"] else None,
        region=Region(item["region"]) if item["region"] else None,
        topics=tuple(item["topics"]),
        contact=item["contact"],
        most_a_month=item["most_a_month"],
        version=item["version"],
    )


def _keys_of(network_id: str, member_id: str) -> tuple[Key, Key, Key, Key]:
    return (
        place_key(member_id, network_id),
        entry_key(member_id, network_id),
        member_key(member_id),
        affiliation_key(member_id),
    )


def _about(register: Known, member: Item, affiliation: Item | None) -> About:
    """Their name, and the organisation that theirs is today, else their own words for it."""
    organisation_id = affiliation["organisation_id"] if affiliation else None
    known_as = register.register.organisation(organisation_id) if organisation_id else None
    current = register.register.current(known_as, platform.now().date()) if known_as else ()
    if len(current) != 1:
        return About(member["name"], member["organisation"])
    (now,) = current
    return About(member["name"], now.name, now.organisation_id, now.sector)


def _stored(entry: Item | None) -> tuple[Facet, ...]:
    return tuple(Facet(*facet) for facet in entry["facets"]) if entry else ()


def _row(entry: Entry, facet: Facet, about: About) -> Item:
    """What a search may narrow by without reading the person, and only if it is shown."""
    pk, sk = _row_key(entry, facet)
    shows = entry.shows
    return {
        "pk": pk,
        "sk": sk,
        "gsi1pk": _found_under(entry.network_id, facet),
        "gsi1sk": keyed_hash("directory", entry.entry_id)[:16],
        "member_id": entry.member_id,
        "shown": facet.shown,
        "family": entry.family if Field.FAMILY in shows else None,
        "region": entry.region if Field.REGION in shows else None,
        "sector": sector_of(entry, about),
    }


def _row_key(entry: Entry, facet: Facet) -> Key:
    return f"MEMBER#{entry.member_id}", f"FOUND#{entry.network_id}#{facet.kind}#{facet.value}"


def _found_under(network_id: str, facet: Facet) -> str:
    return f"FIND#{network_id}#{facet.kind}#{facet.value}"
