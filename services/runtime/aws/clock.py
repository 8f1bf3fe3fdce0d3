"""What time it is in AWS: the machine's clock, which nobody can move.

The local cloud can: it names a file that says by how many seconds. The setting counts for nothing
unless AWS is played on this very machine, so that no mistake in a template can move a real clock.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path

MOVED_BY = "CLOCK_FILE"
SERVER = "AWS_ENDPOINT_URL"
THIS_MACHINE = "http://127.0.0.1:"


class AwsClock:
    """The Clock port."""

    def __init__(self, settings: Mapping[str, str]) -> None:
        here = settings.get(SERVER, "").startswith(THIS_MACHINE)
        name = settings.get(MOVED_BY) if here else None
        self._moved_by = Path(name) if name else None

    def now(self) -> datetime:
        """The present instant in UTC."""
        now = datetime.now(UTC)
        return now + read_offset(self._moved_by) if self._moved_by else now


def read_offset(file: Path) -> timedelta:
    """By how much the clock of the local cloud is moved; not at all if nobody moved it."""
    try:
        return timedelta(seconds=float(file.read_text(encoding="ascii")))
    except FileNotFoundError:
        return timedelta()
