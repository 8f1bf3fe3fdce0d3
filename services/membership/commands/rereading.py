"""Reads the texts that wait for chairs again, once the register of organisations has changed."""

from __future__ import annotations

from datetime import datetime, timedelta

from services.membership import store
from services.membership.model import rereading as rules
from services.membership.store import organisations
from services.runtime import platform
from services.runtime.ports import Item

PAGES = 4
"""Of 50 texts, at a look: what is left is read a minute later."""
ON_THEIR_WAY = timedelta(seconds=50)
"""Whoever wrote something just before the change is read by the register of then, and waits."""


def look(row: Item) -> None:
    """Read some of what waits, and decide what is understood now (shape: advance).

    Raises Conflict if the register changed meanwhile, or somebody wrote one of them just now: then
    it goes on where it began. What was decided waits no longer, so it is decided once.
    """
    changed_at = datetime.fromisoformat(row["changed_at"])
    if platform.now() < changed_at + ON_THEIR_WAY:
        return
    register = organisations.known()[0].register
    after = row["after"]
    for _ in range(PAGES):
        texts, after = store.affiliations.waiting_texts(after)
        for text in texts:
            decided = rules.understood(text, register)
            if decided is not None:
                now, said = decided
                store.save([store.affiliations.put_text(now)], [said])
        if after is None:
            break
    store.save([organisations.texts_were_read(row, after)])
