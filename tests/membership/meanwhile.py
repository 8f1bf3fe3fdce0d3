"""Watching what is asked of the tables, and letting somebody act in between."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from services.membership import model, store
from services.membership.erasing import saga
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


def calls_of(network: Network, act: Callable[[], object]) -> list[str]:
    """What this asks of the tables and of the user pool, call by call."""
    there, calls = network.world.platform, list[str]()
    ports = there.tables, there.identity
    there.tables = Watched(there.tables, calls)  # type: ignore[assignment]
    there.identity = Watched(there.identity, calls)  # type: ignore[assignment]
    try:
        act()
    finally:
        there.tables, there.identity = ports
    return calls


def erase(network: Network, member_id: str) -> None:
    """Somebody's erasing begins, as if it had been asked for a week ago."""
    wanted, said = model.request_erasure(member_id, [], network.world.now - timedelta(days=7))
    store.save(store.asked_for(wanted), [said])
    saga.look(store.row_of_erasure(member_id, wanted.due_at))


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
