"""What the embedded tables do that no test of both platforms can see: how much they read."""

from __future__ import annotations

import sqlite3
from datetime import UTC, datetime

import pytest

from services.runtime.embedded.platform import EmbeddedPlatform
from services.runtime.ports import Item, Put

ROWS = 4000
T = "members"


def position(number: int) -> Item:
    return {
        "pk": f"MEMBER#{number:04}",
        "sk": "HERE",
        "gsi1pk": "HERE",
        "gsi1sk": f"in#{number:04}",
    }


@pytest.fixture(scope="module")
def crowd() -> EmbeddedPlatform:
    """Many rows in one partition of the index."""
    here = EmbeddedPlatform.in_memory(datetime(2026, 11, 24, tzinfo=UTC))
    for start in range(0, ROWS, 100):
        here.tables.transact(*(Put(T, position(n)) for n in range(start, start + 100)))
    return here


def steps(here: EmbeddedPlatform, **asked: object) -> tuple[list[str], int]:
    """Where a page begins and ends, and how much SQLite worked for it, in hundreds of steps."""
    connection: sqlite3.Connection = here.database._connection
    worked = 0

    def work() -> None:
        nonlocal worked
        worked += 1

    connection.set_progress_handler(work, 100)
    items = here.tables.query(T, "HERE", index=True, limit=10, **asked).items  # type: ignore[arg-type]
    connection.set_progress_handler(None, 100)
    return [items[0]["gsi1sk"], items[-1]["gsi1sk"]], worked


@pytest.mark.parametrize("bound", [{}, {"prefix": "in#"}, {"up_to": "in#9999"}], ids=str)
@pytest.mark.parametrize("backwards", [False, True])
def test_a_page_in_the_middle_is_no_more_work_than_the_first(
    crowd: EmbeddedPlatform, bound: dict[str, str], backwards: bool
) -> None:
    """A list of 100,000 is read to its end page by page; each would read all before it again."""
    _, first = steps(crowd, backwards=backwards, **bound)
    found, middle = steps(crowd, backwards=backwards, after=position(2000), **bound)
    assert found == (["in#1999", "in#1990"] if backwards else ["in#2001", "in#2010"])
    assert middle <= first + 2


@pytest.mark.parametrize("backwards", [False, True])
def test_a_page_that_goes_on_keeps_within_its_bounds(
    crowd: EmbeddedPlatform, backwards: bool
) -> None:
    """Whatever place it is told to go on from."""
    whence = position(3999 if backwards else 0)
    for bound, ends in (
        ({"prefix": "in#2"}, ("in#2000", "in#2999")),
        ({"up_to": "in#0005"}, ("in#0000", "in#0005")),
    ):
        page = crowd.tables.query(
            T, "HERE", index=True, limit=ROWS, backwards=backwards, after=whence, **bound
        )
        found = sorted(item["gsi1sk"] for item in page.items)
        first = "in#0001" if "up_to" in bound and not backwards else ends[0]
        assert (found[0], found[-1]) == (first, ends[1])
