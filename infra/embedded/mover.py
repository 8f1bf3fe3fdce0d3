"""A thread that moves what waits, so that nobody has to ask for it."""

from __future__ import annotations

import threading
import time

from infra.embedded.machine import Machine
from infra.embedded.pump import Pump
from services.runtime import logs

MINUTE = 60.0
CLOSING = 5.0


class Mover:
    """A thread that moves what waits: after each request, each second, and with every minute."""

    def __init__(self, machine: Machine, pump: Pump) -> None:
        self._machine = machine
        self._pump = pump
        self._awake = threading.Event()
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._move, name="mover", daemon=True)
        # At once: something may have become due while nothing was running.
        self._next_tick = time.monotonic()

    def start(self) -> None:
        """Begin to move."""
        self._thread.start()

    def wake(self) -> None:
        """Something may have started to wait."""
        self._awake.set()

    def stop(self) -> None:
        """Finish the batch in hand; the rest waits on the disk."""
        self._over.set()
        self._awake.set()
        if self._thread.is_alive():
            self._thread.join(CLOSING)

    def _move(self) -> None:
        while not self._over.is_set():
            self._awake.clear()
            try:
                self._tick_each_minute()
                while not self._over.is_set() and self._pump.step():
                    self._machine.platform.database.tidy()
                self._machine.platform.database.sync()
            except Exception as error:
                logs.fault("mover_failed", error)
            self._awake.wait(1)

    def _tick_each_minute(self) -> None:
        # Minutes of the machine, not of the movable clock: that one ticks wherever it stops.
        if time.monotonic() >= self._next_tick:
            self._next_tick = time.monotonic() + MINUTE
            self._machine.tick()
