"""Suggestions: beginnings of words in any order first, then what is near; nothing that puzzles."""

from __future__ import annotations

import subprocess
import sys

import pytest

from services.membership.organisations import Organisation, Register


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("kelderw", "X0A"),
        ("hosp kel", "X0A"),
        ("uni hosp kel", "X0A"),
        ("brann os", "X1D"),
        ("st b", "X1D"),
        ("the th", "X1E"),
        ("brackenmoor co", "X2A"),
        ("brackenmoor te", "X1H"),
        ("witherleigh ch", "X2G"),
        ("childrens wi", "X2G"),
        ("marworth amb", "X1G"),
        ("mental health mar", "X1F"),
        ("s fend", "X2H"),
        ("north cald", "X3A"),
        ("x1g", "X1G"),
        ("otterford east", "X0C"),
        ("withreleigh chil", "X2G"),
        ("kelderwick infirm", "X0A"),
    ],
)
def test_who_is_typing_sees_the_likeliest_first(register: Register, typed: str, first: str) -> None:
    assert register.suggest(typed)[0].code == first


def test_there_are_as_many_suggestions_as_asked_for(register: Register) -> None:
    assert len(register.suggest("m", 3)) == 3
    assert len(register.suggest("brackenmoor", 2)) == 2


@pytest.mark.parametrize("typed", ["", " ", "-", "zzzzz", "’", "&"])
def test_where_nothing_is_like_it_nothing_is_suggested(register: Register, typed: str) -> None:
    assert register.suggest(typed) == ()


def test_who_is_open_comes_before_who_is_closed() -> None:
    trusts = ("X1", "2021-03-31"), ("X2", "")
    rows = [[code, "Ferndale Hospital", *[""] * 8, "", closed] for code, closed in trusts]

    assert [one.code for one in Register.from_ods(rows).suggest("fern")] == ["X2", "X1"]


def test_a_commissioner_comes_last_unless_it_is_said(register: Register) -> None:
    assert [one.code for one in register.suggest("thornleigh")][:1] == ["X1E"]
    assert [one.code for one in register.suggest("thornleigh ccg")][:1] == ["90A"]
    assert [one.code for one in register.suggest("NHS Thornleigh clinical comm")][:1] == ["90A"]


def test_the_order_does_not_depend_on_how_the_register_was_filled() -> None:
    names = [f"{place} Hospice" for place in ("Ashdale", "Ferndale", "Otterdale")]
    organisations = [Organisation(name, name) for name in names]
    forth, back = Register.of(organisations), Register.of(reversed(organisations))

    assert forth.suggest("hospice") == back.suggest("hospice")


def test_rapidfuzz_is_loaded_only_for_a_word_that_may_be_mistyped() -> None:
    """Loading it takes longer than everything else that is asked of the register."""
    program = """
import sys
from services.membership.organisations import Organisation, Register
register = Register.of([Organisation("one", "Kelderwick University Hospitals NHS Trust")])
register.resolve("kelderwick uni hosps")
register.suggest("keld uni")
register.suggest("KUH")
assert "rapidfuzz" not in sys.modules
register.suggest("keldrewick")
assert "rapidfuzz" in sys.modules
"""
    subprocess.run([sys.executable, "-c", program], check=True)
