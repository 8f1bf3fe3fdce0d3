"""What may be published after what: two snapshots can be subtracted from each other as well.

The difference of two totals is a count of people, so it obeys the rule of all such counts: it is
nothing, or at least 8. And a month that is hidden in one snapshot must stay hidden to somebody who
lays the other one beside it and knows that those who joined in a past month only become fewer.
Where that fails, the new snapshot shows people as they were counted for the last one, with that
day; sessions and notes are new in any case.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import zip_longest

from services.membership.statistics import rules_1
from services.membership.statistics.figures import Figures
from services.membership.statistics.inputs import Inputs

AT_LEAST = rules_1.SMALL
CANDIDATES = range(rules_1.SMALL)
"""What a hidden step may be: each of these must remain possible."""


@dataclass(frozen=True, slots=True)
class Both:
    """What two snapshots say of the people who joined in one step.

    Between `low` and `high` of them in the earlier and the later one; if the step was over when
    the earlier was taken, they can only have become fewer.
    """

    low: tuple[int, int]
    high: tuple[int, int]
    over: bool

    def bounds(self) -> tuple[tuple[int, int], tuple[int, int], tuple[int, int]] | None:
        """Least and most of the earlier, of the later, and of how many left; None if impossible."""
        (low, low_later), (high, high_later) = self.low, self.high
        if self.over:
            low, high_later = max(low, low_later), min(high_later, high)
        if low > high or low_later > high_later:
            return None
        fewest = low - high_later
        left = (max(fewest, 0) if self.over else fewest, high - low_later)
        return (low, high), (low_later, high_later), left


def people_that_may_follow(
    published: Sequence[Figures], last: Inputs | None, counted: Inputs, figures: Figures
) -> Inputs:
    """The new inputs as they may be published: with the people of the last snapshot if need be."""
    if last is None or all(may_follow(before, figures) for before in published):
        return counted
    kept = {**dict(counted), "people": last.people, "growth_by": last.growth_by}
    return Inputs.model_validate(kept)


def may_follow(before: Figures, after: Figures) -> bool:
    """Whether nothing that one of the two hides can be worked out from both."""
    moved = abs(after.headline.members - before.headline.members)
    return moved not in range(1, AT_LEAST) and _steps_stay_hidden(before, after)


def _steps_stay_hidden(before: Figures, after: Figures) -> bool:
    if (before.growth_by, before.opened) != (after.growth_by, after.opened):
        return False  # rows of one could be taken from rows of the other
    rows = both(before, after)
    totals = before.headline.members, after.headline.members
    return all(
        possible(rows, totals, at, side, value)
        for side, figures in enumerate((before, after))
        for at in _guarded(figures)
        for value in CANDIDATES
        if value <= totals[side]
    )


def _guarded(figures: Figures) -> list[int]:
    """Steps that may be hidden for their own sake; one alone before all others is not."""
    hidden = [at for at, row in enumerate(figures.growth) if row.joined is None]
    first_shown = _first_shown(figures)
    return [at for at in hidden if not (at == 0 and first_shown == 1)]


def _first_shown(figures: Figures) -> int:
    """Hidden steps before this one may be large, those after it are small (third rule)."""
    return next(
        (at for at, row in enumerate(figures.growth) if row.joined is not None),
        len(figures.growth),
    )


def both(before: Figures, after: Figures) -> list[Both]:
    """Each step of the growth table as both snapshots have it."""
    known, known_later = _known(before), _known(after)
    over = _steps_over(before)
    return [
        Both(
            low=(earlier[0], later[0]),
            high=(earlier[1], later[1]),
            over=at < over,
        )
        for at, (earlier, later) in enumerate(zip_longest(known, known_later, fillvalue=(0, 0)))
    ]


def _steps_over(figures: Figures) -> int:
    """How many steps nobody can join in any more once these figures are out."""
    steps = max(len(figures.growth), 1)
    day = figures.people_as_of
    now, next_day = (figures.growth_by.of(f"{of:%Y-%m}") for of in (day, day + timedelta(days=1)))
    return steps if now != next_day else steps - 1


def _known(figures: Figures) -> list[tuple[int, int]]:
    """Least and most of each step to somebody who knows the rules; one step alone is the total."""
    members = figures.headline.members
    if not figures.growth:
        return [(members, members)]
    first_shown = _first_shown(figures)
    rounding = rules_1.NEAREST // 2
    return [
        (max(row.joined - rounding, rules_1.SMALL), row.joined + rounding)
        if row.joined is not None
        else (0, members if at < first_shown else rules_1.SMALL - 1)
        for at, row in enumerate(figures.growth)
    ]


def possible(rows: Sequence[Both], totals: tuple[int, int], at: int, side: int, value: int) -> bool:
    """Whether a step can have this value on one side.

    Exact: for each row the earlier, the later and their difference have a least and a most, and
    all wholes within the sums of these can be put together from the rows.
    """
    row = rows[at]
    low, high = list(row.low), list(row.high)
    low[side] = high[side] = value
    fixed = replace(row, low=(low[0], low[1]), high=(high[0], high[1]))
    bounds = [each.bounds() for each in (*rows[:at], fixed, *rows[at + 1 :])]
    if None in bounds:
        return False
    sought = (*totals, totals[0] - totals[1])
    return all(
        sum(bound[of][0] for bound in bounds if bound)
        <= number
        <= sum(bound[of][1] for bound in bounds if bound)
        for of, number in enumerate(sought)
    )
