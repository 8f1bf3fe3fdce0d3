"""Tables in which something happens just before the next write."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from tests.world import Home


@contextmanager
def meanwhile(home: Home, happens: Callable[[], object]) -> Iterator[None]:
    """Let it happen between what a command reads and what it writes, once."""
    tables = home.platform.tables
    home.platform.tables = _Interrupted(tables, happens)  # type: ignore[assignment]
    yield
    home.platform.tables = tables


class _Interrupted:
    def __init__(self, tables: Any, happens: Callable[[], object]) -> None:
        self._tables = tables
        self._to_happen = [happens]

    def __getattr__(self, name: str) -> Any:
        return getattr(self._tables, name)

    def transact(self, *writes: Any) -> None:
        while self._to_happen:
            self._to_happen.pop()()
        self._tables.transact(*writes)
