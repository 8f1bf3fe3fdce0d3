"""Rows that say what is due: found in time, and never before it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from services.runtime import due, platform
from services.runtime.ports import Put
from tests.world import Home

TABLE = "candour-test-membership"
AT = datetime(2026, 11, 30, 9, 0, tzinfo=UTC)
A_PART = timedelta(microseconds=343_405)


@pytest.mark.parametrize("at", [AT, AT + A_PART], ids=["a whole second", "a part of one"])
def test_a_row_is_found_in_the_second_of_its_time_and_not_before_it(at: datetime) -> None:
    """Whoever looks at a row that is early takes it for an old one, and it does not come again."""
    home = Home()
    pk, sk = due.key(at, "thing")
    home.platform.tables.transact(Put(TABLE, {"pk": pk, "sk": sk}))
    for now in (at - timedelta(seconds=1), at - timedelta(microseconds=1)):
        assert list(due.rows(TABLE, now)) == []
    (row,) = due.rows(TABLE, at + timedelta(seconds=1))
    assert datetime.fromisoformat(row["sk"].partition("#")[0]) >= at
    platform.install(None)
