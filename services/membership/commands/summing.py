"""Counts all listed networks together, some at each tick, until there is a draft."""

from __future__ import annotations

from dataclasses import replace

from services.membership import store
from services.membership.model import together as model
from services.membership.model.together import Next
from services.membership.store import together as shelf
from services.runtime import platform
from services.runtime.ports import Item

PAGES = 30
"""Of 100 places, at a look, with their owners' places in the networks before."""


def look(row: Item) -> None:
    """Count some more; raises Conflict if somebody began anew meanwhile (shape: advance)."""
    begun = shelf.counting()
    if begun is None or begun.inputs is not None or begun.snapshot_id != row["together"]:
        store.save([shelf.is_over(row)])
        return
    # Unlisted ones are not counted: what the listed ones leave of the whole would tell of them.
    listed = [one.network_id for one in store.listed() if not one.archived]
    counted = begun if begun.networks else model.of_networks(begun, listed)
    for _ in range(PAGES):
        if counted.at == len(counted.networks):
            counted = _draft(counted)
            break
        counted = _more(counted)
    now = replace(counted, version=begun.version + 1)
    store.save(shelf.put_next(now, begun))


def _more(counting: Next) -> Next:
    people, onwards = shelf.some_people(counting)
    counted = model.add(counting, people)
    if onwards is not None:
        return replace(counted, position=onwards)
    return model.network_is_done(counted, *shelf.beside_people(counting.networks[counting.at]))


def _draft(counting: Next) -> Next:
    known, _ = store.organisations.known()
    # 32 hexadecimal digits, as a salt of 128 bits has.
    return model.draft(counting, known.register, shelf.before(), salt=platform.new_id())
