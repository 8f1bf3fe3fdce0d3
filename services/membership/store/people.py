"""People: who they are, that they want to be gone, which codes were mailed last."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from services.membership.model import Erasure
from services.membership.store.table import read, table
from services.runtime import platform
from services.runtime.ports import Absent, AtVersion, Delete, Item, Key, Put, Write

COUNTED_FOR = timedelta(hours=1)
MOST_MAILS_AN_HOUR = 3
"""With codes, to one address, whatever they are for."""


# --- members ------------------------------------------------------------------------------------


def members(member_ids: Sequence[str]) -> dict[str, Item]:
    """Names and organisations by member id."""
    found = read([member_key(member_id) for member_id in member_ids])
    return {item["member_id"]: item for item in found if item}


def claim_key(address_key: str) -> Key:
    """Where it is kept whose address this is."""
    return f"ADDRESS#{address_key}", "CLAIM"


def member_key(member_id: str) -> Key:
    """Where a member's name, address and organisation are kept."""
    return f"MEMBER#{member_id}", "STATE"


def people_key(alias: str) -> Key:
    """Where it is kept whose a mailbox is."""
    return f"MAILBOX#{alias}", "PEOPLE"


def erasure_key(member_id: str) -> Key:
    """Where it is kept that somebody asked for everything to go."""
    return f"MEMBER#{member_id}", "ERASURE"


def only_host_key(member_id: str) -> Key:
    """Where it is kept that nobody but this person looks after the installation."""
    return f"MEMBER#{member_id}", "ONLY-HOST"


def read_erasure(item: Item) -> Erasure:
    """The erasure in an item."""
    return Erasure(
        member_id=item["member_id"],
        requested_at=datetime.fromisoformat(item["requested_at"]),
        due_at=datetime.fromisoformat(item["due_at"]),
        version=item["version"],
    )


def put_member(member_id: str, wish: Item) -> Write:
    """The write that makes a member of whoever has proved the address; holds only once."""
    pk, sk = member_key(member_id)
    kept = ("name", "email", "organisation", "role", "agreed_at")
    item: Item = {
        "pk": pk,
        "sk": sk,
        "member_id": member_id,
        **{name: wish[name] for name in kept},
        "confirmed_at": platform.now().isoformat(),
        "version": 1,
    }
    return Put(table(), item, Absent())


def proved_now(member: Item | None) -> list[Write]:
    """The write after which somebody who was imported has proved the address; none for others."""
    if member is None or member["confirmed_at"]:
        return []
    version = member["version"]
    now = platform.now().isoformat()
    item = {**member, "confirmed_at": now, "version": version + 1}
    return [Put(table(), item, AtVersion(version))]


# --- signing in ---------------------------------------------------------------------------------


def sign_in_code(member_id: str) -> Item | None:
    """What is kept of the code that was mailed last."""
    return platform.current().tables.get(table(), _code_key(member_id))


class SigningIn(NamedTuple):
    """What decides about a code: the last one, when codes were mailed, and a member's address."""

    code: Item | None
    mails: Item | None
    mails_there: Item | None
    email: str | None

    @property
    def is_enough(self) -> bool:
        """Whether the person, or the address, got as many codes as there may be in an hour.

        A code to sign in is counted under both, one to delete an account under the person, one to
        add an address under the address: what is in both is one mail.
        """
        mine, there = Counter(mailed_lately(self.mails)), Counter(mailed_lately(self.mails_there))
        return (mine | there).total() >= MOST_MAILS_AN_HOUR


def signing_in(member_id: str, address_key: str) -> SigningIn:
    """The code that was mailed last, when there were mails within `COUNTED_FOR`, and where to.

    There is no address of somebody who has proved none yet.
    """
    code, mails, there, member = read(
        [
            _code_key(member_id),
            codes_key(member_id),
            mails_key(address_key),
            member_key(member_id),
        ]
    )
    return SigningIn(code, mails, there, member["email"] if member else None)


def put_sign_in_code(
    member_id: str, address_key: str, content: Item, expires_at: datetime, seen: SigningIn
) -> list[Write]:
    """The writes that replace the last code by a new one and count its mail.

    They hold if no other code was mailed meanwhile.
    """
    pk, sk = _code_key(member_id)
    return [
        Put(table(), {"pk": pk, "sk": sk, **content, "expires_at": int(expires_at.timestamp())}),
        mailed(codes_key(member_id), seen.mails),
        mailed(mails_key(address_key), seen.mails_there),
    ]


def mailed(key: Key, mails: Item | None) -> Write:
    """The write that counts one more mail; holds if no other was counted under the key meanwhile.

    A counter of its own would count what was never mailed, whenever an answer is lost.
    """
    now = platform.now()
    version = mails["version"] if mails else 0
    counted: Item = {
        "pk": key[0],
        "sk": key[1],
        "at": [*mailed_lately(mails), int(now.timestamp())],
        "version": version + 1,
        "expires_at": int((now + COUNTED_FOR).timestamp()),
    }
    return Put(table(), counted, AtVersion(version) if mails else Absent())


def mailed_lately(mails: Item | None) -> list[int]:
    """The times, in epoch seconds, at which codes were mailed within `COUNTED_FOR`."""
    since = (platform.now() - COUNTED_FOR).timestamp()
    return [at for at in mails["at"] if at > since] if mails else []


def use_sign_in_code(member_id: str, version: int) -> Write:
    """The write that holds only for the first use of a code."""
    return Delete(table(), _code_key(member_id), AtVersion(version))


def code_keys(member_id: str) -> tuple[Key, Key]:
    """Where the last code to sign in is kept, and when codes were mailed."""
    return _code_key(member_id), codes_key(member_id)


def codes_key(member_id: str) -> Key:
    """Where it is kept when codes were mailed to somebody; read with what else lies there."""
    return f"MEMBER#{member_id}", "MAILS"


def mails_key(address_key: str) -> Key:
    """Where it is kept when codes were mailed to an address, whoever asked for them."""
    return f"ADDRESS#{address_key}", "MAILS"


def _code_key(member_id: str) -> Key:
    return f"SIGNIN#{member_id}", "CODE"
