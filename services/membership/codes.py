"""Codes by mail: 8 digits that live for ten minutes and are kept as a salted hash."""

from __future__ import annotations

import hashlib
import hmac
from datetime import datetime, timedelta
from typing import NamedTuple

from services.contracts.refusals import TooMany
from services.membership import store
from services.membership.store.people import MOST_MAILS_AN_HOUR
from services.runtime import platform
from services.runtime.limits import allow, try_once
from services.runtime.ports import Item

DIGITS = 8
VALID_FOR = timedelta(minutes=10)
MOST_TRIES = 5
MOST_TRIES_AN_HOUR = 30


class NewCode(NamedTuple):
    """The digits, which only the mail holds, and what is kept of them."""

    digits: str
    salt: str
    hash: str
    expires_at: datetime


def make() -> NewCode:
    """A fresh code."""
    digits = platform.current().ids.digits(DIGITS)
    salt = platform.new_id()
    return NewCode(digits, salt, hash_of(salt, digits), platform.now() + VALID_FOR)


def hash_of(salt: str, digits: str) -> str:
    """What is kept in place of the digits."""
    return hashlib.sha256(f"{salt}:{digits}".encode()).hexdigest()


def is_right(digits: str, salt: str, kept: str) -> bool:
    """Whether these digits are the code; takes as long for a wrong one."""
    return bool(kept) and hmac.compare_digest(hash_of(salt, digits), kept)


def must_be_few(mails: Item | None) -> None:
    """Raise TooMany if there were as many mails as there may be within an hour."""
    lately = store.mailed_lately(mails)
    if len(lately) >= MOST_MAILS_AN_HOUR:
        hour = int(store.COUNTED_FOR.total_seconds())
        left = min(lately) + hour - int(platform.now().timestamp())
        raise TooMany(
            f"{MOST_MAILS_AN_HOUR} mails went to this address within an hour."
            f" Try again in {-(-left // 60)} minutes.",
            retry_after=left,
        )


def is_worn_out(member_id: str, kept: str) -> bool:
    """Count one more try at a code; true once there are too many, in however many sessions."""
    thing = f"{member_id}:{kept}"
    return not try_once(store.table(), "code", thing, most=MOST_TRIES, lives=VALID_FOR)


def is_guessing(member_id: str) -> bool:
    """Count one more try; true once there are too many.

    Counted over all codes, or somebody could guess on by asking again and again.
    """
    return not allow(
        store.table(), "code-try", member_id, most=MOST_TRIES_AN_HOUR, within=timedelta(hours=1)
    )
