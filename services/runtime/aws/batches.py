"""Cutting what is sent into calls that the service accepts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

MOST_ENTRIES = 10
# Both EventBridge and SQS now take a MiB for a call; a quarter of it was the limit for years,
# still is in some places, and costs us nothing.
MOST_BYTES = 256 * 1024


def batches(sizes: Sequence[int]) -> Iterator[range]:
    """Positions that go together: 10 at most and within the size, in order, none left out."""
    start, total = 0, 0
    for position, size in enumerate(sizes):
        full = position - start == MOST_ENTRIES or total + size > MOST_BYTES
        if full and position > start:
            yield range(start, position)
            start, total = position, 0
        total += size
    if sizes:
        yield range(start, len(sizes))
