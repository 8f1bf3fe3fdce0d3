"""The local cloud as a process: ministack on loopback, which writes down what it knows.

It stops when its standard input ends, so that it never outlives whoever started it; and it keeps
its state every half minute, since ministack by itself keeps it only when it stops in good order.
"""

from __future__ import annotations

import asyncio
import contextlib
import sys
import threading
from pathlib import Path
from typing import Any

from hypercorn.asyncio import serve
from hypercorn.config import Config
from ministack import app as ministack

from infra.cloud import amends, calls, server
from infra.cloud.watch import Watch


class Keeper:
    """Saves the state again and again, one save at a time; the last one is ministack's own."""

    def __init__(self, every: float) -> None:
        self._every = every
        self._saving = asyncio.Lock()

    async def keep_on(self) -> None:
        """Save for as long as the process lives."""
        while True:
            await asyncio.sleep(self._every)
            await self.keep_now()

    async def keep_now(self) -> None:
        """Save once."""
        async with self._saving:
            await asyncio.to_thread(amends.save, amends.state())

    async def rest(self) -> None:
        """Wait for a save in hand and let no other begin: two at once would spoil the files."""
        await self._saving.acquire()


async def run(port: int, folder: Path, keep_every: float) -> None:
    """Serve until standard input ends."""
    config = Config()
    config.bind = [f"127.0.0.1:{port}"]
    config.loglevel = "WARNING"
    config.keep_alive_timeout = 75
    over = asyncio.Event()
    _when_input_ends(asyncio.get_running_loop(), over)
    keeper = Keeper(keep_every)
    keeping = asyncio.create_task(keeper.keep_on())

    async def stopped() -> None:
        await over.wait()
        await keeper.rest()
        keeping.cancel()

    watch: Any = Watch(ministack.app, folder, keep=keeper.keep_now, look_now=amends.look_now)
    await serve(watch, config, shutdown_trigger=stopped)
    with contextlib.suppress(asyncio.CancelledError):
        await keeping


def _when_input_ends(loop: asyncio.AbstractEventLoop, over: asyncio.Event) -> None:
    def wait() -> None:
        sys.stdin.read()
        loop.call_soon_threadsafe(over.set)

    threading.Thread(target=wait, name="input", daemon=True).start()


def main(arguments: list[str]) -> None:
    """Play AWS on this port with this folder, kept every so many seconds; see `server.py`."""
    port, folder, keep_every = int(arguments[0]), Path(arguments[1]), float(arguments[2])
    # Let go of by the system, however this process ends.
    server.hold(folder)
    calls.record(folder)
    amends.apply()
    asyncio.run(run(port, folder, keep_every))


if __name__ == "__main__":
    main(sys.argv[1:])
