"""Randomness in AWS: the machine's own."""

from __future__ import annotations

import secrets


class AwsIds:
    """The Ids port."""

    def new(self) -> str:
        """32 hexadecimal digits."""
        return secrets.token_hex(16)

    def digits(self, count: int) -> str:
        """Decimal digits."""
        return f"{secrets.randbelow(10**count):0{count}d}"
