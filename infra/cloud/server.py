"""Starts ministack as a child on loopback and stops it; the only file that knows how it is set."""

from __future__ import annotations

import contextlib
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

from infra.cloud.clock import CLOCK_FILE
from infra.lock import lock_at_once
from infra.stop import Code, Stop

LOOPBACK = "127.0.0.1"
REGION = "eu-west-2"
ROOT = Path(__file__).parents[2]
LOG = "engine.log"
PORT_FILE = "port"
HELD = "engine.lock"
KEEP = "/_candour/keep"
KEEP_EVERY = 30.0
PATIENCE = 60.0
CLOSING = 30.0
OPEN = urllib.request.build_opener(urllib.request.ProxyHandler({}))
"""Asks this machine itself, whatever proxy the surroundings name."""


def operator(endpoint: str) -> dict[str, str]:
    """The variables by which a process talks to this endpoint as its operator, and to no other."""
    return {
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
        "AWS_DEFAULT_REGION": REGION,
        "AWS_ENDPOINT_URL": endpoint,
        "AWS_EC2_METADATA_DISABLED": "true",
        "NO_PROXY": f"{LOOPBACK},localhost",
    }


def outside() -> dict[str, str]:
    """What this process was started with, without anything that leads to somebody's account."""
    return {name: value for name, value in os.environ.items() if not name.startswith("AWS_")}


def surroundings(folder: Path, endpoint: str) -> dict[str, str]:
    """What all functions inherit here: their clock can be moved, and the site has no TLS."""
    return {
        "AWS_ENDPOINT_URL": endpoint,
        "CLOCK_FILE": str(folder / CLOCK_FILE),
        "PLAIN_COOKIES": "1",
    }


def keep(endpoint: str) -> None:
    """Have everything written down now, and not only at the next turn."""
    asked = urllib.request.Request(f"{endpoint}{KEEP}", method="POST")  # noqa: S310 - our own
    with OPEN.open(asked, timeout=PATIENCE):
        return


@contextlib.contextmanager
def started(folder: Path, *, keep_every: float = KEEP_EVERY) -> Iterator[str]:
    """The endpoint of a ministack that keeps its state in this folder; stopped at the end."""
    folder.mkdir(parents=True, exist_ok=True)
    _wait_for_the_last(folder)
    # Packages that a killed run had unpacked.
    shutil.rmtree(folder / "tmp", ignore_errors=True)
    for name in ("state", "s3", "tmp"):
        (folder / name).mkdir(parents=True, exist_ok=True)
    port = _port(folder)
    endpoint = f"http://{LOOPBACK}:{port}"
    with (
        (folder / LOG).open("ab") as log,
        subprocess.Popen(
            [sys.executable, "-m", "infra.cloud.launcher", str(port), str(folder), str(keep_every)],
            cwd=ROOT,
            env=outside()
            | operator(endpoint)
            | surroundings(folder, endpoint)
            | _settings(port, folder),
            stdin=subprocess.PIPE,
            stdout=log,
            stderr=log,
            # Ctrl-C is for this process, which then stops the child in good order.
            start_new_session=True,
        ) as child,
    ):
        try:
            _wait(child, endpoint, folder)
            yield endpoint
        finally:
            _stop(child)


def _settings(port: int, folder: Path) -> dict[str, str]:
    return {
        "GATEWAY_PORT": str(port),
        "BIND_HOST": LOOPBACK,
        "IOT_MTLS_ENABLED": "0",
        "SFTP_ENABLED": "0",
        "AUTH": "true",
        "PERSIST_STATE": "1",
        "S3_PERSIST": "1",
        "STATE_DIR": str(folder / "state"),
        "S3_DATA_DIR": str(folder / "s3"),
        "TMPDIR": str(folder / "tmp"),
        "MINISTACK_REGION": REGION,
        "LOG_LEVEL": "WARNING",
        # Nothing here runs in a container, and nobody's daemon is asked for one.
        "DOCKER_HOST": "unix:///nonexistent.sock",
    }


def _port(folder: Path) -> int:
    """The port of last time: ministack keeps the addresses of queues with it."""
    kept = folder / PORT_FILE
    wanted = int(kept.read_text(encoding="ascii")) if kept.exists() else 0
    try:
        port = _free(wanted)
    except OSError as error:
        raise Stop(
            Code.PORT_TAKEN, f"Port {wanted} of the local cloud is taken: stop what uses it."
        ) from error
    kept.write_text(str(port), encoding="ascii")
    return port


def hold(folder: Path) -> int | None:
    """Take what says that state is kept here by a process that lives; nothing if it is taken."""
    descriptor = os.open(folder / HELD, os.O_RDWR | os.O_CREAT, 0o600)
    if lock_at_once(descriptor):
        return descriptor
    os.close(descriptor)
    return None


def _wait_for_the_last(folder: Path) -> None:
    """One whose parent was killed still writes down what it knows, and a second would spoil it."""
    until = time.monotonic() + CLOSING
    while (held := hold(folder)) is None:
        if time.monotonic() > until:
            raise Stop(
                Code.SECOND_COPY, "The local cloud of before does not end: stop it, then start."
            )
        time.sleep(0.05)
    os.close(held)


def _free(port: int) -> int:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        probe.bind((LOOPBACK, port))
        found: int = probe.getsockname()[1]
        return found


def _wait(child: subprocess.Popen[bytes], endpoint: str, folder: Path) -> None:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until and child.poll() is None:
        with contextlib.suppress(OSError), OPEN.open(f"{endpoint}/_ministack/health", timeout=5):
            return
        time.sleep(0.05)
    raise Stop(Code.FAILED, f"The local cloud did not start: {folder / LOG} says why.")


def _stop(child: subprocess.Popen[bytes]) -> None:
    if child.stdin:
        child.stdin.close()
    try:
        child.wait(CLOSING)
    except subprocess.TimeoutExpired:
        child.kill()
