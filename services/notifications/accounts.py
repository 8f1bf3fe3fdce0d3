"""The accounts of a fan-out: each settled batch is counted once, and the last one ends it."""

from __future__ import annotations

from collections.abc import Sequence

from services.contracts.event import Event
from services.contracts.refusals import Conflict
from services.notifications.handover import ComesAgain
from services.notifications.model import fanout as rules
from services.notifications.model.batch import Batch, State, in_one_step
from services.notifications.model.fanout import Fanout
from services.notifications.store import batches, fanouts
from services.runtime import logs

TRIES = 10


def keep(fanout: Fanout, batch: Batch) -> Batch:
    """Write down what became of a batch, and count it in the same step if nobody else counts.

    Many senders count into one fan-out; what became of a batch waits for none of them.
    """
    if batch.state is State.SETTLED:
        fuller, done, events = rules.counted(fanout, batch)
        try:
            return _counted(fuller, in_one_step(batch, done), events)
        except Conflict:
            pass  # on purpose: it is counted by itself
    return batches.keep(batch)


def count(fanout_id: str, number: int) -> None:
    """Count a batch if it is settled and was not counted before; raises ComesAgain if it cannot.

    Apart from settling on purpose: whoever has to try again has written down before what became of
    the batch.
    """
    for _ in range(TRIES):
        fanout, batch = fanouts.find_batch(fanout_id, number)
        if fanout is None or batch is None or batch.state is not State.SETTLED or batch.counted:
            return
        fuller, done, events = rules.counted(fanout, batch)
        try:
            _counted(fuller, done, events)
        except Conflict:
            continue
        return
    raise ComesAgain


def _counted(fanout: Fanout, batch: Batch, events: Sequence[Event]) -> Batch:
    fanouts.count(fanout, batch, events)
    if events:
        logs.info("fanout_finished", fanout_id=fanout.fanout_id, count=fanout.audience)
    return batch
