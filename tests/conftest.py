"""What every test may ask for: `home`, a bare platform, and `world`, the whole product."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from services.runtime import platform
from tests.world import Home, World


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
