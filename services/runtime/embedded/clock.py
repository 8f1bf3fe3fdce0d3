"""A clock that can be moved: an offset to the machine's clock, or frozen for tests."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from services.runtime.embedded.database import Database

OFFSET = "clock-offset-seconds"


class EmbeddedClock:
    """The Clock port; a moved clock stays moved over a restart."""

    def __init__(self, database: Database, *, frozen_at: datetime | None = None) -> None:
        self._database = database
        self._frozen_at = frozen_at
        self._frozen_timestamp = frozen_at.timestamp() if frozen_at else 0.0
        self._offset = timedelta(seconds=float(database.fact(OFFSET) or 0))

    def now(self) -> datetime:
        """The present instant in UTC."""
        return self._frozen_at or datetime.now(UTC) + self._offset

    def timestamp(self) -> float:
        """The present instant in seconds, as rows that wait or expire are compared with it."""
        if self._frozen_at is not None:
            return self._frozen_timestamp
        return self.now().timestamp()

    def move_to(self, instant: datetime) -> None:
        """Make this the present instant."""
        if self._frozen_at is not None:
            self._frozen_at = instant.astimezone(UTC)
            self._frozen_timestamp = instant.timestamp()
            return
        self._offset = instant - datetime.now(UTC)
        self._database.remember(OFFSET, str(self._offset.total_seconds()))

    def advance(self, by: timedelta) -> None:
        """Go on by this much."""
        self.move_to(self.now() + by)
