"""People: whose address it is, what they asked for, who they are, which code was mailed last."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta

from services.membership.model import Erasure
from services.membership.store.table import read, table
from services.runtime import due, platform
from services.runtime.ports import Absent, AtVersion, Delete, Item, Key, Put, Write

UNCONFIRMED_FOR = timedelta(days=7)
COUNTED_FOR = timedelta(hours=1)


# --- before the address is confirmed ------------------------------------------------------------


def claim(address_key: str) -> Item | None:
    """Whose address it is: `member_id`, and `version`, which every wish moves on."""
    return platform.current().tables.get(table(), claim_key(address_key))


def asked(address_key: str, claim: Item | None, member_id: str, wish: Item) -> list[Write]:
    """The writes that keep a wish until the address is confirmed; a later wish replaces it (M2).

    The claim on the address is written with each wish, so that of two wishes at the same moment
    one comes second. A new claim has a due row: what nobody confirms is forgotten (M5).
    """
    until = platform.now() + UNCONFIRMED_FOR
    expires_at = int(until.timestamp())
    pk, sk = wish_key(member_id)
    claimed = _next_claim(address_key, claim, member_id)
    if claim is None or "expires_at" in claim:
        claimed = Put(table(), {**claimed.item, "expires_at": expires_at}, claimed.expect)
    writes: list[Write] = [
        Put(table(), {"pk": pk, "sk": sk, **wish, "expires_at": expires_at}),
        claimed,
    ]
    if claim is None:
        writes.append(_unconfirmed(member_id, until))
    return writes


def pending(
    member_id: str, address_key: str
) -> tuple[Item | None, Item | None, Item | None, Erasure | None]:
    """What somebody asked for, the member of that id, the claim on the address, their erasure."""
    wish, member, claim, erasure = read(
        [
            wish_key(member_id),
            member_key(member_id),
            claim_key(address_key),
            erasure_key(member_id),
        ]
    )
    return wish, member, claim, read_erasure(erasure) if erasure else None


def confirmed(
    address_key: str, claim: Item | None, member_id: str, wish: Item, *, new: bool
) -> list[Write]:
    """The writes that turn a wish into a member whose address is proved."""
    writes: list[Write] = [
        Delete(table(), wish_key(member_id)),
        _next_claim(address_key, claim, member_id),
    ]
    if new:
        writes.append(Put(table(), _member(member_id, wish), Absent()))
    return writes


def due_now(now: datetime) -> Iterator[Item]:
    """The due rows up to now: of addresses to be confirmed, and of erasures."""
    return due.rows(table(), now)


def still_asking(row: Item) -> tuple[bool, datetime | None]:
    """Whether this is a member by now, and until when a later wish of theirs is kept."""
    wish, member = read([wish_key(row["member_id"]), member_key(row["member_id"])])
    until = datetime.fromtimestamp(wish["expires_at"], UTC) if wish else None
    return member is not None, until


def look_again(row: Item, at: datetime | None) -> list[Write]:
    """The writes that take a due row away, or put it off."""
    taken: list[Write] = [Delete(table(), (row["pk"], row["sk"]))]
    return taken if at is None else [*taken, _unconfirmed(row["member_id"], at)]


def claim_key(address_key: str) -> Key:
    """Where it is kept whose address this is."""
    return f"ADDRESS#{address_key}", "CLAIM"


def _next_claim(address_key: str, claim: Item | None, member_id: str) -> Put:
    """The claim without an end; the write holds if nothing was asked with the address meanwhile."""
    pk, sk = claim_key(address_key)
    version = claim["version"] if claim else 0
    item: Item = {"pk": pk, "sk": sk, "member_id": member_id, "version": version + 1}
    return Put(table(), item, AtVersion(version) if claim else Absent())


def _unconfirmed(member_id: str, until: datetime) -> Write:
    pk, sk = due.key(until, member_id)
    return Put(table(), {"pk": pk, "sk": sk, "member_id": member_id})


def wish_key(member_id: str) -> Key:
    """Where it is kept what somebody asked for before the address was proved."""
    return f"JOIN#{member_id}", "REQUEST"


# --- members ------------------------------------------------------------------------------------


def members(member_ids: Sequence[str]) -> dict[str, Item]:
    """Names and organisations by member id."""
    found = read([member_key(member_id) for member_id in member_ids])
    return {item["member_id"]: item for item in found if item}


def member_key(member_id: str) -> Key:
    """Where a member's name, address and organisation are kept."""
    return f"MEMBER#{member_id}", "STATE"


def erasure_key(member_id: str) -> Key:
    """Where it is kept that somebody asked for everything to go."""
    return f"MEMBER#{member_id}", "ERASURE"


def read_erasure(item: Item) -> Erasure:
    """The erasure in an item."""
    return Erasure(
        member_id=item["member_id"],
        requested_at=datetime.fromisoformat(item["requested_at"]),
        due_at=datetime.fromisoformat(item["due_at"]),
        version=item["version"],
    )


def _member(member_id: str, wish: Item) -> Item:
    pk, sk = member_key(member_id)
    kept = ("name", "email", "organisation", "role", "agreed_at")
    return {
        "pk": pk,
        "sk": sk,
        "member_id": member_id,
        **{name: wish[name] for name in kept},
        "confirmed_at": platform.now().isoformat(),
        "version": 1,
    }


# --- signing in ---------------------------------------------------------------------------------


def sign_in_code(member_id: str) -> Item | None:
    """What is kept of the code that was mailed last."""
    return platform.current().tables.get(table(), _code_key(member_id))


def code_and_mails(member_id: str) -> tuple[Item | None, Item | None]:
    """The code that was mailed last, and when codes were mailed within `COUNTED_FOR`."""
    code, mails = read([_code_key(member_id), _mails_key(member_id)])
    return code, mails


def put_sign_in_code(
    member_id: str, content: Item, expires_at: datetime, mails: Item | None
) -> list[Write]:
    """The writes that replace the last code by a new one and count its mail.

    They hold if no other code was mailed meanwhile.
    """
    now = platform.now()
    (pk, sk), (_, mails_sk) = _code_key(member_id), _mails_key(member_id)
    version = mails["version"] if mails else 0
    counted: Item = {
        "pk": pk,
        "sk": mails_sk,
        "at": [*mailed_lately(mails), int(now.timestamp())],
        "version": version + 1,
        "expires_at": int((now + COUNTED_FOR).timestamp()),
    }
    return [
        Put(table(), {"pk": pk, "sk": sk, **content, "expires_at": int(expires_at.timestamp())}),
        Put(table(), counted, AtVersion(version) if mails else Absent()),
    ]


def mailed_lately(mails: Item | None) -> list[int]:
    """The times, in epoch seconds, at which codes were mailed within `COUNTED_FOR`."""
    since = (platform.now() - COUNTED_FOR).timestamp()
    return [at for at in mails["at"] if at > since] if mails else []


def use_sign_in_code(member_id: str, version: int) -> Write:
    """The write that holds only for the first use of a code."""
    return Delete(table(), _code_key(member_id), AtVersion(version))


def code_keys(member_id: str) -> tuple[Key, Key, Key]:
    """Where the last codes are kept, and when those to sign in were mailed."""
    return _code_key(member_id), _mails_key(member_id), code_to_erase_key(member_id)


def code_to_erase_key(member_id: str) -> Key:
    """Where the code is kept that confirms that everything is to go."""
    return f"SIGNIN#{member_id}", "CODE-TO-ERASE"


def _mails_key(member_id: str) -> Key:
    return f"SIGNIN#{member_id}", "MAILS"


def _code_key(member_id: str) -> Key:
    return f"SIGNIN#{member_id}", "CODE"
