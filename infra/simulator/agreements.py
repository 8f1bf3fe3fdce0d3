"""Watches who agrees to a draft, and whether their yes still counts when it is published (C6)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from infra.simulator.journal import Heard, Journal, PlaceSeen
from services.notes.model import CHECKERS
from services.runtime.ports import Item, Put, Write

if TYPE_CHECKING:
    from infra.simulator.watch import Names


class Agreements:
    """Keeps in the journal since when there is each yes."""

    def __init__(self, journal: Journal, names: Names) -> None:
        self._journal = journal
        self._drafts = names.drafts
        self._inbox = names.notes_inbox

    def written(self, writes: Sequence[Write]) -> None:
        """Drafts are written with everybody's yes so far."""
        for write in writes:
            if isinstance(write, Put) and write.table == self._drafts and "approvals" in write.item:
                self._draft(write.item)

    def _draft(self, draft: Item) -> None:
        before = self._journal.agreed.get(draft["draft_id"], {})
        given = {(one["reviewer"], one["text_hash"]) for one in draft["approvals"]}
        self._journal.agreed[draft["draft_id"]] = {
            one: before.get(one) or self._journal.next_order() for one in sorted(given)
        }

    def counting(self, draft: Item, text_hash: str) -> set[str]:
        """Who agreed to this wording, without who left, was suspended or lost the role since."""
        return {
            reviewer
            for (reviewer, agreed), order in self._journal.agreed[draft["draft_id"]].items()
            if agreed == text_hash
            and self.might(reviewer, draft, self._journal.order)
            and not self._lost(reviewer, draft, order)
        }

    def might(self, reviewer: str, draft: Item, order: int) -> bool:
        """Whether this person might check notes then, as far as notes had heard.

        Rights are decided at the moment of the request: what is heard while it goes on is too late.
        """
        seen = [(self._heard(one), one) for one in self._places(reviewer, draft)]
        finished = [
            one.sequence
            for when, one in seen
            if when and when.taken is not None and when.taken <= order
        ]
        newest = max(finished, default=0)
        gone = self._journal.gone(self._inbox, reviewer)
        if gone is not None and gone <= order:
            return False
        return any(_checks(one) for when, one in seen if when and one.sequence >= newest)

    def _lost(self, reviewer: str, draft: Item, order: int) -> bool:
        """Whether notes has heard since then that this person may not: coming back is too late."""
        gone = self._journal.gone(self._inbox, reviewer)
        if gone is not None and gone > order:
            return True
        heard = [self._heard(one) for one in self._places(reviewer, draft) if not _checks(one)]
        return any(when and when.taken is not None and when.taken > order for when in heard)

    def _places(self, reviewer: str, draft: Item) -> Sequence[PlaceSeen]:
        return self._journal.places[reviewer, draft["network_id"]]

    def _heard(self, place: PlaceSeen) -> Heard | None:
        return self._journal.heard.get((self._inbox, place.event_id))


def _checks(seen: PlaceSeen) -> bool:
    return seen.is_member() and not seen.roles.isdisjoint(CHECKERS)
