"""What a snapshot is counted from: one text for one content, and numbers that add up."""

from __future__ import annotations

import json
from typing import Any

import pytest
from pydantic import ValidationError

from services.membership.statistics import Inputs, Step, step_for
from services.membership.statistics.inputs import months
from tests.membership.statistics import fictional


def content() -> dict[str, Any]:
    given: dict[str, Any] = json.loads(fictional.network().text())
    return given


def test_the_same_content_in_another_order_has_the_same_text() -> None:
    given = content()
    given["people"]["organisations"].reverse()
    given["sessions"].reverse()
    given["notes"] = dict(reversed(given["notes"].items()))

    assert Inputs.model_validate(given).text() == fictional.network().text()
    assert Inputs.model_validate(given).fingerprint() == fictional.network().fingerprint()


def test_another_number_has_another_fingerprint() -> None:
    given = content()
    given["sessions"][0]["headcount"] = 6

    assert Inputs.model_validate(given).fingerprint() != fictional.network().fingerprint()


@pytest.mark.parametrize(
    ("where", "wrong"),
    [
        (("people", "without_organisation"), 97),  # more people than joined
        (("people", "unresolved"), -1),
        (("people", "role_not_said"), 0),
        (("people", "sectors"), ["trust"]),
        (("people", "as_of"), "2026-11-21"),  # after the snapshot
        (("people", "as_of"), "2026-10-31"),  # before somebody joined
        (("notes", "2023-02"), 1),  # before the network
        (("notes", "2026-12"), 1),
        (("notes", "2026-13"), 1),
        (("salt",), "short"),
        (("shape",), 2),
        (("opened",), "2027-01"),
        (("names",), ["Anne"]),
        (("people", "addresses"), []),
    ],
)
def test_what_does_not_add_up_is_refused(where: tuple[str, ...], wrong: object) -> None:
    given = content()
    *path, last = where
    part = given
    for key in path:
        part = part[key]
    part[last] = wrong
    with pytest.raises(ValidationError):
        Inputs.model_validate(given)


@pytest.mark.parametrize("twice", [("people", "organisations"), ("sessions",)])
def test_nothing_is_counted_twice(twice: tuple[str, ...]) -> None:
    given = content()
    part: Any = given
    for key in twice:
        part = part[key]
    part.append(part[0] | ({"members": 0} if "members" in part[0] else {}))
    with pytest.raises(ValidationError, match="twice"):
        Inputs.model_validate(given)


def test_months_go_over_the_turn_of_the_year() -> None:
    assert months("2025-11", "2026-02") == ["2025-11", "2025-12", "2026-01", "2026-02"]


@pytest.mark.parametrize(
    ("members", "first", "step"),
    [
        (1_612, "2023-03", Step.MONTH),
        (400, "2026-01", Step.MONTH),
        (340, "2023-03", Step.QUARTER),
        (40, "2026-01", Step.YEAR),
    ],
)
def test_a_small_network_gets_longer_rows(members: int, first: str, step: Step) -> None:
    """Rows that would mostly be hidden tell nothing."""
    assert step_for(members, first, "2026-11") is step
