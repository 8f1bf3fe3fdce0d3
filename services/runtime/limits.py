"""How often somebody may do something: counters under keyed hashes that hold no content."""

from __future__ import annotations

from datetime import timedelta

from services.contracts.refusals import TooMany
from services.runtime import platform
from services.runtime.signing import keyed_hash


def allow(table: str, what: str, who: str, *, most: int, within: timedelta) -> bool:
    """Count one more `what` by `who` in the present window; False once there are too many."""
    now = int(platform.now().timestamp())
    length = int(within.total_seconds())
    window = now - now % length
    key = (f"LIMIT#{what}#{keyed_hash(f'limit:{what}', who)}", str(window))
    counted = platform.current().tables.count(table, key, expires_at=window + 2 * length)
    return counted <= most


def try_once(table: str, what: str, thing: str, *, most: int, lives: timedelta) -> bool:
    """Count one more try at a thing that lives no longer than that; False after `most` of them.

    There is no window that could end between two tries: the counter outlives the thing.
    """
    key = (f"LIMIT#{what}#{keyed_hash(f'limit:{what}', thing)}", "ALL")
    ends = int((platform.now() + 2 * lives).timestamp())
    return platform.current().tables.count(table, key, expires_at=ends) <= most


def demand(table: str, what: str, who: str, *, most: int, within: timedelta) -> None:
    """Raise TooMany, which says when the present window ends, unless `allow`."""
    if not allow(table, what, who, most=most, within=within):
        length = int(within.total_seconds())
        left = length - int(platform.now().timestamp()) % length
        minutes = -(-left // 60)
        raise TooMany(
            f"That was tried too often. Try again in {minutes} minute{'s' if minutes > 1 else ''}.",
            retry_after=left,
        )
