"""The sending queue: each message is one batch of a fan-out, or a single mail, to be sent."""

from __future__ import annotations

from typing import Any

from services.notifications import accounts, handover, occasions, singles
from services.notifications.handover import ComesAgain
from services.notifications.model import batch as rules
from services.notifications.model.batch import Batch, Result
from services.notifications.model.fanout import Fanout
from services.notifications.model.kinds import Kind
from services.notifications.store import batches, facts, fanouts
from services.runtime import inbox, logs, platform
from services.runtime.ports import Check


def handler(event: dict[str, Any], context: Any) -> Any:
    """Take messages of the sending queue; answers which of them must come again."""
    return inbox.each(event, _take)


def send(fanout_id: str, number: int) -> None:
    """Send one batch of a fan-out, if nobody else has; raises ComesAgain if somebody must wait."""
    fanout, batch = fanouts.find_batch(fanout_id, number)
    if fanout is None or batch is None:
        return  # so old that its results were forgotten
    after: Batch | None = batch
    if batch.waiting and not batch.is_held(platform.now()):
        after = _hand_over(fanout, batch)
        if after is not None and after.waiting and handover.is_put_off(after):
            raise ComesAgain
    if after is None or not after.counted:
        accounts.count(fanout_id, number)


def _hand_over(fanout: Fanout, batch: Batch) -> Batch | None:
    try:
        letter = occasions.letter(fanout)
    except occasions.Outdated:
        return _settled(batch, Result.SUPERSEDED)
    except occasions.NotYet:
        if platform.now() >= batch.useful_until:
            return _settled(batch, Result.TOO_LATE)
        raise ComesAgain from None
    return handover.hand_over(
        batch, letter, holds=_fence(fanout), keep=lambda after: accounts.keep(fanout, after)
    )


def _fence(fanout: Fanout) -> Check | None:
    """What must still hold at the moment of the claim, after the letter was drawn."""
    if fanout.kind is Kind.NOTE:
        return facts.never_hidden(fanout.subject_id)
    if fanout.fence is None:
        return None
    if fanout.kind is Kind.NOTE_HIDDEN:
        return facts.still_hidden(fanout.subject_id, fanout.fence)
    return facts.unchanged(fanout.subject_id, fanout.fence)


def _settled(batch: Batch, result: Result) -> Batch:
    settled = rules.all_of(batch, result)
    batches.keep(settled)
    return settled


def _take(asked: Any) -> None:
    try:
        if "fanout_id" in asked:
            send(asked["fanout_id"], asked["batch"])
        else:
            singles.carry_on(asked["member_id"], asked["about"])
    except ComesAgain:
        logs.info("mail_comes_again", service="notifications")
        raise
    except Exception as error:
        logs.fault("sending_failed", error, service="notifications")
        raise
