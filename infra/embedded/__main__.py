"""`python -m infra.embedded`: the network on this machine, or a check that it works."""

from __future__ import annotations

import argparse
import contextlib
import errno
import os
import signal
import socket
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

from rich.console import Console
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from infra.embedded import demo, friday
from infra.embedded.control_room import PREFIX
from infra.embedded.data_folder import CLOUD, EMBEDDED, DataFolder, broken, older
from infra.embedded.engine import EmbeddedEngine
from infra.embedded.site import LOOPBACK, Site, address
from infra.engine import Engine
from infra.stop import Code, Stop, because, leave
from services.runtime import logs


def say(what: str) -> None:
    """Tell the person at the terminal, who may be reading it through a pipe."""
    encoding = sys.stdout.encoding or "ascii"
    print(what.encode(encoding, "replace").decode(encoding), flush=True)


@contextlib.contextmanager
def listening(port: int) -> Iterator[socket.socket]:
    """A socket that people on this machine can reach, and nobody else."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as listener:
        if sys.platform != "win32":
            # There it would let two programs share the port.
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((LOOPBACK, port))
            listener.listen(128)
        except OSError as error:
            taken = error.errno == errno.EADDRINUSE
            what = "taken: stop what uses it" if taken else "not allowed: take one above 1023"
            raise Stop(
                Code.PORT_TAKEN, f"Port {port} is {what}, or start with --port 0."
            ) from error
        yield listener


Running = Callable[[Path, str], contextlib.AbstractContextManager[Engine]]
"""Runs an engine on the data in a folder, for a site at an address."""


@contextlib.contextmanager
def embedded(folder: Path, where: str) -> Iterator[Engine]:
    """Everything in this process."""
    engine = EmbeddedEngine.in_folder(folder, where)
    with contextlib.closing(engine):
        if not engine.is_sound():
            raise broken(folder)
        if not engine.is_of_this_version():
            raise older(folder)
        yield engine


@contextlib.contextmanager
def on_local_cloud(folder: Path, where: str) -> Iterator[Engine]:
    """The template, deployed to an AWS that is played on this machine."""
    # Inline on purpose: without --cloud nothing of it is installed.
    from infra.cloud import running

    say("Starting the local cloud ...")
    with running(folder, where) as engine:
        yield engine


@contextlib.contextmanager
def opened(folder: DataFolder, listener: socket.socket, running: Running) -> Iterator[Site]:
    """The site on data that is sound, with the demo loaded if there was nothing."""
    with folder.log() as log:
        logs.write_to(log)
        with (
            running(folder.path, address(listener)) as engine,
            contextlib.closing(Site(engine, listener)) as site,
        ):
            if not demo.is_loaded(engine):
                demo.load(engine, say)
            folder.finish()
            yield site


def start(
    folder: DataFolder, running: Running, port: int, *, fresh: bool, then: Callable[[Site], int]
) -> int:
    """Hold the folder, open the site, then let it serve."""
    folder.refuse_second_copy()
    with listening(port) as listener, folder.held(listener.getsockname()[1]):
        if fresh:
            folder.forget()
        with opened(folder, listener, running) as site:
            code = then(site)
            # Closing takes a moment; a second Ctrl-C must not cut it short.
            signal.signal(signal.SIGINT, signal.SIG_IGN)
            signal.signal(signal.SIGTERM, signal.SIG_IGN)
            return code


def serve(site: Site) -> int:
    """Answer until Ctrl-C."""
    Console(highlight=False).print(welcome(site))
    site.serve()
    say("Stopped; the data is kept.")
    return Code.DONE


def check(site: Site) -> int:
    """Play one Friday over HTTP."""
    went: list[bool] = []

    def play() -> None:
        try:
            went.append(friday.play(site.address, say))
        finally:
            site.stop()

    threading.Thread(target=play, name="friday", daemon=True).start()
    site.serve()
    say("The check passed." if went == [True] else "The check failed.")
    return Code.DONE if went == [True] else Code.FAILED


def welcome(site: Site) -> Panel:
    """Where everything is, and whom one can be."""
    table = Table.grid(padding=(0, 2))
    table.add_row("Site", f"{site.address}/")
    table.add_row("Control room", f"{site.address}{PREFIX}")
    table.add_row("Mailbox", f"{site.address}{PREFIX}#mailbox")
    table.add_row("", "Sign in there as one of these people, with one click:")
    for person in site.control_room.people():
        roles = ", ".join(person["roles"]).replace("_", " ") or "no role yet"
        table.add_row(Text(person["name"]), Text(f"{person['email']} ({roles})"))
    return Panel(table, title="Candour", subtitle="Ctrl-C stops it", expand=False)


def read_arguments(arguments: list[str]) -> argparse.Namespace:
    """The options; run.py gives all of them."""
    parser = argparse.ArgumentParser(prog="python -m infra.embedded", description=__doc__)
    parser.add_argument("--port", type=int, default=8080)
    parser.add_argument("--data", type=Path, default=Path(".candour"))
    parser.add_argument("--fresh", action="store_true")
    parser.add_argument("--check", action="store_true")
    parser.add_argument("--cloud", action="store_true")
    return parser.parse_args(arguments)


def run(asked: argparse.Namespace) -> int:
    """Serve, or check on data that is gone afterwards."""
    running = on_local_cloud if asked.cloud else embedded
    if not asked.check:
        folder = _data_folder(asked.data, cloud=asked.cloud)
        return start(folder, running, asked.port, fresh=asked.fresh, then=serve)
    with tempfile.TemporaryDirectory(prefix="candour-check-") as name:
        folder = _data_folder(Path(name), cloud=asked.cloud)
        return start(folder, running, 0, fresh=False, then=check)


def _data_folder(path: Path, *, cloud: bool) -> DataFolder:
    return DataFolder(path / "cloud", CLOUD) if cloud else DataFolder(path, EMBEDDED)


def main(arguments: list[str]) -> int:
    """Run, and turn whatever stops it into one sentence."""
    # What it keeps is about people, and nobody else's on this machine.
    os.umask(0o077)
    # Set anew: a process started in the background may have been told to ignore both.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        return run(read_arguments(arguments))
    except Stop as stop:
        why = stop
    except KeyboardInterrupt:
        why = Stop(Code.INTERRUPTED, "Interrupted before the start: begin again when you like.")
    except OSError as error:
        why = because(error, Code.FAILED, Path(error.filename or "."))
    print(why.sentence, file=sys.stderr)
    return why.code


if __name__ == "__main__":
    leave(main(sys.argv[1:]))
