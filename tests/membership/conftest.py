"""Networks in memory for the tests of membership."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from services.runtime import platform
from tests.membership.network import PEOPLE, Network


@pytest.fixture
def network() -> Iterator[Network]:
    """A network with a chair and nobody else."""
    yield Network()
    platform.install(None)


@pytest.fixture
def everybody() -> Iterator[Network]:
    """A network with one person of every kind."""
    yield Network(*(kind for kind in PEOPLE if kind != "chair"))
    platform.install(None)
