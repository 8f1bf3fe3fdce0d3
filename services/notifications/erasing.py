"""What notifications forgets of somebody who was erased: the person at once, the ledger soon after.

The last mail, the receipt, comes from membership when every service is done, and its address is
kept nowhere (`singles.receipt`).
"""

from __future__ import annotations

from services.contracts.membership import MemberErased
from services.notifications.model import batch as rules
from services.notifications.store import batches, erasures, fanouts, looks, people
from services.notifications.store.table import table
from services.runtime import erasing, platform
from services.runtime.ports import Item


class StillSending(Exception):
    """A batch that somebody is in is being sent at this moment: look again in a while."""


def on_erased(event: MemberErased) -> None:
    """Somebody is gone for good and gets no mail from now on (shapes: project, create once)."""
    erasing.begin(table(), event.member_id, looks.first(erased=event.member_id))
    people.forget(event.member_id)


def look(row: Item) -> bool:
    """Forget the rest and say so; tells whether it is over. Harmless when it comes again."""
    member_id = row["erased"]
    begun = erasing.begun(table(), member_id)
    if begun is None:
        return True
    for network_id in begun["networks"]:
        _forget_in_the_ledger(network_id, member_id)
    looks.never_at(member_id)
    erasing.forget(table(), member_id)
    erasures.say(member_id)
    return True


def _forget_in_the_ledger(network_id: str, member_id: str) -> None:
    """What became of their mail stays in the counts, without who they were (A21)."""
    now = platform.now()
    after: Item | None = None
    while True:
        found, after = fanouts.of_network(network_id, after)
        for fanout in found:
            for batch in batches.all_of(fanout.fanout_id, fanout.batches):
                if member_id not in batch.results:
                    continue
                if batch.is_held(now):
                    raise StillSending
                batches.keep_people(rules.without_name(batch, member_id))
        if after is None:
            return
