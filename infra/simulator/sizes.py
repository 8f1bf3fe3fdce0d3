"""How large a mailing must be to fall into parts: in some worlds a few people are enough.

The services' own numbers are for thousands. With these a dozen members fill several batches of
several handfuls and several pages, so that pauses, crashes and news come between any two of them.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from services.notifications.model import batch
from services.notifications.store import batches, fanouts


@dataclass(frozen=True)
class Sizes:
    """People in a batch and in a handful, members in a page of the plan, batches read at once."""

    people: int
    handful: int
    members: int
    batches: int


USUAL = Sizes(batch.MOST_PEOPLE, batch.HANDFUL, fanouts.MEMBERS_AT_ONCE, batches.AT_ONCE)


def small(dice: random.Random) -> Sizes:
    """Sizes at which a dozen people are many."""
    return Sizes(dice.randint(1, 6), dice.randint(1, 3), dice.randint(2, 6), dice.randint(1, 3))


@contextmanager
def of(sizes: Sizes) -> Iterator[None]:
    """Mailings have these sizes for as long as this lasts."""
    _set(sizes)
    try:
        yield
    finally:
        _set(USUAL)


def _set(sizes: Sizes) -> None:
    batch.MOST_PEOPLE = sizes.people
    batch.HANDFUL = sizes.handful
    fanouts.MEMBERS_AT_ONCE = sizes.members
    batches.AT_ONCE = sizes.batches
