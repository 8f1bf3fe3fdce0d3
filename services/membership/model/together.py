"""The rules of a snapshot of all listed networks together: counted in steps, looked at, published.

Who is in several of them is one person: whoever belongs to a network that was counted before is
counted as a further place, and not as a further person.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import NamedTuple

from services.contracts.refusals import Conflict
from services.contracts.statistics import StatisticsTogetherPublished
from services.membership.model.places import Place
from services.membership.model.statistics import BEGINNING, COUNTED, LONDON, Position
from services.membership.organisations import Register, Sector
from services.membership.statistics import together as rules
from services.membership.statistics.together import (
    LATEST,
    Belonging,
    Inputs,
    KindCount,
    Totals,
    count,
)


class Somebody(NamedTuple):
    """A place in the network that is being counted, and the same person's in those before it."""

    place: Place
    earlier: tuple[Place, ...]
    organisation_id: str | None


@dataclass(frozen=True, slots=True)
class Tally:
    """What was counted so far; organisations by id, however many come from them."""

    members: int = 0
    places: int = 0
    organisations: frozenset[str] = frozenset()
    sessions: int = 0
    notes: int = 0
    opened: str = ""


@dataclass(frozen=True, slots=True)
class Next:
    """The snapshot that comes next: being counted while it has no inputs, then a draft.

    `at` is which of the networks is being counted.
    """

    snapshot_id: str
    number: int
    began_at: datetime
    networks: tuple[str, ...] = ()
    at: int = 0
    position: Position = BEGINNING
    tally: Tally = Tally()
    inputs: Inputs | None = None
    rules_version: int = LATEST
    version: int = 1

    @property
    def as_of(self) -> date:
        """The day of the snapshot, in London."""
        return self.began_at.astimezone(LONDON).date()

    @property
    def figures(self) -> Totals | None:
        """What would be published, if everybody has been counted."""
        return count(self.inputs, self.rules_version) if self.inputs else None


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A published snapshot; there is nothing in it that may not be seen."""

    snapshot_id: str
    number: int
    published_at: datetime
    figures: Totals


def begin(last: Snapshot | None, before: Next | None, snapshot_id: str, now: datetime) -> Next:
    """Begin to count, instead of whatever was being counted or looked at until now."""
    number = last.number + 1 if last else 1
    version = (before.version if before else 0) + 1
    return Next(snapshot_id, number, now, version=version)


def of_networks(counting: Next, networks: Iterable[str]) -> Next:
    """Count these networks, one after the other, always in the same order."""
    return replace(counting, networks=tuple(sorted(networks)))


def add(counting: Next, people: Iterable[Somebody]) -> Next:
    """Count these places too, and whoever has no place that was counted already."""
    tally = counting.tally
    members, places, organisations = tally.members, tally.places, set(tally.organisations)
    for one in people:
        if one.place.since > counting.began_at:
            continue
        places += 1
        if not any(_counted(place, counting.began_at) for place in one.earlier):
            members += 1
        if one.organisation_id:
            organisations.add(one.organisation_id)
    now = replace(tally, members=members, places=places, organisations=frozenset(organisations))
    return replace(counting, tally=now)


def _counted(place: Place, began_at: datetime) -> bool:
    return place.standing in COUNTED and place.since <= began_at


def network_is_done(counting: Next, sessions: int, notes: int, opened: str | None) -> Next:
    """All people of a network are counted; its sessions and notes with it."""
    tally = counting.tally
    begun = min(filter(None, (tally.opened, opened or f"{counting.as_of:%Y-%m}")))
    now = replace(
        tally, sessions=tally.sessions + sessions, notes=tally.notes + notes, opened=begun
    )
    return replace(counting, tally=now, at=counting.at + 1, position=BEGINNING)


def draft(counting: Next, register: Register, before: Sequence[Inputs], salt: str) -> Next:
    """Everybody has been counted: the inputs as they may be published after those before."""
    tally = counting.tally
    now = Belonging(
        as_of=counting.as_of,
        networks=counting.networks,
        members=tally.members,
        places=tally.places,
    )
    kinds = _kinds(tally.organisations, register, counting.as_of)
    inputs = Inputs(
        salt=salt,
        as_of=counting.as_of,
        opened=tally.opened or f"{counting.as_of:%Y-%m}",
        belonging=rules.that_may_follow([one.belonging for one in before], now),
        kinds=tuple(KindCount(name=sector.value, organisations=kinds[sector]) for sector in Sector),
        sessions=tally.sessions,
        notes=tally.notes,
    )
    return replace(counting, inputs=inputs, tally=Tally())


def _kinds(ids: Iterable[str], register: Register, day: date) -> Counter[Sector]:
    """Organisations by kind as they are on that day (M12): merged ones are one all along."""
    there: dict[str, Sector] = {}
    for organisation_id in ids:
        organisation = register.organisation(organisation_id)
        if organisation is not None:
            current = register.current(organisation, day)
            found = current[0] if len(current) == 1 else organisation
            there[found.organisation_id] = found.sector
    return Counter(there.values())


def publish(
    next_: Next | None, snapshot_id: str, now: datetime
) -> tuple[Snapshot, StatisticsTogetherPublished]:
    """Let the draft be seen; raises Conflict if it is not the one that was looked at."""
    if next_ is None or next_.snapshot_id != snapshot_id:
        raise Conflict("This draft is not there any more. Count again and look at the new one.")
    if next_.figures is None:
        raise Conflict("This is still being counted. Look at it first, then publish it.")
    snapshot = Snapshot(snapshot_id, next_.number, now, next_.figures)
    return snapshot, StatisticsTogetherPublished(
        snapshot_id=snapshot_id,
        number=snapshot.number,
        as_of=snapshot.figures.as_of,
        rules_version=snapshot.figures.rules_version,
        sequence=snapshot.number,
    )


def comes_out_the_same(inputs: Inputs, figures: Totals) -> bool:
    """Whether the inputs of an old snapshot, counted again, give what was published (U10)."""
    again = count(inputs, figures.rules_version)
    return inputs.fingerprint() == figures.inputs and again.text() == figures.text()
