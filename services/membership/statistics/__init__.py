"""Statistics of a network: counted by versioned rules, with small groups hidden (M29, U10)."""

from __future__ import annotations

from collections.abc import Callable

from services.membership.statistics import rules_1
from services.membership.statistics.figures import Figures
from services.membership.statistics.inputs import (
    Inputs,
    OrganisationCount,
    People,
    SessionCount,
    Step,
    step_for,
)

RULES: dict[int, Callable[[Inputs], Figures]] = {rules_1.VERSION: rules_1.count}
"""Every version that a published snapshot was counted by; none is ever taken out."""

LATEST = max(RULES)


def count(inputs: Inputs, rules_version: int = LATEST) -> Figures:
    """The figures of these inputs by this version of the rules, the same today as then."""
    return RULES[rules_version](inputs)


__all__ = [
    "LATEST",
    "RULES",
    "Figures",
    "Inputs",
    "OrganisationCount",
    "People",
    "SessionCount",
    "Step",
    "count",
    "step_for",
]
