"""Version 1 of the rules: what is exact, what is rounded, and that nothing hidden comes out."""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, note, seed, settings
from hypothesis import strategies as st

from services.membership.statistics import (
    Figures,
    Inputs,
    OrganisationCount,
    SessionCount,
    Step,
    count,
)
from services.membership.statistics.rules_1 import ELSEWHERE, Group, nearest, shown
from tests.membership.statistics.small import inputs, people

SEED = 20261124
SMALL_NUMBERS = range(8)


@pytest.mark.parametrize(
    ("people", "seen"), [(8, 10), (10, 10), (12, 10), (13, 15), (17, 15), (1_612, 1_610)]
)
def test_a_group_of_8_or_more_is_given_to_the_nearest_5(people: int, seen: int) -> None:
    """M29."""
    assert nearest(people) == seen
    assert shown([Group(people), Group(100)])[0] == seen


@pytest.mark.parametrize("small", SMALL_NUMBERS)
def test_a_group_below_8_is_hidden_and_so_is_what_would_give_it_away(small: int) -> None:
    """M29: one hidden group alone would be what the others leave of the total."""
    assert shown([Group(100), Group(small), Group(40), Group(60)]) == [100, None, 40, None]
    assert shown([Group(8), Group(small), Group(90)], from_the_first=True)[0] is None


def test_one_more_is_hidden_while_the_hidden_ones_have_few_people_together() -> None:
    assert shown([Group(50), Group(9), Group(2)]) == [None, None, None]
    assert shown([Group(50), Group(13), Group(2)]) == [50, None, None]


def test_a_kind_without_organisations_has_nobody_and_says_so() -> None:
    """Everybody can see that there is no organisation of that kind."""
    assert shown([Group(0, empty=True), Group(30), Group(40)]) == [0, 30, 40]


def test_a_small_kind_with_nearly_as_many_organisations_as_people_is_hidden() -> None:
    """Seven organisations are exact: fewer than 8 people in them would be 7 people."""
    assert shown([Group(40), Group(9, known=7), Group(30), Group(20)])[1] is None
    assert shown([Group(40), Group(15, known=7), Group(30), Group(20)]) == [40, 15, 30, 20]


# --- nobody gets at what is hidden --------------------------------------------------------------

KINDS = {
    "plain": [Group(0), Group(0), Group(0)],
    "with organisations": [Group(0, known=7), Group(0, known=1), Group(0)],
    "with many organisations": [Group(0, known=9), Group(0, known=3), Group(0)],
    "with an empty kind": [Group(0, empty=True), Group(0, known=2), Group(0), Group(0)],
}


def worlds(kinds: Sequence[Group], beyond: int) -> Iterator[tuple[Group, ...]]:
    """Every way to put so many people into these groups, beyond those whom everybody can count."""
    takers = [at for at, kind in enumerate(kinds) if not kind.empty]
    for cuts in itertools.combinations_with_replacement(range(beyond + 1), len(takers) - 1):
        shares = [b - a for a, b in itertools.pairwise((0, *cuts, beyond))]
        given = dict(zip(takers, shares, strict=True))
        yield tuple(
            replace(kind, people=kind.known + given.get(at, 0)) for at, kind in enumerate(kinds)
        )


@pytest.mark.parametrize("kinds", KINDS)
@pytest.mark.parametrize("from_the_first", [False, True])
def test_in_every_little_world_each_small_number_remains_possible(
    kinds: str, *, from_the_first: bool
) -> None:
    """M29, by trying all: who sees everything and knows the rules still knows nothing of 0 to 7."""
    for beyond in range(0, 37, 3):
        seen: dict[tuple[int | None, ...], list[tuple[Group, ...]]] = defaultdict(list)
        for world in worlds(KINDS[kinds], beyond):
            seen[tuple(shown(world, from_the_first=from_the_first))].append(world)
        for table, alike in seen.items():
            for at in range(len(table)):
                if not any(world[at].small for world in alike):
                    continue
                possible = {world[at].beyond for world in alike}
                assert possible >= set(range(min(7, beyond) + 1)), (table, at, beyond)


def as_if(groups: Sequence[Group], at: int, value: int, order: Sequence[int]) -> list[Group]:
    """Another world that is published alike, in which this small group has that many people.

    This is the proof of `docs/statistics.md`, step by step.
    """
    beyond = [group.beyond for group in groups]
    small = [of for of, group in enumerate(groups) if group.small]
    cells = shown(groups, from_the_first=order[0] == 0)
    taken = [of for of in order if cells[of] is None and of not in small]
    if sum(beyond[of] for of in (*small, *taken)) < 15 or not taken:
        # The whole table is hidden: one other group takes all that is left.
        rest = sum(beyond) - value
        other = next(of for of in order if of != at and not groups[of].empty)
        beyond = [0] * len(groups)
        beyond[at], beyond[other] = value, rest
    else:
        before, last = [of for of in (*small, *taken[:-1]) if of != at], taken[-1]
        change = value - beyond[at]
        beyond[at] = value
        for of in before:
            given = min(max(change, 0), beyond[of])
            beyond[of] -= given
            change -= given
        beyond[last] -= change
    return [
        replace(group, people=group.known + number)
        for group, number in zip(groups, beyond, strict=True)
    ]


GROUPS = st.lists(
    st.builds(
        lambda beyond, known, empty: (
            Group(0, empty=True) if empty else Group(beyond + known, known)
        ),
        st.one_of(st.integers(0, 16), st.integers(0, 400)),
        st.one_of(st.just(0), st.integers(0, 12)),
        st.integers(0, 9).map(lambda number: number == 0),
    ),
    min_size=2,
    max_size=24,
)


@seed(SEED)
@settings(max_examples=150, deadline=None)
@given(GROUPS, st.booleans())
def test_in_any_table_each_small_number_remains_possible(
    groups: list[Group], from_the_first: bool
) -> None:
    """M29: the same is published, with the exact size of every shown group, whatever it was."""
    note(f"seed {SEED}")
    total = sum(group.beyond for group in groups)
    order = list(range(len(groups)))
    if not from_the_first:
        order.reverse()
    # A table of one row would repeat the total; the rules make none.
    if sum(not group.empty for group in groups) < 2:
        return
    table = shown(groups, from_the_first=from_the_first)
    for at, group in enumerate(groups):
        if not group.small:
            assert group.empty or group.people >= 8
            continue
        assert table[at] is None
        for value in range(min(7, total) + 1):
            other = as_if(groups, at, value, order)
            assert other[at].beyond == value
            assert min(each.beyond for each in other) >= 0
            assert sum(each.beyond for each in other) == total
            assert shown(other, from_the_first=from_the_first) == table
            assert [g for g, cell in zip(groups, table, strict=True) if cell is not None] == [
                g for g, cell in zip(other, table, strict=True) if cell is not None
            ]


def without_fingerprint(figures: Figures) -> Figures:
    return figures.model_copy(update={"inputs": ""})


def test_a_whole_snapshot_looks_the_same_whatever_the_small_numbers_are() -> None:
    """M29 from end to end: months, kinds of organisation and roles, whatever one of them holds."""
    seen = set()
    for small in SMALL_NUMBERS:
        found = count(
            inputs(
                joined={"2026-01": 50 - small, "2026-02": 40, "2026-03": small},
                trust=70,
                charity=2 + small,
                without=18 - small,
                roles={"Medicine": small, "Nursing": 40},
                role_not_said=50 - small,
            )
        )
        assert found.headline.members == 90
        assert [row.joined for row in found.growth] == [None, 40, None]
        seen.add(without_fingerprint(found).text())
    assert len(seen) == 1


def test_the_fingerprint_cannot_be_used_to_try_hidden_numbers() -> None:
    """Same content, other salt, other fingerprint: nobody can try what they do not know."""
    one, other = inputs(), inputs().model_copy(update={"salt": "f" * 32})

    assert count(one).inputs != count(other).inputs
    assert without_fingerprint(count(one)) == without_fingerprint(count(other))
    assert one.salt not in count(one).text()


# --- what is exact ------------------------------------------------------------------------------


def test_totals_and_organisations_are_exact() -> None:
    """M29, M10: somebody without an organisation is a member like all others."""
    found = count(inputs(trust=31, charity=3, without=4, unresolved=1))

    assert found.headline.members == 39
    assert found.headline.organisations == 4
    assert {row.name: row.organisations for row in found.sectors} == {
        "trust": 2, "charity": 2, "other": 0,
    }  # fmt: skip
    assert found.elsewhere.name == ELSEWHERE


def test_somebody_with_two_organisations_counts_once_and_each_of_them_counts() -> None:
    """M11."""
    given = people(trust=20)
    second = OrganisationCount(organisation_id="second", sector="other", members=0, also=1)
    given = given.model_copy(update={"organisations": (*given.organisations, second)})
    found = count(inputs().model_copy(update={"people": given}))

    assert found.headline.members == given.members
    assert found.headline.organisations == len(given.organisations)


def test_an_organisation_that_nobody_comes_from_any_more_does_not_count() -> None:
    """M11: an affiliation that has ended."""
    given = people(trust=20)
    left = OrganisationCount(organisation_id="left", sector="other", members=0)
    given = given.model_copy(update={"organisations": (*given.organisations, left)})
    found = count(inputs().model_copy(update={"people": given}))

    assert found.headline.organisations == len(given.organisations) - 1


def test_two_trusts_that_become_one_are_two_until_that_day_and_one_from_then() -> None:
    """M12, U10: each snapshot keeps what was so on its day."""
    before = inputs(trust=30)
    one = OrganisationCount(organisation_id="united", sector="trust", members=30)
    rest = [o for o in before.people.organisations if o.sector != "trust"]
    after = before.model_copy(
        update={"people": before.people.model_copy(update={"organisations": (one, *rest)})}
    )

    assert count(before).headline.organisations - count(after).headline.organisations == 1
    assert count(before) == count(before)


def test_a_small_headcount_is_fewer_than_5_and_takes_part_in_no_sum() -> None:
    """S19."""
    held = [
        SessionCount(session_id=f"s{at}", held_on=date(2026, 3, at + 1), headcount=headcount)
        for at, headcount in enumerate((0, 4, 5, None, 87))
    ]
    found = count(inputs().model_copy(update={"sessions": tuple(held)}))

    assert [(row.headcount, row.count) for row in found.sessions] == [
        (None, "fewer than 5"), (None, "fewer than 5"), (5, "counted"), (None, "not counted"),
        (87, "counted"),
    ]  # fmt: skip
    assert found.headline.sessions == 5
    assert found.headline.typical_headcount is None  # the middle one is small
    assert found.usual_headcounts is None


@pytest.mark.parametrize(
    ("step", "rows"),
    [(Step.MONTH, ["2026-01", "2026-02", "2026-03"]), (Step.QUARTER, []), (Step.YEAR, [])],
)
def test_a_growth_table_of_one_row_would_repeat_the_total(step: Step, rows: list[str]) -> None:
    found = count(inputs(joined={"2026-01": 60, "2026-03": 30}, growth_by=step, without=10))

    assert [row.step for row in found.growth] == rows


def test_the_line_of_growth_comes_from_published_numbers_and_ends_at_the_total() -> None:
    one = count(inputs(joined={"2026-01": 43, "2026-02": 27, "2026-03": 30}, without=20))

    assert [(row.joined, row.members) for row in one.growth] == [(45, 45), (25, 70), (30, 100)]


def test_inputs_come_back_from_their_text() -> None:
    given = inputs()

    assert Inputs.model_validate_json(given.text()) == given
