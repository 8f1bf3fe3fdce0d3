"""What may be known of an address, and what that means for a row that has it (M23, M24)."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from enum import StrEnum


class Class(StrEnum):
    """What becomes of a row; the first two are imported, the others change nothing."""

    READY = "ready"
    UNRESOLVED = "organisation unknown"
    """Ready too: not knowing the organisation never keeps anybody out (M9), but is counted."""
    MALFORMED = "malformed"
    DUPLICATE = "duplicate in file"
    MEMBER = "already member"
    SUPPRESSED = "suppressed"
    REMOVED = "earlier removed"
    GONE = "earlier left"
    """They left or were erased: which of the two is nobody's business (M23)."""

    @property
    def goes_in(self) -> bool:
        """Whether a commit imports such a row."""
        return self in (Class.READY, Class.UNRESOLVED)


class Known(StrEnum):
    """What is known of an address, in the network that is imported into or of its mail."""

    MEMBER = "member"
    SUSPENDED = "suspended"
    WAITING = "waiting"
    ERASED = "erased"
    LEFT = "left"
    REMOVED = "removed"
    DECLINED = "declined"
    UNSUBSCRIBED = "unsubscribed"
    UNDELIVERABLE = "undeliverable"
    ELSEWHERE = "elsewhere"
    """Has an account because of another network: they get a place, and nothing else changes."""


VERDICTS: Mapping[Known, tuple[Class, str]] = {
    Known.MEMBER: (Class.MEMBER, "Is a member already; nothing changes."),
    Known.SUSPENDED: (Class.MEMBER, "Is a member whose membership is paused; nothing changes."),
    Known.WAITING: (Class.MEMBER, "Has asked to join. Answer the request on the desk."),
    Known.REMOVED: (Class.REMOVED, "Was removed earlier. They can ask to join again."),
    Known.ERASED: (Class.GONE, "Left earlier. They can join again themselves at any time."),
    Known.LEFT: (Class.GONE, "Left earlier. They can join again themselves at any time."),
    Known.DECLINED: (Class.REMOVED, "Was declined earlier. They can ask to join again."),
    Known.UNSUBSCRIBED: (
        Class.SUPPRESSED,
        "Asked for no mail from here. They can join themselves.",
    ),
    Known.UNDELIVERABLE: (Class.SUPPRESSED, "Mail to this address came back. Ask for another."),
}
"""What decides about a row; where several things are known, the first of this list.

Whoever was removed has left too, and only the chairs of that network read which of the two it was.
"""

OF_THE_PERSON = (Known.ERASED, Known.LEFT, Known.REMOVED, Known.DECLINED, Known.UNSUBSCRIBED)
"""What holds of somebody whichever way they write the address of their mailbox (M23)."""
ANOTHER_WAY = " (The address is written in another way than before.)"

Lookup = Callable[[Sequence[str]], Mapping[str, Collection[Known]]]
"""What is known by address keys and alias keys; those of which nothing is known are left out."""


def verdict(
    key: str, alias_key: str, facts: Mapping[str, Collection[Known]]
) -> tuple[Class, str] | None:
    """What keeps an address out, and why; None if nothing does. Asked again at the commit."""
    of_address = facts.get(key, ())
    of_mailbox = facts.get(alias_key, ())
    for fact, (what, why) in VERDICTS.items():
        if fact in of_address:
            return what, why
        if fact in of_mailbox and fact in OF_THE_PERSON:
            return what, why + ANOTHER_WAY
    return None
