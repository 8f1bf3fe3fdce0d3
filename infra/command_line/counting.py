"""Waits at the terminal until an installation has counted what somebody asked it to count."""

from __future__ import annotations

import time
from typing import Any

from infra.command_line import screen
from infra.command_line.asking import Installation, Refused


def counted(there: Installation, path: str, wanted: str, *, every: float, most: float) -> Any:
    """The figures of this snapshot, as JSON; looks `every` so many seconds, for `most` seconds.

    Raises Refused if it takes longer, or if another snapshot was begun meanwhile. It has to look
    again and again: an installation cannot call a terminal.
    """
    began = time.monotonic()
    with screen.waiting("Counting"):
        while time.monotonic() - began < most:
            found = there.get(f"{path}/next")
            if found["snapshot_id"] != wanted:
                raise Refused("Somebody else has begun to count. Look at what comes of it.")
            if found["figures"]:
                return found["figures"]
            time.sleep(every)
    raise Refused("It is still being counted. Look again in some minutes.")
