"""Counts a network for its statistics when it was asked for, in steps.

Nobody waits for it: what was asked for is an event, and so is what a step leaves for the next.
"""

from __future__ import annotations

from services.contracts.statistics import StatisticsWanted
from services.membership import store
from services.membership.model import statistics as model
from services.membership.model.statistics import Next
from services.membership.store import statistics as shelf
from services.runtime import platform

PAGES = 50
"""In one step; with two calls for each it is far below what a function may take."""


def count_on(event: StatisticsWanted) -> None:
    """Count some more of the people, or all that is left (shape: advance)."""
    begun = shelf.counting(event.network_id)
    wanted = (event.snapshot_id, event.sequence)
    if begun is None or begun.inputs is not None or (begun.snapshot_id, begun.version) != wanted:
        return
    counted, position = begun, begun.position
    for _ in range(PAGES):
        people, onwards = shelf.some_people(event.network_id, position)
        counted = model.add(counted, people)
        if onwards is None:
            store.save([shelf.put_next(_draft(counted), begun)])
            return
        position = onwards
    left, said = model.go_on(counted, position)
    store.save([shelf.put_next(left, begun)], [said])


def _draft(counted: Next) -> Next:
    known, _ = store.organisations.known()
    return model.draft(
        counted,
        known.register,
        shelf.held(counted.network_id),
        shelf.notes_by_week(counted.network_id),
        shelf.before(counted.network_id, counted.number),
        # 32 hexadecimal digits, as a salt of 128 bits has.
        salt=platform.new_id(),
    )
