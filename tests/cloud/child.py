"""The child of this process that plays AWS, seen through /proc: its id and what it listens on."""

from __future__ import annotations

import os
from pathlib import Path

LISTENS = "0A"
TABLES = ("tcp", "tcp6", "udp", "udp6")


def pid(folder: Path) -> int:
    """The child that keeps its state in this folder."""
    (found,) = (
        int(path.name)
        for path in Path("/proc").glob("[0-9]*")
        if {b"infra.cloud.launcher", str(folder).encode()} <= _command(path)
    )
    return found


def sockets(of: int) -> set[tuple[str, str, int]]:
    """Protocol, address and port of everything that it listens on."""
    own = {os.readlink(link) for link in _links(of)}
    found = set()
    for table in TABLES:
        for line in Path(f"/proc/{of}/net/{table}").read_text().splitlines()[1:]:
            fields = line.split()
            if f"socket:[{fields[9]}]" in own and (fields[3] == LISTENS or "udp" in table):
                address, _, port = fields[1].partition(":")
                found.add((table, address, int(port, 16)))
    return found


def _command(path: Path) -> set[bytes]:
    try:
        return set((path / "cmdline").read_bytes().split(b"\0"))
    except OSError:
        return set()


def _links(of: int) -> list[Path]:
    return [link for link in Path(f"/proc/{of}/fd").iterdir() if link.is_symlink()]
