"""Whose mailboxes are whose, kept when the event of it comes back: joining costs nothing of it."""

from __future__ import annotations

from services.contracts.membership import MemberContactChanged
from services.contracts.refusals import Conflict
from services.membership.addresses import alias_key
from services.membership.store import mailboxes

TRIES = 5


def remember(event: MemberContactChanged) -> None:
    """Know whose mailbox it is, so that no list brings them back under another spelling (M23).

    Shape: create once.
    """
    for _ in range(TRIES - 1):
        try:
            return mailboxes.remember(event.member_id, alias_key(event.email))
        except Conflict:
            continue  # gone meanwhile, or somebody else of the same mailbox came just now
    mailboxes.remember(event.member_id, alias_key(event.email))
