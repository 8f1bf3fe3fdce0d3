"""The site on one machine: HTTP on loopback in front, and the pump that moves what waits behind."""

from __future__ import annotations

import _thread
import contextlib
import logging
import socket
import threading
import time
from pathlib import Path

from waitress.channel import HTTPChannel
from waitress.server import create_server
from waitress.task import ErrorTask

from infra.embedded import wiring
from infra.embedded.control_room import ControlRoom
from infra.embedded.events import problem
from infra.embedded.front_door import FrontDoor
from infra.embedded.machine import Machine
from infra.embedded.pump import Pump
from services.runtime import logs
from services.runtime.embedded.platform import EmbeddedPlatform

LOOPBACK = "127.0.0.1"
MINUTE = 60.0
# Far above what is taken: whoever sends too much can read the answer instead of a broken pipe.
MOST_BODY = 64 * 1024 * 1024
CLOSING = 5.0
WRONG = {
    400: "This is not a request that can be read. Check how it is written.",
    413: f"The request is larger than {MOST_BODY // 1024 // 1024} megabytes. Send less.",
    431: "The headers of the request are too long. Send less of them.",
    501: "Send the request with its length, or in chunks.",
}


class Site:
    """Answers on a listening socket from a data folder that the caller holds."""

    def __init__(self, folder: Path, listener: socket.socket) -> None:
        self.address = f"http://{LOOPBACK}:{listener.getsockname()[1]}"
        self._platform = EmbeddedPlatform.in_folder(folder, {"PLAIN_COOKIES": "1"})
        parameters = {"Stage": "embedded", "SiteUrl": self.address}
        self._platform.queues.release()
        self.machine = Machine(self._platform, wiring.read(parameters))
        self.pump = Pump(self.machine)
        self.control_room = ControlRoom(self.machine, self.pump)
        self._mover = Mover(self.machine, self.pump)
        # Its warnings name addresses and quote requests: neither belongs on the terminal.
        logging.getLogger("waitress").setLevel(logging.CRITICAL + 1)
        self._server = create_server(
            FrontDoor(self.machine, self.control_room, self._mover.wake),
            sockets=[listener],
            threads=8,
            ident=None,
            max_request_body_size=MOST_BODY,
        )
        self._server.channel_class = Channel

    def is_sound(self) -> bool:
        """Whether the data is what was written."""
        return self._platform.database.row("PRAGMA quick_check(1)") == ("ok",)

    def serve(self) -> None:
        """Answer until interrupted; only from the main thread."""
        self._mover.start()
        with contextlib.suppress(KeyboardInterrupt):
            self._server.run()

    def stop(self) -> None:
        """Make `serve` return, from any thread."""
        _thread.interrupt_main()
        self._server.trigger.pull_trigger()

    def close(self) -> None:
        """Finish what is being done and let go of the data."""
        self._mover.stop()
        self._server.task_dispatcher.shutdown(timeout=CLOSING)
        self._server.close()
        with self.machine.lock:
            self._platform.database.close()


class Refused(ErrorTask):  # type: ignore[misc]
    """The answer to a request that is none, in the one shape for everything that goes wrong."""

    def execute(self) -> None:
        """Say what is wrong with it."""
        error = self.request.error
        answer = problem(error.code, WRONG.get(error.code, WRONG[400]))
        self.status = f"{error.code} {error.reason}"
        self.response_headers.extend(answer.headers)
        self.set_close_on_finish()
        self.content_length = len(answer.body)
        self.write(answer.body)


class Channel(HTTPChannel):  # type: ignore[misc]
    """A connection whose refusals look like all others."""

    error_task_class = Refused


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
                    pass
            except Exception as error:
                logs.fault("mover_failed", error)
            self._awake.wait(1)

    def _tick_each_minute(self) -> None:
        # Minutes of the machine, not of the movable clock: that one ticks wherever it stops.
        if time.monotonic() >= self._next_tick:
            self._next_tick = time.monotonic() + MINUTE
            self._machine.tick()
