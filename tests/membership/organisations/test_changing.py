"""Changing the register: nothing that somebody was ever called is lost (M12, M13)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from services.contracts.refusals import Conflict, Invalid
from services.membership.organisations import (
    Ending,
    Organisation,
    add_alias,
    close,
    merge,
    rename,
    succeed,
)

DAY = date(2026, 4, 1)
ONE = Organisation("one", "Ellerbeck Hospice", aliases=("Ellerbeck",), opened=date(1990, 5, 1))
TWO = Organisation("two", "Ellerbeck and Marworth Hospice", aliases=("Ellerbeck House",))


def test_a_former_name_stays_an_alias() -> None:
    renamed = rename(ONE, "  Beckside   Hospice ")

    assert renamed.name == "Beckside Hospice"
    assert renamed.aliases == ("Ellerbeck", "Ellerbeck Hospice")
    assert rename(renamed, "Ellerbeck Hospice").aliases == ("Ellerbeck", "Beckside Hospice")


def test_a_merge_keeps_every_name_once() -> None:
    """M12."""
    duplicate, into = merge(replace(ONE, aliases=("ellerbeck house", "Beck")), TWO)

    assert into.aliases == ("Ellerbeck House", "Ellerbeck Hospice", "Beck")
    assert duplicate.succession
    assert (duplicate.succession.ending, duplicate.succession.into) == (Ending.MERGED, ("two",))
    assert duplicate.succession.since is None


def test_a_succession_closes_the_day_before() -> None:
    after = succeed(ONE, [TWO], DAY)

    assert (after.closed, after.succession and after.succession.since) == (date(2026, 3, 31), DAY)
    assert after.succession
    assert after.succession.ending is Ending.SUCCEEDED


def test_several_successors_are_a_split_and_one_said_twice_is_none() -> None:
    three = Organisation("three", "Third")
    split, single = succeed(ONE, [TWO, three], DAY), succeed(ONE, [TWO, TWO], DAY)

    assert split.succession
    assert single.succession
    assert (split.succession.ending, single.succession.ending) == (Ending.SPLIT, Ending.SUCCEEDED)


def test_an_alias_is_added_once() -> None:
    assert add_alias(ONE, "Beck").aliases == ("Ellerbeck", "Beck")
    for known in ("ellerbeck", "ELLERBECK  hospice"):
        with pytest.raises(Conflict):
            add_alias(ONE, known)


def test_a_closed_organisation_can_still_get_a_successor() -> None:
    closed = close(ONE, date(2026, 3, 1))

    assert closed.closed == date(2026, 3, 1)
    assert succeed(closed, [TWO], DAY).succession


def test_what_makes_no_sense_is_refused_with_a_sentence() -> None:
    gone = succeed(ONE, [TWO], DAY)
    for refused in (
        lambda: merge(ONE, ONE),
        lambda: merge(gone, TWO),
        lambda: merge(TWO, gone),
        lambda: succeed(gone, [TWO], DAY),
        lambda: succeed(ONE, [ONE], DAY),
        lambda: succeed(TWO, [gone], DAY),
        lambda: succeed(TWO, [close(ONE, date(2020, 1, 1))], DAY),
        lambda: close(gone, DAY),
        lambda: rename(ONE, ONE.name),
    ):
        with pytest.raises(Conflict, match=r"\.$"):
            refused()
    for refused in (
        lambda: rename(ONE, " "),
        lambda: add_alias(ONE, ""),
        lambda: succeed(ONE, [], DAY),
        lambda: succeed(ONE, [TWO], date(1990, 5, 1)),
        lambda: close(ONE, date(1990, 4, 30)),
    ):
        with pytest.raises(Invalid, match=r"\.$"):
            refused()
