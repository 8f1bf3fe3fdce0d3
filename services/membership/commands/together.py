"""What host admins do about the numbers of all listed networks together."""

from __future__ import annotations

from datetime import timedelta

from services.contracts.refusals import NotAllowed
from services.membership import store
from services.membership.commands.statistics import PublishStatistics
from services.membership.model import together as model
from services.membership.store import together as shelf
from services.membership.store.together import Desk
from services.runtime import platform
from services.runtime.limits import demand


def desk(*, by: str) -> Desk:
    """What is published and what comes next, for host admins."""
    found = shelf.desk()
    if by not in found.admins:
        raise NotAllowed("Only those who look after the installation may do this.")
    return found


def take(*, by: str) -> str:
    """Have a new snapshot counted, which the next minutes do; its id."""
    there = desk(by=by)
    demand(store.table(), "statistics", "HOST", most=60, within=timedelta(hours=1))
    begun = model.begin(there.latest, there.next, platform.new_id(), platform.now())
    store.save(shelf.put_next(begun, there.next))
    return begun.snapshot_id


def publish(wish: PublishStatistics, *, by: str) -> None:
    """Let the draft be seen by everybody, for good; fine if it was published already."""
    there = desk(by=by)
    if there.latest and there.latest.snapshot_id == wish.snapshot_id:
        return
    snapshot, said = model.publish(there.next, wish.snapshot_id, platform.now())
    if there.next is not None:
        store.save(shelf.publishing(there.next, snapshot), [said])
