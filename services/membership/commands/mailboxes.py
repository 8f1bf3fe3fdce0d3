"""Whose mailboxes are whose, kept when the event of it comes back: joining costs nothing of it."""

from __future__ import annotations

from services.contracts.membership import MemberContactChanged
from services.contracts.refusals import Conflict
from services.membership import store
from services.membership.addresses import alias_key
from services.membership.store import mailboxes

TRIES = 5


def remember(event: MemberContactChanged) -> None:
    """Know whose mailboxes they are, so that no list brings them back otherwise spelt (M3, M23).

    Of the address that is said and of all that they have by now: a further one is not told, and one
    that they once had stays known until they are erased. Shape: create once.
    """
    mine = store.members([event.member_id]).get(event.member_id)
    addresses = [event.email, *(store.read_member(mine).addresses if mine else ())]
    for alias in dict.fromkeys(map(alias_key, addresses)):
        _remember(event.member_id, alias)


def _remember(member_id: str, alias: str) -> None:
    for _ in range(TRIES - 1):
        try:
            return mailboxes.remember(member_id, alias)
        except Conflict:
            continue  # gone meanwhile, or somebody else of the same mailbox came just now
    mailboxes.remember(member_id, alias)
