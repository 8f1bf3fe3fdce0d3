"""Rules of counting, version 1 (M29, M10, M11, S19).

Published snapshots are counted again by these rules and must come out the same. Do not change a
line that changes a figure: write `rules_2.py`, and leave this file as it is.

Which groups are hidden. A table shares all members among its groups, and their number is exact on
the same page. So hiding the small groups is not enough: whoever takes all that is shown from the
total knows what is left for them. Therefore

1. a group is small if fewer than 8 people are in it; in a kind of organisation, if fewer than 8
   are in it beyond the one person that each of its organisations, being counted, must have,
2. small groups are hidden,
3. if there are any, groups that are not small are hidden with them, from the end of the table (in
   the growth table from its beginning), at least one, until 15 people are in the hidden groups
   together (again beyond that one each).

The third step looks at no number but a sum that everybody can work out, and takes groups by their
place in the table, never by their size. That is what makes it safe although everybody can read
it here: `docs/statistics.md` proves that each number from 0 to 7 remains possible for a small
group even to somebody who knows this file and the exact size of every group that is shown.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from services.membership.statistics.figures import (
    Figures,
    GroupRow,
    GrowthRow,
    Headline,
    NotesRow,
    SectorRow,
    SessionRow,
)
from services.membership.statistics.inputs import Inputs, People, SessionCount, months

VERSION = 1
SMALL = 8
TOGETHER = 15
NEAREST = 5
SMALL_SESSION = 5
SESSIONS_FOR_A_BAND = 8

ELSEWHERE = "No organisation, or one that is not in the register yet"
NOT_SAID = "Not said"


@dataclass(frozen=True, slots=True)
class Group:
    """A row before it is hidden or rounded; `known` are people whom everybody can count anyway.

    `empty` says that everybody knows that nobody can be in it.
    """

    people: int
    known: int = 0
    empty: bool = False

    @property
    def beyond(self) -> int:
        """People whom nobody can count from outside."""
        return self.people - self.known

    @property
    def small(self) -> bool:
        """Whether it must be hidden for its own sake."""
        return not self.empty and self.known < SMALL and self.beyond < SMALL


def shown(groups: Sequence[Group], *, from_the_first: bool = False) -> list[int | None]:
    """Each group to the nearest 5, or None where it is hidden."""
    hidden = _hidden(groups, from_the_first=from_the_first)
    return [None if at in hidden else nearest(group.people) for at, group in enumerate(groups)]


def _hidden(groups: Sequence[Group], *, from_the_first: bool) -> set[int]:
    hidden = {at for at, group in enumerate(groups) if group.small}
    if not hidden:
        return hidden
    others = [at for at, group in enumerate(groups) if at not in hidden and not group.empty]
    if not from_the_first:
        others.reverse()
    for number, at in enumerate(others):
        if number and sum(groups[of].beyond for of in hidden) >= TOGETHER:
            break
        hidden.add(at)
    return hidden


def nearest(people: int) -> int:
    """To the nearest 5."""
    return (people + NEAREST // 2) // NEAREST * NEAREST


def count(inputs: Inputs) -> Figures:
    """The figures of a snapshot."""
    people = inputs.people
    sectors, elsewhere = _sectors(people)
    sessions = tuple(_session(session) for session in inputs.sessions)
    every_month = months(inputs.opened, f"{inputs.as_of:%Y-%m}")
    return Figures(
        rules_version=VERSION,
        inputs=inputs.fingerprint(),
        as_of=inputs.as_of,
        people_as_of=people.as_of,
        opened=inputs.opened,
        headline=Headline(
            members=people.members,
            organisations=sum(row.organisations for row in sectors),
            sectors=sum(1 for row in sectors if row.organisations),
            sessions=len(sessions),
            notes=sum(inputs.notes.values()),
            typical_headcount=_quantile(sessions, 1, 2),
        ),
        growth_by=inputs.growth_by,
        growth=_growth(inputs),
        sectors=sectors,
        elsewhere=elsewhere,
        role_families=_role_families(people),
        sessions=sessions,
        usual_headcounts=_band(sessions),
        notes=tuple(NotesRow(month=m, notes=inputs.notes.get(m, 0)) for m in every_month),
    )


def _sectors(people: People) -> tuple[tuple[SectorRow, ...], GroupRow]:
    """Organisations by kind, exact, with the people who come from them (M10, M11).

    Who has no organisation and who has not been matched yet share a row: apart from each other
    one of them is nearly always small, and would take others with it.
    """
    groups, organisations = [], []
    for sector in people.sectors:
        here = [o for o in people.organisations if o.sector == sector and o.members + o.also]
        occupied = sum(1 for organisation in here if organisation.members)
        members = sum(organisation.members for organisation in here)
        groups.append(Group(members, known=occupied, empty=not here))
        organisations.append(len(here))
    rest = people.without_organisation + people.unresolved
    *cells, last = shown([*groups, Group(rest)])
    rows = tuple(
        SectorRow(name=name, organisations=number, people=cell)
        for name, number, cell in zip(people.sectors, organisations, cells, strict=True)
    )
    return rows, GroupRow(name=ELSEWHERE, people=last)


def _role_families(people: People) -> tuple[GroupRow, ...]:
    """In the order of their names, since an order by size would tell sizes."""
    if not people.role_families:
        return ()
    rows = [*sorted(people.role_families.items()), (NOT_SAID, people.role_not_said)]
    cells = shown([Group(number) for _, number in rows])
    return tuple(
        GroupRow(name=name, people=cell) for (name, _), cell in zip(rows, cells, strict=True)
    )


def _growth(inputs: Inputs) -> tuple[GrowthRow, ...]:
    """By step, the oldest first: what is hidden in one snapshot mostly stays so in the next."""
    people = inputs.people
    steps: dict[str, int] = {}
    for month in months(inputs.opened, f"{people.as_of:%Y-%m}"):
        step = inputs.growth_by.of(month)
        steps[step] = steps.get(step, 0) + people.joined.get(month, 0)
    if len(steps) < 2:
        return ()
    cells = shown([Group(joined) for joined in steps.values()], from_the_first=True)
    line = _line(cells, people.members)
    return tuple(
        GrowthRow(step=step, joined=joined, members=members)
        for step, joined, members in zip(steps, cells, line, strict=True)
    )


def _line(cells: Sequence[int | None], members: int) -> list[int | None]:
    """About how many there were after each step, from what is published and from that alone.

    Hidden steps share what the others leave of the total; the last step ends at the total, and
    the roundings that this takes are spread along the line.
    """
    seen = [cell for cell in cells if cell is not None]
    if not seen:
        return [*([None] * (len(cells) - 1)), members]
    gaps = len(cells) - len(seen)
    share = max(members - sum(seen), 0) / gaps if gaps else 0.0
    steps = [share if cell is None else float(cell) for cell in cells]
    drift = (members - sum(steps)) / len(cells)
    line: list[int | None] = []
    so_far = 0.0
    for step in steps[:-1]:
        so_far = max(so_far + step + drift, 0.0)
        line.append(min(nearest(round(so_far)), members))
    return [*line, members]


def _session(session: SessionCount) -> SessionRow:
    if session.headcount is None:
        return SessionRow(held_on=session.held_on, headcount=None, count="not counted")
    if session.headcount < SMALL_SESSION:
        return SessionRow(held_on=session.held_on, headcount=None, count="fewer than 5")
    return SessionRow(held_on=session.held_on, headcount=session.headcount, count="counted")


def _quantile(sessions: Iterable[SessionRow], part: int, of: int) -> int | None:
    """The headcount below which a part of the sessions lies, from published ones (S19).

    There is neither a sum nor a mean of headcounts: a hidden one could be taken out of it.
    """
    counted = sorted(row.headcount or 0 for row in sessions if row.count != "not counted")
    if not counted:
        return None
    return counted[(len(counted) - 1) * part // of] or None


def _band(sessions: Sequence[SessionRow]) -> tuple[int, int] | None:
    if sum(1 for row in sessions if row.count == "counted") < SESSIONS_FOR_A_BAND:
        return None
    low, high = _quantile(sessions, 1, 4), _quantile(sessions, 3, 4)
    return None if low is None or high is None else (low, high)
