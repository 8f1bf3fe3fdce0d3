"""When a minute has passed: nothing that fails for one holds up another."""

from __future__ import annotations

from datetime import timedelta

import pytest

from services.membership import store, ticks
from services.runtime import due, platform
from services.runtime.ports import Put
from tests.world import Home


def test_a_row_that_cannot_be_read_does_not_keep_the_others(
    home: Home, capsys: pytest.CaptureFixture[str]
) -> None:
    """M5."""
    later = platform.now() + timedelta(days=7)
    for number in range(4):
        pk, sk = due.key(later - timedelta(hours=1), f"broken{number}")
        home.platform.tables.transact(Put(store.table(), {"pk": pk, "sk": sk}))
    home.platform.identity.create("m1", "ann@kelder.example")
    store.save(store.asked("key", None, "m1", {"wish_id": "w", "email": "ann@kelder.example"}))
    home.clock.move_to(later)
    ticks.handler({}, None)
    assert home.platform.database.rows("SELECT * FROM users") == []
    logged = capsys.readouterr().out
    assert "forgetting_failed" in logged
    assert "ann" not in logged


def test_whoever_joins_at_the_last_moment_is_kept(home: Home) -> None:
    """M5: the row is looked at again when the later wish ends."""
    home.platform.identity.create("m1", "ann@kelder.example")
    store.save(store.asked("key", None, "m1", {"wish_id": "w"}))
    home.clock.advance(timedelta(days=6, hours=23, minutes=59))
    store.save(store.asked("key", store.claim("key"), "m1", {"wish_id": "x"}))
    home.clock.advance(timedelta(minutes=1))
    ticks.handler({}, None)
    assert len(home.platform.database.rows("SELECT * FROM users")) == 1
    (row,) = [item for item in home.dump() if item["pk"].startswith("DUE#")]
    assert row["sk"].startswith("2026-12-07")
    assert store.claim("key") is not None
