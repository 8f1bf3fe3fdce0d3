"""The site on one machine: HTTP on loopback before an engine."""

from __future__ import annotations

import _thread
import contextlib
import logging
import socket

from waitress.channel import HTTPChannel
from waitress.server import create_server
from waitress.task import ErrorTask

from infra.embedded.control_room import ControlRoom
from infra.embedded.events import problem
from infra.embedded.front_door import FrontDoor
from infra.engine import Engine

LOOPBACK = "127.0.0.1"
# Far above what is taken: whoever sends too much can read the answer instead of a broken pipe.
MOST_BODY = 64 * 1024 * 1024
KEPT_IN_MEMORY = 8 * 1024 * 1024
"""More than any file that is taken: what people send is not to be in temporary files (S20)."""
CLOSING = 5.0
WRONG = {
    400: "This is not a request that can be read. Check how it is written.",
    413: f"The request is larger than {MOST_BODY // 1024 // 1024} megabytes. Send less.",
    431: "The headers of the request are too long. Send less of them.",
    501: "Send the request with its length, or in chunks.",
}


class Site:
    """Answers on a listening socket from an engine that the caller holds."""

    def __init__(self, engine: Engine, listener: socket.socket) -> None:
        self.address = address(listener)
        self._engine = engine
        self.control_room = ControlRoom(engine)
        # Its warnings name addresses and quote requests: neither belongs on the terminal.
        logging.getLogger("waitress").setLevel(logging.CRITICAL + 1)
        self._server = create_server(
            FrontDoor(engine, self.control_room),
            sockets=[listener],
            threads=8,
            ident=None,
            max_request_body_size=MOST_BODY,
            inbuf_overflow=KEPT_IN_MEMORY,
        )
        self._server.channel_class = Channel

    def serve(self) -> None:
        """Answer until interrupted; only from the main thread."""
        self._engine.start()
        with contextlib.suppress(KeyboardInterrupt):
            self._server.run()

    def stop(self) -> None:
        """Make `serve` return, from any thread."""
        _thread.interrupt_main()
        self._server.trigger.pull_trigger()

    def close(self) -> None:
        """Finish what is being answered."""
        self._server.task_dispatcher.shutdown(timeout=CLOSING)
        self._server.close()


def address(listener: socket.socket) -> str:
    """Where people find what listens there."""
    return f"http://{LOOPBACK}:{listener.getsockname()[1]}"


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
