"""The rules of the directory: nothing is seen but what its owner shows, field by field (M27).

An entry belongs to one network: what somebody shows there is seen in no other (M16).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import NamedTuple

from services.contracts.directory import DirectoryConsentChanged
from services.contracts.event import Event
from services.contracts.refusals import Invalid
from services.membership.families import Family
from services.membership.model.organisations import Known
from services.membership.organisations import Organisation, Sector

MOST_TOPICS = 8
LONGEST_TOPIC = 60
MOST_A_MONTH = 10
ASKED_A_MONTH = 3
"""How often somebody is asked for an introduction in a month unless they say otherwise."""
MOST_FOUND = 20
SMALL = frozenset({"a", "and", "at", "by", "for", "from", "in", "of", "on", "or", "the", "to"})
WORD = re.compile(r"[^\W_]+")
PLAIN = re.compile(r"[\w '\u2019&()-]+")
"""A topic goes into mail to somebody outside: no address of a page or a mailbox fits into it."""


class Field(StrEnum):
    """What others may see of somebody, each for itself."""

    NAME = "name"
    ORGANISATION = "organisation"
    SECTOR = "sector"
    FAMILY = "family"
    REGION = "region"
    TOPICS = "topics"
    CONTACT = "contact"


class Region(StrEnum):
    """Where somebody works: the regions of the service in England, and the other countries."""

    LONDON = "london"
    SOUTH_EAST = "south-east"
    SOUTH_WEST = "south-west"
    EAST = "east"
    MIDLANDS = "midlands"
    NORTH_WEST = "north-west"
    NORTH_EAST = "north-east"
    SCOTLAND = "scotland"
    WALES = "wales"
    NORTHERN_IRELAND = "northern-ireland"
    ELSEWHERE = "elsewhere"


REGIONS = {
    Region.LONDON: "London",
    Region.SOUTH_EAST: "South East of England",
    Region.SOUTH_WEST: "South West of England",
    Region.EAST: "East of England",
    Region.MIDLANDS: "Midlands",
    Region.NORTH_WEST: "North West of England",
    Region.NORTH_EAST: "North East of England and Yorkshire",
    Region.SCOTLAND: "Scotland",
    Region.WALES: "Wales",
    Region.NORTHERN_IRELAND: "Northern Ireland",
    Region.ELSEWHERE: "Somewhere else, or in several regions",
}
"""How pages call them, in the order in which they stand there."""


@dataclass(frozen=True, slots=True)
class Entry:
    """What one member has said for the directory of one network; `shows` is all others may see.

    `entry_id` names the entry to others and is that of no person. Whoever has `topics`, or is the
    `contact` inside their organisation, may be asked about that also without being shown.
    """

    entry_id: str
    member_id: str
    network_id: str
    shows: tuple[Field, ...] = ()
    family: Family | None = None
    region: Region | None = None
    topics: tuple[str, ...] = ()
    contact: bool = False
    most_a_month: int = ASKED_A_MONTH
    version: int = 0


class About(NamedTuple):
    """What is known of somebody elsewhere: their name, and where they work as far as understood."""

    name: str
    organisation: str
    organisation_id: str | None = None
    sector: Sector | None = None


class Shown(NamedTuple):
    """What others see of somebody: whatever is None is not theirs to see."""

    entry_id: str
    name: str | None
    organisation: str | None
    sector: Sector | None
    family: Family | None
    region: Region | None
    topics: tuple[str, ...]
    contact: bool


@dataclass(frozen=True, slots=True)
class Search:
    """What somebody looks for: a family, a topic, or the contact inside an organisation first.

    `region`, `sector` and `but_sector` ("other kind of organisation") narrow that.
    """

    family: Family | None = None
    topic: str = ""
    organisation_id: str | None = None
    region: Region | None = None
    sector: Sector | None = None
    but_sector: Sector | None = None


class Facet(NamedTuple):
    """By what an entry is found; `shown` is False for what only an introduction may look at."""

    kind: str
    value: str
    shown: bool


def change(before: Entry, now: Entry) -> tuple[Entry, list[Event]]:
    """The entry as its owner wants it, and what is said of it; the same if nothing is new."""
    if Field.CONTACT in now.shows and Field.ORGANISATION not in now.shows:
        raise Invalid(
            "Correct what is marked, and send it again.",
            {"shows": "Show where you work too: a contact is one of some organisation."},
        )
    wanted = replace(now, version=before.version)
    if wanted == before:
        return before, []
    after = replace(now, version=before.version + 1)
    return after, _said(before, after)


def withdraw(before: Entry) -> list[Event]:
    """What is said when an entry is taken out of the directory."""
    gone = replace(before, shows=(), version=before.version + 1)
    return _said(before, gone)


def again(entry: Entry) -> Entry:
    """The same entry, to be found by what is known elsewhere of its owner now."""
    return replace(entry, version=entry.version + 1)


def _said(before: Entry, after: Entry) -> list[Event]:
    if before.shows == after.shows:
        return []
    return [
        DirectoryConsentChanged(
            member_id=after.member_id,
            network_id=after.network_id,
            fields=after.shows,
            sequence=after.version,
        )
    ]


# --- what others see ----------------------------------------------------------------------------


def seen(entry: Entry, about: About) -> Shown:
    """What others in the network see of somebody, and what their own page shows them of that."""
    shows = entry.shows
    return Shown(
        entry_id=entry.entry_id,
        name=about.name if Field.NAME in shows else None,
        organisation=about.organisation or None if Field.ORGANISATION in shows else None,
        sector=about.sector if Field.SECTOR in shows else None,
        family=entry.family if Field.FAMILY in shows else None,
        region=entry.region if Field.REGION in shows else None,
        topics=entry.topics if Field.TOPICS in shows else (),
        contact=entry.contact and Field.CONTACT in shows,
    )


def facets(entry: Entry, about: About) -> list[Facet]:
    """By what an entry is found: a few partitions of the index, none of which all members share."""
    found = [Facet("topic", topic_key(t), Field.TOPICS in entry.shows) for t in entry.topics]
    if entry.family and Field.FAMILY in entry.shows:
        found.append(Facet("family", entry.family, True))
        if entry.region and Field.REGION in entry.shows:
            found.append(Facet("family-in", f"{entry.family}.{entry.region}", True))
    if entry.contact and about.organisation_id:
        found.append(Facet("contact", about.organisation_id, Field.CONTACT in entry.shows))
    return list(dict.fromkeys(found))


def looked_for(search: Search) -> Facet:
    """The facet that a search goes by; the rest of it only narrows. Raises Invalid without one."""
    if search.organisation_id:
        return Facet("contact", search.organisation_id, True)
    if search.topic:
        return Facet("topic", topic_key(search.topic), True)
    if search.family and search.region:
        return Facet("family-in", f"{search.family}.{search.region}", True)
    if search.family:
        return Facet("family", search.family, True)
    raise Invalid(
        "Say a little more about whom you look for.",
        {"family": "Choose what their work is about, write a topic, or name an organisation."},
    )


def fits(search: Search, shown: Shown) -> bool:
    """Whether somebody is looked for, as far as they may be seen."""
    return (
        (search.family is None or shown.family is search.family)
        and (search.region is None or shown.region is search.region)
        and (search.sector is None or shown.sector is search.sector)
        and (
            search.but_sector is None
            or (shown.sector is not None and shown.sector is not search.but_sector)
        )
        and (not search.topic or topic_key(search.topic) in map(topic_key, shown.topics))
        and (search.organisation_id is None or shown.contact)
    )


def organisation_of(known: Known, written: str) -> Organisation:
    """The organisation that a text means today; raises Invalid, with what it may mean."""
    meant = known.register.resolve(written)
    if len(meant.now) == 1:
        return meant.now[0]
    like = meant.now or meant.candidates
    names = " or ".join(one.name for one in like[:3])
    sentence = f"Did you mean {names}?" if names else "Write its full name, or its code."
    raise Invalid("It is not clear which organisation this is.", {"organisation": sentence})


# --- topics -------------------------------------------------------------------------------------


def topics(written: str) -> tuple[str, ...]:
    """Topics as somebody wrote them, one a line or with commas between, each of them once."""
    parts = [" ".join(part.split()) for line in written.splitlines() for part in line.split(",")]
    return tuple({topic_key(part): part for part in reversed(parts) if topic_key(part)}.values())[
        ::-1
    ]


def is_topic(text: str) -> bool:
    """Whether it can be a topic: a few words without any address in them."""
    return bool(PLAIN.fullmatch(text)) and len(text) <= LONGEST_TOPIC and bool(topic_key(text))


def topic_key(topic: str) -> str:
    """What all ways to write a topic have in common: its words, in whichever order and number."""
    words = [_singular(word) for word in WORD.findall(topic.casefold()) if word not in SMALL]
    return "-".join(sorted(set(words)))


def _singular(word: str) -> str:
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith("ss") else word
