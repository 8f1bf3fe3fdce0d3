"""What is in doubt is settled by the provider's evidence, and what got stuck is set going again."""

from __future__ import annotations

from services.notifications import accounts, planning
from services.notifications.handover import evidence_key
from services.notifications.model import batch as rules
from services.notifications.model.batch import Batch, Result, State
from services.notifications.model.fanout import Stage
from services.notifications.model.kinds import KEPT_NOWHERE
from services.notifications.store import batches, fanouts
from services.runtime import platform
from services.runtime.ports import Item


def by_evidence(batch: Batch) -> Batch:
    """A batch whose claim has run out, as the provider knows of it; any other as it is."""
    now = platform.now()
    asked = [*batch.in_hand, *sorted(batch.doubtful)]
    if not asked or (batch.claimed_at and now < batch.claimed_at + rules.LEASE):
        return batch
    mail = platform.current().mail
    accepted = {member_id: mail.accepted(evidence_key(batch, member_id)) for member_id in asked}
    known = rules.by_evidence(batch, accepted, now)
    batches.keep(known)
    return known


def look(row: Item) -> bool:
    """Look at a fan-out or a single mail; tells whether it is over."""
    if "fanout_id" in row:
        return _look_at_fanout(row["fanout_id"])
    return _look_at_single(row["member_id"], row["about"])


def _look_at_fanout(fanout_id: str) -> bool:
    fanout = fanouts.find(fanout_id)
    if fanout is None or fanout.stage is Stage.FINISHED:
        return True
    if fanout.stage is not Stage.SENDING:
        planning.carry_on(fanout_id)
        return False
    stuck = []
    for batch in batches.all_of(fanout_id, fanout.batches):
        known = batch if batch.counted else by_evidence(batch)
        if known.state is State.SETTLED and known.number is not None:
            accounts.count(fanout_id, known.number)
        elif known.state is State.OPEN:
            stuck.append(planning.message(known))
    planning.queue(stuck)
    return False


def _look_at_single(member_id: str, about: str) -> bool:
    batch = batches.find_single(member_id, about)
    if batch is None or batch.state is State.SETTLED:
        return True
    known = by_evidence(batch)
    if known.state is not State.OPEN:
        return known.state is State.SETTLED
    if known.kind in KEPT_NOWHERE and platform.now() >= known.useful_until:
        batches.keep(rules.all_of(known, Result.TOO_LATE))
        return True
    if known.kind not in KEPT_NOWHERE:
        planning.queue([planning.message(known)])
    return False
