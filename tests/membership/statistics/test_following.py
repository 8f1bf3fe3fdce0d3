"""Two snapshots, one after the other: nothing comes out by subtracting them."""

from __future__ import annotations

import itertools
from datetime import date

from hypothesis import given, note, seed, settings
from hypothesis import strategies as st

from services.membership.statistics import Inputs, Step, count
from services.membership.statistics.following import (
    Both,
    both,
    may_follow,
    people_that_may_follow,
    possible,
)
from tests.membership.statistics.small import inputs

SEED = 20261124
END_OF_JANUARY, END_OF_MARCH = date(2026, 1, 31), date(2026, 3, 31)


def taken(as_of: date, *joined: int) -> Inputs:
    """A snapshot of everybody who is still there, by the month in which they joined."""
    months = {f"2026-{at:02d}": number for at, number in enumerate(joined, start=1)}
    everybody = sum(joined)
    return inputs(joined=months, as_of=as_of, trust=everybody - 12, charity=2, without=10)


def after(day: date, before: tuple[int, ...], then: date, now: tuple[int, ...]) -> bool:
    return may_follow(count(taken(day, *before)), count(taken(then, *now)))


def test_a_snapshot_may_follow_when_many_have_come() -> None:
    assert after(date(2026, 2, 28), (40, 60), END_OF_MARCH, (40, 58, 50))


def test_a_change_of_fewer_than_8_members_is_not_published() -> None:
    """M29: the difference of two exact totals is a count of people by time."""
    assert not after(END_OF_JANUARY, (60,), END_OF_MARCH, (60, 0, 7))
    assert not after(END_OF_JANUARY, (60,), END_OF_MARCH, (57,))
    assert after(END_OF_JANUARY, (60,), END_OF_MARCH, (60,))


def test_a_month_that_two_totals_give_away_is_not_published() -> None:
    """M29: 21 more than in January, of whom 13 to 17 came in February: 4 to 8 came in March."""
    assert not after(END_OF_JANUARY, (60,), END_OF_MARCH, (60, 16, 5))


def test_a_month_that_stays_hidden_lets_others_follow() -> None:
    """January is hidden for March's sake both times; it is large, and may be known to be."""
    assert after(END_OF_MARCH, (60, 40, 3), date(2026, 4, 30), (60, 40, 3, 30))


def test_a_month_is_over_on_its_last_day_and_not_before() -> None:
    """Until then others can still join in it."""
    later = count(taken(END_OF_MARCH, 60, 40, 30))
    for day, over in ((date(2026, 2, 27), 1), (date(2026, 2, 28), 2)):
        rows = both(count(taken(day, 60, 20)), later)
        assert [row.over for row in rows] == [at < over for at in range(3)]


def test_rows_of_another_length_may_not_follow() -> None:
    """A quarter, less two of its months that are shown, is the third, whatever that one hides."""
    months = inputs(joined={"2026-01": 60, "2026-02": 40, "2026-03": 30}, without=50)
    later = date(2026, 4, 20)
    grown = months.people.joined | {"2026-04": 30}
    by_month = inputs(joined=grown, as_of=later, without=80)
    by_quarter = inputs(joined=grown, as_of=later, without=80, growth_by=Step.QUARTER)

    assert may_follow(count(months), count(by_month))
    assert not may_follow(count(months), count(by_quarter))


def test_people_stay_as_they_were_and_everything_else_goes_on() -> None:
    last = taken(END_OF_JANUARY, 60)
    new = taken(END_OF_MARCH, 60, 0, 5).model_copy(update={"notes": {"2026-03": 4}})
    shown = people_that_may_follow([count(last)], last, new, count(new))

    assert (shown.people, shown.as_of, shown.notes) == (last.people, END_OF_MARCH, new.notes)
    found = count(shown)
    assert (found.people_as_of, found.headline.members) == (END_OF_JANUARY, 60)
    assert may_follow(count(last), found)


def test_each_snapshot_that_was_published_counts_not_only_the_last() -> None:
    first, last = taken(END_OF_JANUARY, 60), taken(date(2026, 2, 28), 60, 30)
    new = taken(END_OF_MARCH, 60, 6)

    assert may_follow(count(last), count(new))
    assert not may_follow(count(first), count(new))
    kept = people_that_may_follow([count(first), count(last)], last, new, count(new))
    assert kept.people == last.people


def test_the_first_snapshot_follows_nothing() -> None:
    new = taken(END_OF_MARCH, 60, 0, 5)

    assert people_that_may_follow([], None, new, count(new)) == new


ROW = st.builds(
    lambda first, width, second, width_later, free: Both(
        (first, second), (first + width, second + width_later), over=free > 0
    ),
    st.integers(0, 5), st.integers(0, 4), st.integers(0, 5), st.integers(0, 4), st.integers(0, 3),
)  # fmt: skip


@seed(SEED)
@settings(max_examples=150, deadline=None)
@given(st.lists(ROW, min_size=1, max_size=3), st.data())
def test_what_is_possible_is_exactly_what_some_network_could_be(
    rows: list[Both], data: st.DataObject
) -> None:
    """Beside trying all: neither a possible number is left out nor an impossible one let in."""
    note(f"seed {SEED}")
    members, members_later = (
        data.draw(st.integers(sum(r.low[side] for r in rows), sum(r.high[side] for r in rows)))
        for side in (0, 1)
    )
    choices = [
        [
            (one, later)
            for one in range(row.low[0], row.high[0] + 1)
            for later in range(row.low[1], row.high[1] + 1)
            if later <= one or not row.over
        ]
        for row in rows
    ]
    found = {
        pairs[0]
        for pairs in itertools.product(*choices)
        if sum(one for one, _ in pairs) == members
        and sum(later for _, later in pairs) == members_later
    }
    for side in (0, 1):
        assert {pair[side] for pair in found} == {
            value
            for value in range(rows[0].low[side], rows[0].high[side] + 1)
            if possible(rows, (members, members_later), 0, side, value)
        }


@seed(SEED)
@settings(max_examples=80, deadline=None)
@given(
    st.lists(st.integers(0, 60), min_size=4, max_size=12),
    st.lists(st.integers(0, 60), min_size=1, max_size=2),
    st.data(),
)
def test_whatever_is_published_after_each_other_hides_what_it_hides(
    joined: list[int], new: list[int], data: st.DataObject
) -> None:
    """M29: the true numbers are always among the possible ones, and a small one is never alone."""
    note(f"seed {SEED}")
    left = [data.draw(st.integers(0, min(number, 9))) for number in joined]
    joined[0] += 20
    later = [number - gone for number, gone in zip(joined, left, strict=True)] + new
    if sum(later) < 13:
        return
    days = [date(2026, len(steps), 28) for steps in (joined, later)] if len(later) < 13 else []
    if not days:
        return
    one, two = taken(days[0], *joined), taken(days[1], *later)
    before, figures = count(one), count(two)
    rows, totals = both(before, figures), (sum(joined), sum(later))
    for at, number in enumerate(later):
        assert possible(rows, totals, at, 1, number)
    shown = people_that_may_follow([before], one, two, figures)
    if shown is not two:
        assert shown.people == one.people
        return
    for at, row in enumerate(figures.growth):
        if row.joined is None and later[at] < 8:
            assert all(possible(rows, totals, at, 1, value) for value in range(8))
