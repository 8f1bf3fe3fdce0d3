"""What becomes of organisations: merged, succeeded, split, closed, and on which day (M12, M13)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from services.membership.organisations import (
    Ending,
    How,
    Organisation,
    Register,
    Succession,
    merge,
    succeed,
)

DAY = date(2026, 4, 1)
BEFORE = date(2026, 3, 31)
OLD = Organisation("old", "Otterford Hospital NHS Trust", code="X9A")
NEW = Organisation("new", "Otterford and Dunholme Hospitals NHS Trust", code="X9B")
OTHER = Organisation("other", "Otterford Community Health NHS Trust", code="X9C")


def test_a_closed_trust_is_found_as_itself_with_what_came_after(register: Register) -> None:
    found = register.resolve("Brackenmoor Partnership NHS Trust")

    assert (found.organisation and found.organisation.code, found.how) == ("X2C", How.EXACT)
    assert [one.code for one in found.now] == ["X2B"]


def test_of_a_trust_that_was_split_all_successors_are_told_and_none_is_chosen(
    register: Register,
) -> None:
    """M12: members are asked, not guessed."""
    found = register.resolve("X2D")

    assert found.organisation
    assert found.organisation.succession
    assert found.organisation.succession.ending is Ending.SPLIT
    assert [one.code for one in found.now] == ["X0A", "X1H"]


def test_after_a_trust_that_closed_without_successor_there_is_nothing(register: Register) -> None:
    """M13: kept and flagged; its members are asked."""
    assert register.resolve("X2E").now == ()


def test_an_open_organisation_is_what_it_is(register: Register) -> None:
    found = register.resolve("X0A")

    assert found.now == (found.organisation,)


def test_a_succession_holds_from_its_day_on() -> None:
    """M12: a new body from a date; U10: the day before and the day itself."""
    register = Register.of([succeed(OLD, [NEW], DAY), NEW])
    old = register.organisation("old")
    assert old

    assert register.current(old, BEFORE) == (old,)
    assert register.current(old, DAY) == (NEW,)
    assert register.current(old) == (NEW,)
    assert (old.is_open(BEFORE), old.is_open(DAY)) == (True, False)


def test_a_chain_of_successions_is_followed_as_far_as_the_day() -> None:
    later = date(2027, 4, 1)
    between = succeed(NEW, [OTHER], later)
    register = Register.of([succeed(OLD, [NEW], DAY), between, OTHER])
    old = register.organisation("old")
    assert old

    days = (BEFORE, DAY, date(2027, 3, 31), later, None)
    assert [register.current(old, day) for day in days] == [
        (old,), (between,), (between,), (OTHER,), (OTHER,),
    ]  # fmt: skip


def test_a_split_of_a_split_tells_every_body_that_is_left_once() -> None:
    third = Organisation("third", "Third")
    split = succeed(OLD, [NEW, OTHER], DAY)
    register = Register.of([split, succeed(NEW, [OTHER, third], date(2026, 5, 1)), OTHER, third])

    assert register.current(split) == (OTHER, third)


def test_a_merged_duplicate_is_the_other_all_along() -> None:
    """M12: same body; its name, alias and code lead to the one that stays, whatever the day."""
    old = replace(OLD, aliases=("Otterford General",))
    duplicate, into = merge(old, NEW)
    register = Register.of([duplicate, into, OTHER])

    assert register.resolve(OLD.name).organisation == into
    assert register.resolve("Otterford Hosp NHS Trust").organisation == into
    assert register.resolve("otterford general").organisation == into
    assert register.resolve("x9a").organisation == into
    assert register.current(duplicate, date(1999, 1, 1)) == (into,)
    assert register.organisation("old") == duplicate


def test_a_merge_that_is_merged_again_leads_to_the_last() -> None:
    first, second = merge(OLD, NEW)
    second, third = merge(second, OTHER)
    register = Register.of([first, second, third])

    assert register.resolve(OLD.name).organisation == third
    assert register.current(first) == (third,)


@pytest.mark.parametrize("ending", list(Ending))
def test_a_circle_in_what_is_stored_ends(ending: Ending) -> None:
    one = replace(OLD, succession=Succession(ending, ("new",), DAY))
    other = replace(NEW, succession=Succession(ending, ("old",), DAY))
    register = Register.of([one, other])

    assert register.current(one) == ()
    assert register.resolve("X9A").candidates


def test_a_successor_that_is_not_in_the_register_is_not_made_up() -> None:
    lost = replace(OLD, succession=Succession(Ending.MERGED, ("nowhere",)))
    register = Register.of([lost])

    assert register.resolve("X9A").organisation == lost
    assert register.current(lost) == ()


def test_the_register_can_be_counted_and_walked(register: Register) -> None:
    assert len(register) == len(list(register)) == 21
