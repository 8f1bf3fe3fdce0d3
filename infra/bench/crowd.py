"""A network of 100,000: a page of its list, a search in its directory, and its largest partitions.

Every other one is in the directory and shows nearly all of it, far more than any search reads. They
are written as membership writes them, many at once, into the embedded tables in memory.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from functools import partial
from time import process_time
from typing import TYPE_CHECKING

from infra.bench.answers import READ_UNIT, size
from infra.bench.figures import Chapter, Figure
from infra.bench.member_list import FAMILY, GIVEN, JOBS, ORGANISATIONS
from infra.bench.network import PARAMETERS
from infra.embedded import demo, wiring
from infra.embedded.machine import Machine
from services.contracts.roles import Policy, Standing
from services.membership import commands, store
from services.membership.families import Family
from services.membership.finding.looking import LookInDirectory, look
from services.membership.model import Place
from services.membership.model import directory as rules
from services.membership.model.directory import About, Entry, Field, Region
from services.membership.store import directory, looking
from services.membership.store.people import member_key
from services.runtime import platform
from services.runtime.aws.attributes import written
from services.runtime.embedded.platform import EmbeddedPlatform
from services.runtime.ports import Item, Key, Page, Put, Write
from services.runtime.rights import viewer

if TYPE_CHECKING:
    from services.runtime.embedded.tables import EmbeddedTables

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
SLUG, PEOPLE, AT_ONCE, ROUNDS = "crowd", 100_000, 16, 5
"""A transaction takes 100 writes, and one person is six."""
MOST_SECONDS_TO_WRITE, MOST_READS_OF_A_LIST, MOST_READS_OF_A_SEARCH = 20.0, 2, 6
TOPICS = ("falls", "duty of candour", "ligatures", "handover", "sepsis", "after action reviews")
SHOWS = (Field.NAME, Field.ORGANISATION, Field.FAMILY, Field.REGION, Field.TOPICS)
FAMILIES, REGIONS = tuple(Family), tuple(Region)
SEARCHES = {
    "search: a family": LookInDirectory(family=Family.NURSING),
    "search: a family in a region": LookInDirectory(family=Family.SAFETY, region=Region.LONDON),
    "search: a topic that thousands have": LookInDirectory(topic=TOPICS[0]),
    "search: the same, of one family in one region": LookInDirectory(
        topic=TOPICS[0], family=Family.SAFETY, region=Region.WALES
    ),
    "search: a topic that a hundred have": LookInDirectory(topic="topic 6"),
}


def measure(people: int = PEOPLE) -> Chapter:
    """Build it once; each row then is the least of some rounds, by the time of one processor."""
    here = EmbeddedPlatform.in_memory(NOW)
    Machine(here, wiring.read(PARAMETERS))
    platform.install(here)
    began = process_time()
    build(people)
    seconds = process_time() - began
    here.tables = counted = Counted(here.tables)  # type: ignore[assignment]
    figures = [Figure(f"{people:,} people", "written in", seconds, "s", MOST_SECONDS_TO_WRITE)]
    for name, most, act in _acts(people):
        figures += _figures(name, most, act, counted)
    return Chapter(
        f"A network of {people:,}",
        "In memory; every other one is in the directory and shows a family, a region and a topic.",
        [*figures, *_partitions(here)],
    )


def build(people: int) -> None:
    """The network and its people."""
    commands.open_network(SLUG, "Crowd", demo.RULES, Policy.CLOSED, listed=False)
    for start in range(0, people, AT_ONCE):
        numbers = range(start, min(start + AT_ONCE, people))
        writes = [write for number in numbers for write in _person(number)]
        # Nothing is there yet, so nothing is expected: looking costs more than writing.
        puts = (Put(write.table, write.item) for write in writes if isinstance(write, Put))
        platform.current().tables.transact(*puts)


def _person(number: int) -> Iterator[Write]:
    member_id, who = f"{number:032x}", _who(number)
    pk, sk = member_key(member_id)
    yield Put(store.table(), {"pk": pk, "sk": sk, "member_id": member_id, **who})
    place = Place(member_id, SLUG, Standing.MEMBER, NOW, joined=NOW, version=1)
    yield store.put_place(place)
    if number % 2:
        return
    entry = Entry(
        entry_id=f"{number:030x}en",
        member_id=member_id,
        network_id=SLUG,
        shows=SHOWS,
        family=FAMILIES[number // 2 % len(FAMILIES)],
        region=REGIONS[number // 24 % len(REGIONS)],
        topics=(_topic(number),),
        version=1,
    )
    about = About(str(who["name"]), str(who["organisation"]))
    yield from directory.put_entry(entry, (), rules.facets(entry, about), about)


def _topic(number: int) -> str:
    """Four in five of these help with one of six things, the others with what a hundred do."""
    return f"topic {number % 1000}" if number % 10 == 6 else TOPICS[number % 7 % len(TOPICS)]


def _who(number: int) -> Item:
    given, family = GIVEN[number % len(GIVEN)], FAMILY[number // len(GIVEN) % len(FAMILY)]
    return {
        "name": f"{given} {family}",
        "email": f"member{number}@kelder.example",
        "organisation": ORGANISATIONS[number % len(ORGANISATIONS)],
        "role": JOBS[number % len(JOBS)],
        "agreed_at": NOW.isoformat(),
        "confirmed_at": NOW.isoformat(),
        "version": 1,
    }


# --- what is asked of it ------------------------------------------------------------------------


def _acts(people: int) -> Iterator[tuple[str, int, Callable[[], object]]]:
    chair, member = f"{0:032x}", f"{1:032x}"
    half = _after(people // 2)
    yield (
        "50 of its list, from the first on", MOST_READS_OF_A_LIST,
        lambda: looking.people_in(SLUG, Standing.MEMBER, by=chair),
    )  # fmt: skip
    yield (
        "50 of its list, from the middle on", MOST_READS_OF_A_LIST,
        lambda: looking.people_in(SLUG, Standing.MEMBER, half, by=chair),
    )  # fmt: skip
    for name, wish in SEARCHES.items():
        yield name, MOST_READS_OF_A_SEARCH, partial(_search, member, wish)


def _search(by: str, wish: LookInDirectory) -> object:
    """With the place of whoever looks."""
    return look(viewer(store.table(), by, SLUG)[0], wish)


def _after(number: int) -> Item:
    tables = platform.current().tables
    place = tables.get(store.table(), (f"MEMBER#{number:032x}", f"NETWORK#{SLUG}"))
    if place is None:
        raise RuntimeError("nobody is there")
    return {name: place[name] for name in ("pk", "sk", "gsi1pk", "gsi1sk")}


def _figures(name: str, most: int, act: Callable[[], object], counted: Counted) -> Iterator[Figure]:
    """The first time writes down that somebody looked; the reads are the same every time."""
    counted.begin()
    act()
    reads, units = counted.reads, counted.units
    yield Figure(name, "reads", reads, gate=most)
    yield Figure(name, "read units", units)
    yield Figure(name, "time", min(_milliseconds(act) for _ in range(ROUNDS)), "ms")


def _milliseconds(act: Callable[[], object]) -> float:
    began = process_time()
    act()
    return (process_time() - began) * 1000


class Counted:
    """The tables, with what reading costs in DynamoDB; nothing else of them is different."""

    def __init__(self, tables: EmbeddedTables) -> None:
        self._tables = tables
        self.begin()

    def begin(self) -> None:
        """Count from nothing."""
        self.reads, self.units = 0, 0.0

    def get(self, table: str, key: Key) -> Item | None:
        """One item, a read of its own."""
        return self.get_many([(table, key)])[0]

    def get_many(self, keys: Sequence[tuple[str, Key]]) -> list[Item | None]:
        """Items, each of which is rounded up by itself."""
        items = self._tables.get_many(keys)
        self.reads += 1
        self.units += sum(_units([item] if item else []) for item in items)
        return items

    def query(self, table: str, pk: str, *, index: bool = False, **more: object) -> Page:
        """A page, which is rounded up as a whole, and at half the price from an index."""
        page = self._tables.query(table, pk, index=index, **more)  # type: ignore[arg-type]
        self.reads += 1
        self.units += _units(page.items) * (0.5 if index else 1)
        return page

    def __getattr__(self, name: str) -> object:
        return getattr(self._tables, name)


def _units(items: Sequence[Item]) -> int:
    return max(1, -(-sum(size(written(item)) for item in items) // READ_UNIT))


# --- what grows with it -------------------------------------------------------------------------


def _partitions(here: EmbeddedPlatform) -> Iterator[Figure]:
    """The largest partition of the index of each kind that has any size, the largest first."""
    largest: dict[str, int] = {}
    rows = here.database.rows(
        "SELECT gsi1pk, count(*) FROM items WHERE gsi1pk IS NOT NULL GROUP BY gsi1pk"
        " HAVING count(*) > 10",
        (),
    )
    for partition, number in rows:
        kind = _kind(str(partition))
        largest[kind] = max(largest.get(kind, 0), int(number))
    for kind, number in sorted(largest.items(), key=lambda one: -one[1]):
        yield Figure(f"partition {kind}", "rows", number)


def _kind(partition: str) -> str:
    return re.sub(r"^(FIND#.*?#.*?#).*", r"\1..", partition).replace(SLUG, "<network>")
