"""What the tests of notifications may ask for."""

from __future__ import annotations

import pytest

from tests.notifications.house import House
from tests.world import Home


@pytest.fixture
def house(home: Home) -> House:
    """Notifications alone, with a provider of mail that can be told to misbehave."""
    return House(home)
