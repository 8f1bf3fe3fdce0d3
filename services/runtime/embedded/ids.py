"""Randomness: the machine's own, or seeded, so that a simulated world can be repeated."""

from __future__ import annotations

import random
import secrets


class EmbeddedIds:
    """The Ids port."""

    def __init__(self, seed: int | None = None) -> None:
        self._random = secrets.SystemRandom() if seed is None else random.Random(seed)  # noqa: S311 - a simulated world must be repeatable

    def new(self) -> str:
        """32 hexadecimal digits."""
        return f"{self._random.getrandbits(128):032x}"

    def digits(self, count: int) -> str:
        """Decimal digits."""
        return f"{self._random.randrange(10**count):0{count}d}"
