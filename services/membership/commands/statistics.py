"""What can be done about a network's statistics: counting, looking at the draft, publishing it.

Chairs do it for their network, and whoever looks after the installation for each of its networks.
"""

from __future__ import annotations

from datetime import timedelta

from services.contracts.refusals import NotFound
from services.contracts.roles import Role
from services.membership import store
from services.membership.model import statistics as model
from services.membership.store import statistics as shelf
from services.membership.store.statistics import Desk
from services.runtime import platform
from services.runtime.http.wishes import FilledLine, Wish
from services.runtime.limits import demand


class PublishStatistics(Wish):
    """The draft that was looked at: another one is not published in its place."""

    snapshot_id: FilledLine


def desk(network_id: str, *, by: str) -> Desk:
    """What there is to decide, for whoever may; a stranger learns of no unlisted network (M16)."""
    found = shelf.desk(network_id, by)
    if found.is_host:
        return found
    if not found.viewer.network.listed and found.viewer.standing is None:
        raise NotFound("There is no such network.")
    found.viewer.must_be(Role.CHAIR)
    return found


def take(network_id: str, *, by: str) -> str:
    """Have a new snapshot counted, which takes some seconds; its id."""
    there = desk(network_id, by=by)
    demand(store.table(), "statistics", network_id, most=60, within=timedelta(hours=1))
    begun, said = model.begin(
        network_id, there.opened, there.latest, there.next, platform.new_id(), platform.now()
    )
    store.save([shelf.put_next(begun, there.next)], [said])
    return begun.snapshot_id


def publish(network_id: str, wish: PublishStatistics, *, by: str) -> None:
    """Let the draft be seen, for good; fine if it was published already."""
    there = desk(network_id, by=by)
    if there.latest and there.latest.snapshot_id == wish.snapshot_id:
        return
    snapshot, said = model.publish(there.next, wish.snapshot_id, platform.now())
    if there.next is not None:
        store.save(shelf.publishing(there.next, snapshot), [said])
