"""The bench misses nothing: whatever is in the template or can be asked for has its row."""

from __future__ import annotations

from collections.abc import Iterator
from io import StringIO

import pytest
from rich.console import Console

from infra.bench import calendars, calls, crowd, portability, trust
from infra.bench.answers import size
from infra.bench.figures import Chapter, Figure, fallen, show
from infra.bench.member_list import ORGANISATIONS
from infra.bench.network import Network, functions
from services.runtime import platform
from services.runtime.ports import Item

MOST_UNITS_OF_A_SEARCH = 110
MISSES: dict[tuple[str, str], float] = {}
"""What does not hold today and why: docs/performance.md. Take out what is mended; none may grow."""


@pytest.fixture(scope="module")
def network() -> Iterator[Network]:
    yield Network()
    platform.install(None)


def test_every_function_of_the_template_is_called_on_the_afternoon(network: Network) -> None:
    """A new function needs something that calls it in `infra/bench/network.py`."""
    cases = network.cases()

    assert [case.name for case in cases] == [name for name, *_ in functions()]
    assert all(case.event and case.tables for case in cases)


def test_every_command_has_a_row(network: Network) -> None:
    """A new command needs an act in `infra/bench/calls.py`."""
    chapter = calls.measure(Network())

    rows = {figure.subject for figure in chapter.figures}
    assert rows - {calls.SIGN_UP, *trust.LISTS} == set(calls.commands())
    missed = {(f.subject, f.what): f.value for f in chapter.figures if not f.held}
    assert missed == MISSES, fallen([chapter])


def test_a_network_is_brought_and_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    """What the chapter needs of the product is there; its figures are for 1,600 people."""
    monkeypatch.setattr(portability, "PEOPLE", 20)
    monkeypatch.setattr(portability, "ORGANISATIONS", ORGANISATIONS[:20])

    assert portability.measure().held


def test_a_calendar_of_60_sessions_is_small(network: Network) -> None:
    """The bytes are the same on every machine; the time is for `run.py bench`."""
    platform.install(network.platform)  # a bench before this one may have had its own
    (size_of_it,) = (
        figure
        for figure in calendars.measure(network).figures
        if (figure.subject, figure.what) == ("in full", "bytes")
    )
    assert size_of_it.held, size_of_it


def test_a_page_of_a_list_costs_the_same_however_many_are_in_it() -> None:
    """In two reads; and a search reads no more than a page of the index twice, and 20 people."""
    few, many = ({(f.subject, f.what): f for f in crowd.measure(n).figures} for n in (500, 2000))
    platform.install(None)
    assert all(figure.held for figure in many.values())
    for subject in ("50 of its list, from the first on", "50 of its list, from the middle on"):
        assert many[subject, "read units"].value == few[subject, "read units"].value
    for subject in crowd.SEARCHES:
        assert 0 < many[subject, "read units"].value <= MOST_UNITS_OF_A_SEARCH
    assert many["partition NETWORK#<network>", "rows"].value == 2000


def test_a_gate_that_falls_is_shown_and_told() -> None:
    chapter = Chapter(
        "Speed",
        "B is one.",
        [Figure("api", "init", 1.3, "B", 1.2), Figure("door", "rate", 500, "/s", 400, least=True)],
    )
    shown = StringIO()

    show(chapter, Console(file=shown, width=100))

    assert "1.3 B (≤ 1.2) ✗" in shown.getvalue()
    assert "500 /s (≥ 400)" in shown.getvalue()
    assert fallen([chapter]) == ["api: init is 1.3 B, the gate is ≤ 1.2."]
    assert not chapter.held


def test_an_item_has_the_size_that_dynamodb_bills() -> None:
    item: Item = {"pk": {"S": "a"}, "n": {"N": "1234"}, "l": {"L": [{"S": "ab"}, {"BOOL": True}]}}

    assert size(item) == len("pk" + "a") + len("n") + 3 + len("l") + 3 + (1 + 2) + (1 + 1)
