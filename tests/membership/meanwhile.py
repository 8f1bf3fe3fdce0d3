"""Watching what is asked of the tables, and letting somebody act in between."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.membership.network import Network


class Watched:
    """A port that writes down which of its calls were made; the calls go through."""

    def __init__(self, port: Any, calls: list[str]) -> None:
        self._port, self._calls = port, calls

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._port, name)
        if not callable(found):
            return found

        def call(*args: Any, **named: Any) -> Any:
            self._calls.append(name)
            return found(*args, **named)

        return call


def between(network: Network, act: Callable[[], object]) -> None:
    """Do this once, just before the next transaction."""
    tables = network.world.platform.tables

    class Overtaken(Watched):
        def __getattr__(self, name: str) -> Any:
            if name == "transact":
                network.world.platform.tables = tables
                act()
            return getattr(tables, name)

    network.world.platform.tables = Overtaken(tables, [])  # type: ignore[assignment]
