"""The accounts of a fan-out: each settled batch is counted once, and the last one ends it."""

from __future__ import annotations

from services.contracts.refusals import Conflict
from services.notifications.handover import ComesAgain
from services.notifications.model import fanout as rules
from services.notifications.model.batch import State
from services.notifications.store import fanouts
from services.runtime import logs

TRIES = 10


def count(fanout_id: str, number: int) -> None:
    """Count a batch if it is settled and was not counted before; raises ComesAgain if it cannot.

    Apart from settling on purpose: many senders count into one fan-out and may have to try again,
    while what became of a batch is written down at the first try.
    """
    for _ in range(TRIES):
        fanout, batch = fanouts.find_batch(fanout_id, number)
        if fanout is None or batch is None or batch.state is not State.SETTLED or batch.counted:
            return
        fuller, done, events = rules.counted(fanout, batch)
        try:
            fanouts.count(fuller, done, events)
        except Conflict:
            continue
        if events:
            logs.info("fanout_finished", fanout_id=fanout_id, count=fuller.audience)
        return
    raise ComesAgain
