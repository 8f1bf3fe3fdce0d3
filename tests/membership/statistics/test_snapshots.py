"""A snapshot that was published years ago counts to the same figures today (U10)."""

from __future__ import annotations

from pathlib import Path

import pytest

from services.membership.statistics import RULES, Inputs, count

SNAPSHOTS = Path(__file__).parent / "snapshots"
"""`<version>-inputs.json` of a fictional network, and `<version>-figures.json`. Never made anew:
a difference is a mistake in the code, or wants a new version of the rules."""


def read(version: int, what: str) -> str:
    return (SNAPSHOTS / f"{version}-{what}.json").read_text()


@pytest.mark.parametrize("version", RULES)
def test_an_old_snapshot_counts_to_the_same_figures(version: int) -> None:
    """To the last byte."""
    text = read(version, "inputs")
    inputs = Inputs.model_validate_json(text)

    assert inputs.text() == text.strip()
    figures = count(inputs, version)
    assert figures.text() == read(version, "figures").strip()
    assert figures.inputs == inputs.fingerprint()


def test_every_snapshot_has_its_rules() -> None:
    """No version is taken out while something was published by it."""
    versions = {int(path.name.partition("-")[0]) for path in SNAPSHOTS.iterdir()}

    assert versions == set(RULES)
