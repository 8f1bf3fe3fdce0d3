"""The network as a process of its own: started, asked, interrupted and killed."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

from infra.embedded.friday.visitor import Answer, Room, ask

ROOT = Path(__file__).parents[3]
ADDRESS = re.compile(r"http://127\.0\.0\.1:\d+(?=/\s)")
PATIENCE = 60


def environment() -> dict[str, str]:
    """As it is, but the same on every machine where that can be seen in what is said."""
    return {**os.environ, "PYTHONIOENCODING": "utf-8", "COLUMNS": "120"}


def run(
    *arguments: str | Path, prepare: Callable[[], None] | None = None
) -> subprocess.CompletedProcess[str]:
    """Run it to its end."""
    return subprocess.run(
        command(arguments),
        cwd=ROOT,
        env=environment(),
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        preexec_fn=prepare,
        check=False,
    )


def command(arguments: tuple[str | Path, ...]) -> list[str]:
    """The command line for these arguments."""
    return [sys.executable, "-m", "infra.embedded", *map(str, arguments)]


class Running:
    """One running network; leaves with the block, by Ctrl-C unless it was ended before."""

    def __init__(
        self,
        data: Path,
        *arguments: str,
        site: bool = True,
        prepare: Callable[[], None] | None = None,
        patience: int = PATIENCE,
    ) -> None:
        self.process = subprocess.Popen(
            command(("--port", "0", "--data", data, *arguments)),
            cwd=ROOT,
            env=environment(),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            preexec_fn=prepare,
        )
        self.said: list[str] = []
        # Nobody waits for ever for a line that does not come.
        self._watchdog = threading.Timer(patience, self.process.kill)
        self._watchdog.start()
        self.site = ""
        if site:
            self.site = self.wait_for(ADDRESS)

    def wait_for(self, what: re.Pattern[str]) -> str:
        """Read what it says until this comes; returns it."""
        assert self.process.stdout
        for line in self.process.stdout:
            self.said.append(line)
            if found := what.search(line):
                return found[0]
        assert self.process.stderr
        errors = self.process.stderr.read()
        self.__exit__()
        raise AssertionError(f"it ended: {''.join(self.said)}{errors}")

    def end(self, how: signal.Signals = signal.SIGINT) -> tuple[int, str, str]:
        """End it with a signal; returns exit code, output and errors."""
        self.process.send_signal(how)
        assert self.process.stdout and self.process.stderr
        rest, errors = self.process.stdout.read(), self.process.stderr.read()
        self.process.wait(PATIENCE)
        self._watchdog.cancel()
        return self.process.returncode, "".join(self.said) + rest, errors

    def get(self, path: str, **headers: str) -> Answer:
        """Ask the front door for something."""
        return ask(self.site, "GET", path, headers=headers)

    @property
    def room(self) -> Room:
        """Its control room."""
        return Room(self.site)

    def __enter__(self) -> Running:
        return self

    def __exit__(self, *_: Any) -> None:
        self._watchdog.cancel()
        if self.process.poll() is None:
            self.process.kill()
        # Waits, and closes the pipes.
        self.process.__exit__(None, None, None)
