"""One machine: the platform, the functions of the template, and whatever moves between them."""

from __future__ import annotations

import importlib
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import datetime, timedelta
from functools import cache
from types import SimpleNamespace
from typing import Any

from infra.embedded.guard import Guard
from infra.embedded.roles import assumed
from infra.embedded.wiring import Wiring
from services.runtime import logs, platform
from services.runtime.due import SHARDS
from services.runtime.embedded.platform import EmbeddedPlatform

STRIDE = timedelta(hours=1)
LONG_STRIDE = timedelta(days=1)
LONG_WAY = timedelta(days=60)
PATIENCE = 0.02
"""Seconds for which a queue waits while people do; its mail must get out in a rush, too."""


class ClockGoesForward(ValueError):
    """What has happened has happened: the clock is never turned back."""


class Machine:
    """Calls functions, one at a time: each keeps the request that it answers."""

    def __init__(self, platform_: EmbeddedPlatform, wiring: Wiring) -> None:
        self.platform = platform_
        self.wiring = wiring
        self.lock = threading.RLock()
        self._visitors = Visitors()
        platform_.settings.update({**wiring.settings, **platform_.settings})
        platform_.bus.rules = wiring.rules
        platform_.tables.streams = {mapping.table: mapping.prefix for mapping in wiring.streams}
        platform_.identity.triggers = {
            name: self._trigger(handler) for name, handler in wiring.triggers.items()
        }
        self.guard = Guard(platform_)
        platform.install(self.guard)

    def invoke(self, handler: str, event: dict[str, Any]) -> Any:
        """Call a function by its `Handler` as Lambda would, and let it do what its role allows."""
        context = SimpleNamespace(
            function_name=handler,
            aws_request_id=self.platform.ids.new(),
            get_remaining_time_in_millis=lambda: 15_000,
        )
        with self.lock, assumed(self.wiring.roles.of_event(handler, event)):
            return function(handler)(event, context)

    def somebody_waits(self) -> AbstractContextManager[None]:
        """While this lasts somebody waits for an answer, and should not wait for a queue."""
        return self._visitors.here()

    def give_way(self) -> None:
        """Let whoever waits for an answer go first, but not for ever."""
        self._visitors.gone(PATIENCE)

    def tick(self) -> None:
        """Let every service see that time has passed, and really forget what is over.

        A service that fails holds up no other; what it raised is raised at the end.
        """
        failed: list[Exception] = []
        for handler in self.wiring.ticks:
            try:
                self.invoke(handler, {"source": "embedded.schedule"})
            except Exception as error:
                logs.fault("tick_failed", error, function=handler)
                failed.append(error)
        self.platform.database.run(
            "DELETE FROM items WHERE expires_at <= ?",
            (int(self.platform.clock.now().timestamp()),),
        )
        self.platform.database.checkpoint()
        if failed:
            raise failed[0]

    def next_stop(self, until: datetime) -> datetime:
        """The next instant at which something is due, and never a long way off."""
        now = self.platform.clock.now()
        stride = LONG_STRIDE if until - now > LONG_WAY else STRIDE
        stops = [until, now + stride]
        since = now.isoformat(timespec="seconds") + "#\uffff"
        for mapping in self.wiring.streams:
            for shard in range(SHARDS):
                row = self.platform.database.row(
                    "SELECT MIN(sk) FROM items WHERE tbl = ? AND pk = ? AND sk > ?",
                    (mapping.table, f"DUE#{shard}", since),
                )
                if row and row[0]:
                    stops.append(datetime.fromisoformat(row[0].partition("#")[0]))
        return min(stops)

    def _trigger(self, handler: str) -> Callable[[dict[str, Any]], dict[str, Any]]:
        def call(event: dict[str, Any]) -> dict[str, Any]:
            answer: dict[str, Any] = self.invoke(handler, event)
            return answer

        return call


class Visitors:
    """How many wait for an answer just now."""

    def __init__(self) -> None:
        self._count = 0
        self._changed = threading.Condition()

    @contextmanager
    def here(self) -> Iterator[None]:
        """One more, while this lasts."""
        with self._changed:
            self._count += 1
        try:
            yield
        finally:
            with self._changed:
                self._count -= 1
                self._changed.notify_all()

    def gone(self, patience: float) -> None:
        """Return when there is nobody, or after so many seconds."""
        with self._changed:
            self._changed.wait_for(lambda: not self._count, patience)


@cache
def function(handler: str) -> Callable[[dict[str, Any], Any], Any]:
    """The function that a `Handler` names, imported when it is first called."""
    module, _, name = handler.rpartition(".")
    found: Callable[[dict[str, Any], Any], Any] = getattr(importlib.import_module(module), name)
    return found
