"""The rules of a snapshot: counted in steps, looked at by chairs as a draft, then published.

Whoever belongs to the network is counted, also while they are suspended: a suspension is between
them and the chairs, and no number may tell of it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from services.contracts.refusals import Conflict
from services.contracts.roles import Standing
from services.contracts.statistics import StatisticsPublished, StatisticsWanted
from services.membership.families import CALLED, guess
from services.membership.model.affiliations import Affiliation
from services.membership.organisations import Organisation, Register, Sector
from services.membership.statistics import (
    LATEST,
    Figures,
    Inputs,
    OrganisationCount,
    People,
    SessionCount,
    count,
    step_for,
)
from services.membership.statistics.following import people_that_may_follow

LONDON = ZoneInfo("Europe/London")
COUNTED = (Standing.MEMBER, Standing.SUSPENDED)
"""Who belongs to a network, in the order in which they are counted."""


class Belonging(NamedTuple):
    """Somebody who may be counted, as far as that takes knowing them."""

    standing_since: datetime
    joined: datetime
    affiliation: Affiliation | None
    role: str = ""
    """What they wrote about their work, which is asked for statistics only (N01, M7)."""


@dataclass(frozen=True, slots=True)
class Tally:
    """How many people were counted so far: by where they come from, when they joined, their work.

    Of what they wrote about their work the family is kept, and never the words.
    """

    organisations: Mapping[str, int] = field(default_factory=dict)
    without_organisation: int = 0
    unresolved: int = 0
    joined: Mapping[str, int] = field(default_factory=dict)
    families: Mapping[str, int] = field(default_factory=dict)


class Position(NamedTuple):
    """Where counting goes on: among people of this standing, and after which of them."""

    standing: Standing
    after: dict[str, Any] | None = None


BEGINNING = Position(COUNTED[0])


@dataclass(frozen=True, slots=True)
class Next:
    """The snapshot that comes next: being counted while it has no inputs, then a draft."""

    network_id: str
    snapshot_id: str
    number: int
    began_at: datetime
    opened: str
    tally: Tally = Tally()
    position: Position = BEGINNING
    inputs: Inputs | None = None
    rules_version: int = LATEST
    version: int = 0

    @property
    def as_of(self) -> date:
        """The day of the snapshot, in London."""
        return self.began_at.astimezone(LONDON).date()

    @property
    def figures(self) -> Figures | None:
        """What would be published, if everybody has been counted."""
        return count(self.inputs, self.rules_version) if self.inputs else None


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A published snapshot; there is nothing in it that may not be seen."""

    network_id: str
    snapshot_id: str
    number: int
    published_at: datetime
    figures: Figures


class Before(NamedTuple):
    """What the next snapshot follows: all figures so far, and the inputs of the last."""

    figures: tuple[Figures, ...] = ()
    last: Inputs | None = None


# --- counting -----------------------------------------------------------------------------------


def begin(
    network_id: str,
    opened: str | None,
    last: Snapshot | None,
    before: Next | None,
    snapshot_id: str,
    now: datetime,
) -> tuple[Next, StatisticsWanted]:
    """Begin to count, instead of whatever was being counted or looked at until now."""
    if opened is None:
        raise Conflict("The network was opened a moment ago. Try again in a minute.")
    begun = Next(
        network_id,
        snapshot_id,
        number=last.number + 1 if last else 1,
        began_at=now,
        opened=opened,
        version=(before.version if before else 0) + 1,
    )
    return begun, _wanted(begun)


def add(counting: Next, people: Iterable[Belonging]) -> Next:
    """Count these people too.

    Whoever has another standing since counting began was counted with the earlier one, or not yet
    there: that nobody is counted twice needs no list of who was.
    """
    tally = counting.tally
    organisations, joined = Counter(tally.organisations), Counter(tally.joined)
    families = Counter(tally.families)
    without, unresolved = tally.without_organisation, tally.unresolved
    for one in people:
        if one.standing_since > counting.began_at:
            continue
        joined[_month(one.joined)] += 1
        if (family := guess(one.role).family) is not None:
            families[family.value] += 1
        if one.affiliation is None or one.affiliation.waiting:
            unresolved += 1
        elif one.affiliation.organisation_id is None:
            without += 1
        else:
            organisations[one.affiliation.organisation_id] += 1
    return replace(counting, tally=Tally(organisations, without, unresolved, joined, families))


def go_on(counting: Next, position: Position) -> tuple[Next, StatisticsWanted]:
    """Leave the rest for another time."""
    left = replace(counting, position=position, version=counting.version + 1)
    return left, _wanted(left)


def draft(
    counting: Next,
    register: Register,
    sessions: Iterable[SessionCount],
    notes: Mapping[str, int],
    before: Before,
    salt: str,
) -> Next:
    """Everybody has been counted: the inputs as they may be published after those before."""
    opened = before.last.opened if before.last else counting.opened
    people = _people(counting, register, opened)
    in_months = Counter[str]()
    for week, number in notes.items():
        in_months[max(_month_of_week(week), opened)] += number
    step = step_for(people.members, opened, f"{counting.as_of:%Y-%m}")
    inputs = Inputs(
        salt=salt,
        as_of=counting.as_of,
        opened=opened,
        growth_by=before.last.growth_by if before.last else step,
        people=people,
        sessions=tuple(_by_then(session, counting.as_of) for session in sessions),
        notes=dict(in_months),
    )
    figures = count(inputs, counting.rules_version)
    shown = people_that_may_follow(before.figures, before.last, inputs, figures)
    return replace(
        counting,
        inputs=shown,
        tally=Tally(),
        position=BEGINNING,
        version=counting.version + 1,
    )


def _people(counting: Next, register: Register, opened: str) -> People:
    """Where everybody comes from on that day, by what is known of organisations now (M11, M12).

    A merged one is the other all along, a succeeded one is its successor from the day of that.
    Whoever has not said to which part of a split one they went stays where they were.
    """
    members, unresolved = Counter[str](), counting.tally.unresolved
    sectors: dict[str, str] = {}
    for organisation_id, people in counting.tally.organisations.items():
        organisation = register.organisation(organisation_id)
        if organisation is None:
            unresolved += people
            continue
        found = _on(counting.as_of, organisation, register)
        members[found.organisation_id] += people
        sectors[found.organisation_id] = found.sector.value
    families = counting.tally.families
    joined = Counter[str]()
    for month, people in counting.tally.joined.items():
        joined[max(month, opened)] += people
    return People(
        as_of=counting.as_of,
        sectors=tuple(sector.value for sector in Sector),
        organisations=tuple(
            OrganisationCount(organisation_id=one, sector=sectors[one], members=people)
            for one, people in members.items()
        ),
        without_organisation=counting.tally.without_organisation,
        unresolved=unresolved,
        joined=dict(joined),
        # Every family, also one of nobody, so that no row tells by being there.
        role_families={name: families.get(family, 0) for family, name in CALLED.items()},
        role_not_said=sum(joined.values()) - sum(families.values()),
    )


def _on(day: date, organisation: Organisation, register: Register) -> Organisation:
    current = register.current(organisation, day)
    return current[0] if len(current) == 1 else organisation


def _by_then(session: SessionCount, as_of: date) -> SessionCount:
    """East of London a session may be on a day that has not begun here."""
    return session.model_copy(update={"held_on": min(session.held_on, as_of)})


def _month(instant: datetime) -> str:
    return f"{instant.astimezone(LONDON):%Y-%m}"


def _month_of_week(week: str) -> str:
    """Of its Monday, which is never after the day of the snapshot (C3: no day is known)."""
    year, _, number = week.partition("-W")
    return f"{date.fromisocalendar(int(year), int(number), 1):%Y-%m}"


def _wanted(counting: Next) -> StatisticsWanted:
    return StatisticsWanted(
        network_id=counting.network_id,
        snapshot_id=counting.snapshot_id,
        sequence=counting.version,
    )


# --- publishing ---------------------------------------------------------------------------------


def publish(
    next_: Next | None, snapshot_id: str, now: datetime
) -> tuple[Snapshot, StatisticsPublished]:
    """Let the draft be seen; raises Conflict if it is not the one that was looked at."""
    if next_ is None or next_.snapshot_id != snapshot_id:
        raise Conflict("This draft is not there any more. Count again and look at the new one.")
    if next_.figures is None:
        raise Conflict("This is still being counted. Look at it first, then publish it.")
    snapshot = Snapshot(next_.network_id, snapshot_id, next_.number, now, next_.figures)
    return snapshot, StatisticsPublished(
        network_id=snapshot.network_id,
        snapshot_id=snapshot.snapshot_id,
        number=snapshot.number,
        as_of=snapshot.figures.as_of,
        rules_version=snapshot.figures.rules_version,
        sequence=snapshot.number,
    )


def comes_out_the_same(inputs: Inputs, figures: Figures) -> bool:
    """Whether the inputs of an old snapshot, counted again, give what was published (U10)."""
    return (
        inputs.fingerprint() == figures.inputs
        and count(inputs, figures.rules_version).text() == figures.text()
    )
