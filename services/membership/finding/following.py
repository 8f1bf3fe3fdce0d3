"""The directory follows what happens elsewhere: where people work, and that they have left."""

from __future__ import annotations

from services.contracts.membership import MemberLeft
from services.contracts.organisations import MemberAffiliationChanged
from services.contracts.refusals import Conflict
from services.contracts.roles import Standing
from services.membership import store as people
from services.membership.model import directory as rules
from services.membership.store import directory as store
from services.membership.store import vouching

TRIES = 5
STAYS = (Standing.MEMBER, Standing.SUSPENDED)
"""With these somebody keeps what they have said; nobody sees it of who is suspended."""


def affiliated(event: MemberAffiliationChanged) -> None:
    """Let somebody be found by where they work now (shape: advance)."""
    for _ in range(TRIES - 1):
        try:
            _affiliated(event.member_id)
        except Conflict:
            continue
        return
    _affiliated(event.member_id)


def left(event: MemberLeft) -> None:
    """Whoever has left a network is in its directory no more, nor whom they vouch for (advance)."""
    there = store.mine(event.network_id, event.member_id)
    # Whoever asks to come back at once waits by now, and starts anew.
    is_out = there.place is None or there.place.standing not in STAYS
    if there.entry is not None and is_out:
        gone = rules.withdraw(there.entry)
        people.save(store.delete_entry(there.entry, there.stored), gone)
    if is_out:
        for contact in vouching.of(event.member_id, event.network_id):
            people.save(vouching.delete_contact(contact, never_again=False))


def _affiliated(member_id: str) -> None:
    about, entries = store.entries_of(member_id)
    if about is None:
        return
    for entry, stored, sector in entries:
        facets = tuple(rules.facets(entry, about))
        if (facets, store.sector_of(entry, about)) != (stored, sector):
            people.save(store.put_entry(rules.again(entry), stored, facets, about))
