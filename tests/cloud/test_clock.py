"""The clock of the local cloud moves for every function, and a clock in AWS never does."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from infra.cloud.clock import CLOCK_FILE, LocalClock
from infra.embedded.template import TEMPLATE
from services.runtime.aws.clock import MOVED_BY, SERVER, AwsClock

HERE = "http://127.0.0.1:4566"
LATER = timedelta(days=3)


def moved(folder: Path) -> str:
    LocalClock(folder).move_to(datetime.now(UTC) + LATER)
    return str(folder / CLOCK_FILE)


def test_a_moved_clock_is_moved_for_every_function(tmp_path: Path) -> None:
    clock = AwsClock({SERVER: HERE, MOVED_BY: moved(tmp_path)})
    assert clock.now() - datetime.now(UTC) > LATER - timedelta(minutes=1)


@pytest.mark.parametrize("server", [{}, {SERVER: "https://dynamodb.eu-west-2.amazonaws.com"}])
def test_nothing_moves_a_clock_in_aws(tmp_path: Path, server: dict[str, str]) -> None:
    clock = AwsClock({**server, MOVED_BY: moved(tmp_path)})
    assert abs(clock.now() - datetime.now(UTC)) < timedelta(minutes=1)
    assert MOVED_BY not in TEMPLATE.read_text(encoding="utf-8")
