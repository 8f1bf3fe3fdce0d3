"""What every test may ask for: `home`, a bare platform, and `world`, the whole product."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from xdist.remote import Producer
from xdist.scheduler import LoadScopeScheduling

from services.runtime import platform
from tests.world import Home, World

HERE = Path(__file__).parent
SHARE = {"cloud", "conformance", "faults", "web"}
"""Rooms whose files share what is dear to start: an engine, an account or a browser."""
LONGEST = ("web", "faults", "mutations", "cloud", "conformance", "simulator", "infra")
"""Rooms that begin first, so that at the end no process waits for another."""

# Wherever else nothing compiled may be kept, here it must be: the tests are read by every process,
# to rewrite what they assert takes half of that, and some tests start further processes.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False


class ByRoom(LoadScopeScheduling):  # type: ignore[misc]
    """Gives a process a file at a time, or the whole of a room that shares an engine.

    Not by marks of groups: pytest from 9.2 on gives xdist 3.8 no way to say them
    (pytest-dev/pytest-xdist issue 1386), and they are lost without a word.
    """

    def _split_scope(self, nodeid: str) -> str:
        file = nodeid.partition("::")[0]
        room = _room(HERE.parent / file)
        return room if room in SHARE else file


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> ByRoom | None:
    """What gives the tests to processes if files are asked for: `run.py test` does."""
    return ByRoom(config, log) if config.getvalue("dist") == "loadfile" else None


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with what takes longest."""
    items.sort(key=_turn)


def _room(path: Path) -> str:
    return path.relative_to(HERE).parts[0]


def _turn(item: pytest.Item) -> int:
    room = _room(item.path)
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
