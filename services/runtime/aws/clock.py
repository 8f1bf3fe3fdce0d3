"""What time it is in AWS: the machine's clock, which nobody can move."""

from __future__ import annotations

from datetime import UTC, datetime


class AwsClock:
    """The Clock port."""

    def now(self) -> datetime:
        """The present instant in UTC."""
        return datetime.now(UTC)
