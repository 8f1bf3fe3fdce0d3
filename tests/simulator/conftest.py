"""Whatever a world installs is gone after the test, and functions are found anew."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from infra.embedded import machine
from services.runtime import logs, platform


@pytest.fixture(autouse=True)
def afterwards() -> Iterator[None]:
    """Leave nothing behind."""
    machine.function.cache_clear()
    yield
    machine.function.cache_clear()
    platform.install(None)
    logs.write_to(None)  # type: ignore[arg-type]
