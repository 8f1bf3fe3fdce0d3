"""The clock of the local cloud: an offset in a file that every function reads."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from services.runtime.aws.clock import read_offset

CLOCK_FILE = "clock"


class LocalClock:
    """The machine's clock and what is added to it; it stays moved over a restart."""

    def __init__(self, folder: Path) -> None:
        self._file = folder / CLOCK_FILE

    def now(self) -> datetime:
        """The present instant in UTC, as the functions see it."""
        return datetime.now(UTC) + read_offset(self._file)

    def move_to(self, instant: datetime) -> None:
        """Make this the present instant, for all functions at once."""
        offset = (instant - datetime.now(UTC)).total_seconds()
        new = self._file.with_suffix(".new")
        new.write_text(str(offset), encoding="ascii")
        # Moved over the old one: whoever reads meanwhile sees one of the two and no half.
        new.replace(self._file)
