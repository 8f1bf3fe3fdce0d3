"""Watches who asked to be erased and who thought again, by what is written about it (M22)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from infra.simulator.journal import Journal
from services.runtime.ports import Delete, Put, Write

if TYPE_CHECKING:
    from infra.simulator.watch import Names

ASKED = "ERASURE"
"""Under this sort key membership keeps that somebody asked; without the row nobody did."""


class Erasures:
    """Keeps in the journal whose erasure still stands."""

    def __init__(self, journal: Journal, names: Names) -> None:
        self._journal = journal
        self._membership = names.membership

    def written(self, writes: Sequence[Write]) -> None:
        """What was asked for is deleted when it is called off, and when the erasing begins."""
        for write in writes:
            if (
                isinstance(write, Delete)
                and write.key[1] == ASKED
                and write.table == self._membership
            ):
                # Whoever asks again begins anew.
                self._journal.versions.pop((write.table, *write.key), None)
                if not any(_begins(other) for other in writes):
                    self._journal.wanted.pop(write.key[0].removeprefix("MEMBER#"), None)


def _begins(write: Write) -> bool:
    return isinstance(write, Put) and write.item.get("detail_type") == "MemberErased.v1"
