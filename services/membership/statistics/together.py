"""All listed networks together: what that snapshot was counted from, and what may be seen of it.

Networks publish how many members each has, exactly. So all members of all of them, taken from the
sum of these, tell how many people are in more than one network: a group of people as any other.
It is shown if that is at least 8 people, or if there is only one network (M29). Nothing else here
splits people into groups: a table of them could be subtracted from those of the networks.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from typing import Annotated, Literal, Self

from pydantic import StringConstraints, model_validator

from services.membership.statistics.inputs import Count, Month, Name
from services.membership.statistics.written import Written

SMALL = 8


class Belonging(Written):
    """Who belongs to which networks on one day: `places` has somebody once for each network."""

    as_of: date
    networks: tuple[Name, ...]
    members: Count
    places: Count

    @property
    def in_several(self) -> int:
        """How many places are more than there are people."""
        return self.places - self.members

    @property
    def tells_members(self) -> bool:
        """Whether it may be seen how many people there are."""
        return len(self.networks) < 2 or self.in_several >= SMALL


class KindCount(Written):
    """A kind of organisation, and how many there are; organisations are not people."""

    name: Name
    organisations: Count


class Inputs(Written):
    """One snapshot as it was counted; kept, and never published."""

    shape: Literal[1] = 1
    salt: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{32}$")]
    as_of: date
    opened: Month
    belonging: Belonging
    kinds: tuple[KindCount, ...]
    sessions: Count
    notes: Count

    @model_validator(mode="after")
    def _fits(self) -> Self:
        if self.belonging.members > self.belonging.places:
            raise ValueError("There are more people than places.")
        if self.belonging.as_of > self.as_of or self.opened > f"{self.as_of:%Y-%m}":
            raise ValueError("It was counted before the networks or after the day of it.")
        return self


class Totals(Written):
    """A snapshot as it is published; `members` is None if it is not shown."""

    rules_version: int
    inputs: str
    as_of: date
    people_as_of: date
    opened: Month
    networks: int
    members: int | None
    places: int
    organisations: int
    kinds: tuple[KindCount, ...]
    sessions: int
    notes: int


def _count_1(inputs: Inputs) -> Totals:
    there = inputs.belonging
    return Totals(
        rules_version=1,
        inputs=inputs.fingerprint(),
        as_of=inputs.as_of,
        people_as_of=there.as_of,
        opened=inputs.opened,
        networks=len(there.networks),
        members=there.members if there.tells_members else None,
        places=there.places,
        organisations=sum(kind.organisations for kind in inputs.kinds),
        kinds=inputs.kinds,
        sessions=inputs.sessions,
        notes=inputs.notes,
    )


RULES: dict[int, Callable[[Inputs], Totals]] = {1: _count_1}
"""Every version that a published snapshot was counted by; none is ever taken out or changed."""
LATEST = max(RULES)


def count(inputs: Inputs, rules_version: int = LATEST) -> Totals:
    """The figures of these inputs by this version of the rules, the same today as then (U10)."""
    return RULES[rules_version](inputs)


def that_may_follow(earlier: Iterable[Belonging], new: Belonging) -> Belonging:
    """Who belongs where as it may be published after all these: the last of them if not the new.

    The difference of two totals is a count of people who came less those who left, and so is what
    became of those who are in several networks: nothing, or at least 8. If other networks are
    counted, nothing would tell that nobody in those is in these.
    """
    before = list(earlier)
    return new if all(_may_follow(old, new) for old in before) else before[-1]


def _may_follow(old: Belonging, new: Belonging) -> bool:
    differences = [new.places - old.places]
    if old.tells_members and new.tells_members:
        differences.append(new.members - old.members)
        several = new.in_several - old.in_several
        if set(old.networks) != set(new.networks) and several == 0:
            return False
        differences.append(several)
    return all(difference == 0 or abs(difference) >= SMALL for difference in differences)
