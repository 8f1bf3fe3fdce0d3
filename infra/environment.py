"""Makes the folder .venv, with nothing but the standard library and what pip finds."""

from __future__ import annotations

import contextlib
import hashlib
import importlib.util
import json
import os
import platform
import shutil
import subprocess
import sys
import tempfile
import time
import tomllib
from collections.abc import Iterator
from pathlib import Path

from infra.lock import lock_at_once
from infra.stop import Code, Stop, disk_full

KINDS = ("run", "local", "dev")
"""Each holds everything of those before it: to run, with the local cloud, with all tests."""
BEGUN = "begun"
# Less than that holds no environment; an installer that runs out cleans up and says little.
SMALLEST_ROOM = 50_000_000
UNREACHABLE = (
    "NewConnectionError",
    "Failed to establish",
    "ConnectTimeout",
    "name resolution",
    "ProxyError",
    "unreachable",
    "dns error",
    "(from versions: none)",
)


def why_not_installed(said: str) -> Stop | None:
    """What the output of an installer means, if it is something that another try cannot mend."""
    if any(sign in said for sign in ("No space left", "Errno 28", "os error 28", "Disk quota")):
        return disk_full()
    if "DO NOT MATCH THE HASHES" in said or "Hash mismatch" in said:
        return Stop(
            Code.NOT_INSTALLED, "A package differs from the locked one; nothing was installed."
        )
    if any(sign in said for sign in UNREACHABLE):
        return Stop(
            Code.NOT_INSTALLED,
            "The packages cannot be reached: check the network, or pip's proxy and index settings,"
            " and start again.",
        )
    return None


class Environment:
    """The folder .venv: complete and marked so, or rebuilt from nothing."""

    def __init__(self, folder: Path, *, verbose: bool = False) -> None:
        self._folder = folder
        self._verbose = verbose
        self._venv = folder / ".venv"
        self._marker = self._venv / "complete.json"
        bin_ = ("Scripts", "python.exe") if os.name == "nt" else ("bin", "python")
        self.python = self._venv.joinpath(*bin_)

    def has(self, kind: str) -> bool:
        """Whether everything of this kind is installed, and for this Python."""
        return self.python.exists() and self._marked().get(kind) == self._hash(kind)

    def prepare(self, kind: str) -> None:
        """Install what is missing; an interrupted installation is never trusted."""
        if self.has(kind):
            return
        with self._alone() as lock:
            if self.has(kind):
                return
            try:
                self._build(kind, lock)
            except BaseException:
                if not self.has("run"):
                    shutil.rmtree(self._venv, ignore_errors=True)
                raise

    def _build(self, kind: str, lock: int) -> None:
        # The larger locks repeat the pins of the smaller: adding leaves what runs as it is.
        before = self._marked()
        adding = self.has("run") and kind not in before and BEGUN not in before.values()
        if adding:
            self._mark({**before, kind: BEGUN})
        else:
            self._begin(lock)
        try:
            self._install(kind, lock)
        except Stop as stop:
            if adding and stop.code != Code.DISK_FULL:
                self._mark(before)
            raise
        self._make_commands()
        self._mark({name: self._hash(name) for name in KINDS[: KINDS.index(kind) + 1]})

    def _begin(self, lock: int) -> None:
        """An empty environment."""
        if any(importlib.util.find_spec(name) is None for name in ("venv", "ensurepip")):
            raise Stop(
                Code.NO_VENV,
                "Python's venv module is missing: install it (Debian, Ubuntu:"
                " apt install python3-venv) and start again.",
            )
        if self._venv.is_symlink():
            self._venv.unlink()
        elif self._venv.exists():
            shutil.rmtree(self._venv)
        made, said = self._step("Making .venv", [sys.executable, "-m", "venv", self._venv], lock)
        if not made:
            raise self._why_not(said) or Stop(
                Code.NO_VENV,
                "Python could not make .venv: `python3 run.py setup --verbose` shows why.",
            )

    def _install(self, kind: str, lock: int) -> None:
        pip: list[str | Path] = [self.python, "-m", "pip", "install", "--disable-pip-version-check"]
        uv: list[str | Path] = [self.python, "-m", "uv", "pip", "install", "--python", self.python]
        fetched, said = self._step("Fetching the installer", [*pip, *self._locked("uv")], lock)
        if fetched:
            done, said = self._step("Installing packages", [*uv, *self._locked(kind)], lock)
            if done:
                return
        why = self._why_not(said)
        # uv does not read pip's settings: behind a mirror pip may still get through.
        if why and (why.code == Code.DISK_FULL or not fetched):
            raise why
        done, said = self._step("Installing with pip", [*pip, *self._locked(kind)], lock)
        if not done:
            raise self._why_not(said) or Stop(
                Code.NOT_INSTALLED,
                "The packages could not be installed: `python3 run.py setup --verbose` shows why.",
            )

    def _make_commands(self) -> None:
        """What `[project.scripts]` names, to be started from any folder.

        An installer could make them too, but would have to build the project first.
        """
        project = tomllib.loads((self._folder / "pyproject.toml").read_text(encoding="utf-8"))
        for name, target in project["project"].get("scripts", {}).items():
            module, _, function = target.partition(":")
            lines = (
                "import sys",
                f"sys.path.insert(0, {str(self._folder)!r})",
                f"from {module} import {function}",
                f"sys.exit({function}())",
                "",
            )
            if os.name == "nt":
                script = self.python.with_name(f"{name}-script.py")
                script.write_text("\n".join(lines), encoding="utf-8")
                shell = f'@"%~dp0{self.python.name}" "%~dp0{script.name}" %*\r\n'
                self.python.with_name(f"{name}.cmd").write_text(shell, encoding="utf-8")
                continue
            command = self.python.with_name(name)
            # To a shell the first lines start Python, to Python they are a text: no path is too
            # long for that, or has a space too many.
            begin = ("#!/bin/sh", f'\'\'\'exec\' "{self.python}" "$0" "$@"', "' '''")
            command.write_text("\n".join((*begin, *lines)), encoding="utf-8")
            command.chmod(0o755)

    def _why_not(self, said: str) -> Stop | None:
        if shutil.disk_usage(self._folder).free < SMALLEST_ROOM:
            return disk_full()
        return why_not_installed(said)

    def _step(self, what: str, command: list[str | Path], lock: int) -> tuple[bool, str]:
        """Run a command; tells whether it worked and what it said."""
        with tempfile.TemporaryFile() as output:
            out = None if self._verbose else output
            with subprocess.Popen(
                [str(part) for part in command],
                cwd=self._folder,
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=out,
                # An orphan of a killed setup keeps the lock, so that no other builds beside it.
                pass_fds=() if os.name == "nt" else (lock,),
            ) as process:
                code = watch(what, process)
            output.seek(0)
            return code == 0, output.read().decode(errors="replace")

    def _locked(self, kind: str) -> list[str | Path]:
        return ["--require-hashes", "-r", Path("requirements", f"{kind}.txt")]

    def _hash(self, kind: str) -> str:
        """What the marker must say: these packages, for this Python, in this place."""
        locked = (self._folder / "requirements" / f"{kind}.txt").read_bytes()
        python = (sys.implementation.cache_tag, platform.machine(), str(self._folder))
        return hashlib.sha256(repr(python).encode() + locked).hexdigest()

    def _marked(self) -> dict[str, str]:
        try:
            return dict(json.loads(self._marker.read_text(encoding="utf-8")))
        except (OSError, ValueError):
            return {}

    def _mark(self, marks: dict[str, str]) -> None:
        """Written beside and moved, so that it is whole or not there."""
        new = self._marker.with_suffix(".new")
        new.write_text(json.dumps(marks), encoding="utf-8")
        new.replace(self._marker)

    @contextlib.contextmanager
    def _alone(self) -> Iterator[int]:
        """One setup at a time; the system lets go of the lock however the process ends."""
        lock = os.open(self._folder / ".venv.lock", os.O_RDWR | os.O_CREAT, 0o644)
        try:
            if not lock_at_once(lock):
                print("Another setup is running; this one waits for it.", flush=True)
                while not lock_at_once(lock):
                    time.sleep(0.2)
            yield lock
        finally:
            os.close(lock)


def watch(what: str, process: subprocess.Popen[bytes]) -> int:
    """Wait for a process and show how long it takes; it does not outlive an interruption."""
    began = time.monotonic()
    live = sys.stdout.isatty()
    print(what, "...", end="" if live else "\n", flush=True)
    while True:
        try:
            code = process.wait(timeout=1)
            break
        except subprocess.TimeoutExpired:
            if live:
                seconds = time.monotonic() - began
                print(f"\r{what} ... {seconds:.0f} s", end="", flush=True)
        except BaseException:
            process.terminate()
            raise
    verdict = "done" if code == 0 else "failed"
    line = f"{what} ... {verdict}, {time.monotonic() - began:.1f} s"
    print("\r" + line if live else line, flush=True)
    return code
