"""How people write names: nearly always understood or asked about, never silently a wrong one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import pytest

from services.membership.organisations import Register
from tests.membership.organisations.conftest import Rows
from tests.membership.organisations.measuring import SEED, Tally, measure
from tests.membership.organisations.variants import FITTED, HELD_OUT, Kind, Variant, variants

KINDS = pytest.mark.parametrize("kinds", [FITTED, HELD_OUT], ids=["fitted", "held out"])
LEAST = 0.98


@KINDS
def test_fictional_trusts_are_understood(register: Register, kinds: Mapping[str, Kind]) -> None:
    trusts = [one for one in register if one.code and one.code.startswith("X")]
    tally = _all(register, variants(trusts, kinds, SEED, rounds=4))

    assert tally.wrong == []
    assert tally.good >= LEAST, tally.examples


@KINDS
def test_real_trusts_are_understood(
    published: tuple[Rows, Rows], kinds: Mapping[str, Kind]
) -> None:
    """M9, U10."""
    trusts, successions = published
    register = Register.from_ods(trusts, successions)
    codes = {row[0] for row in trusts}
    asked = [one for one in register if one.code in codes]
    tally = _all(register, variants(asked, kinds, SEED, rounds=3))

    assert tally.all > 4000
    assert tally.wrong == []
    assert tally.good >= LEAST, tally.examples


def _all(register: Register, asked: Iterable[Variant]) -> Tally:
    return measure(register, asked)["all"]
