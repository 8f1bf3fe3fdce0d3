"""When people hear that they were added: 200 of a network an hour, however many lists (A24)."""

from __future__ import annotations

import random
from datetime import datetime, timedelta

from services.membership.importing.turns import TOLD_AFTER, Turns, take
from tests.world import START

HOUR = timedelta(hours=1)


def test_nobody_hears_of_it_within_half_an_hour_and_200_within_an_hour() -> None:
    turns, times = take(Turns("psmn", START), 201, START)
    assert times[0] == START + TOLD_AFTER
    assert times[-1] == times[0] + HOUR
    assert turns.version == 1
    assert take(turns, 0, START) == (turns, ())


def test_lists_that_come_in_together_or_late_share_the_turns() -> None:
    """A24: whatever the chunks are, and however long they wait, no hour has more than 200."""
    seed = random.SystemRandom().randrange(10**6)
    dice = random.Random(seed)
    turns, now = Turns("psmn", START), START
    told: list[datetime] = []
    for _ in range(150):
        now += timedelta(seconds=dice.choice((0, 1, 20, 300, 7200)))
        turns, times = take(turns, dice.randint(0, 10), now)
        assert all(at >= now + TOLD_AFTER for at in times), seed
        told += times
    assert told == sorted(told), seed
    for number, at in enumerate(told[200:]):
        assert at - told[number] >= HOUR, seed
