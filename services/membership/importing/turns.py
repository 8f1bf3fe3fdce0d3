"""When those who were imported hear of it: in turns, so many an hour of a whole network (A24)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

TOLD_AFTER = timedelta(minutes=30)
"""How long an import can be taken back before anybody hears of it (M24)."""
TOLD_AN_HOUR = 200
"""How many of a network hear of it within an hour, however many lists are brought in."""
APART = timedelta(hours=1) / TOLD_AN_HOUR


@dataclass(frozen=True, slots=True)
class Turns:
    """Which turns of a network are given away: all before `free_from`."""

    network_id: str
    free_from: datetime
    version: int = 0


def take(turns: Turns, number: int, now: datetime) -> tuple[Turns, Sequence[datetime]]:
    """The next so many turns. One that was given to somebody who went again stays empty."""
    if not number:
        return turns, ()
    first = max(turns.free_from, now + TOLD_AFTER)
    taken = [first + place * APART for place in range(number)]
    return replace(turns, free_from=taken[-1] + APART, version=turns.version + 1), taken
