"""Looking in the directory: a few bounded reads, at most 20 people, and no way to walk on (M27)."""

from __future__ import annotations

from datetime import timedelta
from typing import NamedTuple

from pydantic import field_validator

from services.contracts.refusals import Conflict
from services.membership import store as people
from services.membership.families import Family
from services.membership.model import directory as rules
from services.membership.model.directory import Region, Search, Shown
from services.membership.model.looking import Reader, What
from services.membership.organisations import Organisation, Sector
from services.membership.store import directory as store
from services.membership.store import looking as audit
from services.runtime import platform
from services.runtime.http.wishes import Line, Wish
from services.runtime.limits import demand
from services.runtime.ports import Item
from services.runtime.rights import Viewer

SEARCHES_AN_HOUR = 30
ANOTHER = "another"
"""In a search: any kind of organisation but one's own."""


class LookInDirectory(Wish):
    """Whom somebody looks for: a family, a topic or an organisation's contact, and what narrows it.

    `sector` may also be `another`: any kind of organisation but one's own.
    """

    family: Family | None = None
    topic: Line = ""
    organisation: Line = ""
    region: Region | None = None
    sector: Line = ""

    @field_validator("family", "region", mode="before")
    @classmethod
    def _nothing(cls, chosen: object) -> object:
        return chosen or None

    @field_validator("sector")
    @classmethod
    def _known(cls, sector: str) -> str:
        if sector and sector != ANOTHER and sector not in set(Sector):
            raise ValueError("Choose a kind of organisation from the list.")
        return sector


class Found(NamedTuple):
    """Up to 20 people, never how many there are; `inside` is whose contact was looked for."""

    people: tuple[Shown, ...]
    inside: Organisation | None = None


def look(viewer: Viewer, wish: LookInDirectory) -> Found:
    """Up to 20 people who show what is looked for, each of whom can see that (X5)."""
    viewer.must_be_member()
    if viewer.network.archived:
        raise Conflict("The network has ended, and its directory with it.")
    by, here = viewer.member_id, viewer.network.network_id
    demand(people.table(), "directory", by, most=SEARCHES_AN_HOUR, within=timedelta(hours=1))
    search, inside = _understood(here, wish, by)
    facet = rules.looked_for(search)
    start = f"{by}:{here}:{facet.value}:{platform.now():%Y-%m-%d}"
    ids = store.found_by(
        here, facet, start, lambda row: row["member_id"] != by and _may(search, row)
    )
    found = [
        (entry.member_id, shown)
        for _, entry, about in store.people(here, ids)
        if rules.fits(search, shown := rules.seen(entry, about))
    ][: rules.MOST_FOUND]
    # Whoever is found can see that (X5): a row for each on the first such look of a day.
    audit.seen(by, here, What.DIRECTORY, [member_id for member_id, _ in found], Reader.MEMBER)
    return Found(tuple(shown for _, shown in found), inside)


def _understood(
    network_id: str, wish: LookInDirectory, by: str
) -> tuple[Search, Organisation | None]:
    """The search in codes; names of organisations as everywhere else (M9)."""
    inside, but = None, None
    if wish.organisation or wish.sector == ANOTHER:
        there = store.mine(network_id, by)
        but = there.about.sector if there.about and wish.sector == ANOTHER else None
        inside = (
            rules.organisation_of(there.known, wish.organisation) if wish.organisation else None
        )
    search = Search(
        family=wish.family,
        topic=wish.topic,
        organisation_id=inside.organisation_id if inside else None,
        region=wish.region,
        sector=Sector(wish.sector) if wish.sector and wish.sector != ANOTHER else None,
        but_sector=but,
    )
    return search, inside


def _may(search: Search, row: Item) -> bool:
    """Whether a row of the index may lead to somebody who is looked for."""
    narrows = (
        (search.family, row["family"]),
        (search.region, row["region"]),
        (search.sector, row["sector"]),
    )
    other = search.but_sector is None or row["sector"] not in (None, search.but_sector)
    return bool(row["shown"]) and other and all(w is None or w == has for w, has in narrows)
