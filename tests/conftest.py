"""What every test may ask for: `home`, a bare platform, and `world`, the whole product."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from services.runtime import platform
from tests.world import Home, World

HERE = Path(__file__).parent
SHARE = {"cloud", "conformance", "faults", "web"}
"""Rooms whose files share what is dear to start: an engine, an account or a browser."""
LONGEST = ("web", "faults", "mutations", "cloud", "conformance", "privileges", "simulator", "infra")
"""Rooms that begin first, so that at the end no process waits for another."""


@pytest.hookimpl(tryfirst=True)  # xdist reads the marks in a hook of the same name
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Keep a file in one process, and a room that shares an engine, when there are several."""
    items.sort(key=_turn)
    for item in items:
        group = _room(item) if _room(item) in SHARE else str(item.path)
        item.add_marker(pytest.mark.xdist_group(group))


def _room(item: pytest.Item) -> str:
    return item.path.relative_to(HERE).parts[0]


def _turn(item: pytest.Item) -> int:
    room = _room(item)
    return LONGEST.index(room) if room in LONGEST else len(LONGEST)


@pytest.fixture
def home() -> Iterator[Home]:
    """The embedded platform in memory, with a frozen clock and nothing wired."""
    yield Home()
    platform.install(None)


@pytest.fixture
def world() -> Iterator[World]:
    """The whole product in memory, with a frozen clock."""
    yield World()
    platform.install(None)
