"""Calendar feeds, by whose they are and by their addresses."""

from __future__ import annotations

from datetime import datetime, timedelta

from services.contracts.refusals import Conflict
from services.runtime import erasing, platform
from services.runtime.ports import Absent, AtVersion, ConditionFailed, Expectation, Item, Put, Write
from services.runtime.signing import keyed_hash
from services.sessions.model.feed import Feed
from services.sessions.store.table import table

KEPT_FOR = timedelta(days=400)
"""How long an address that is over is told from one that never was, from then on."""


def token(feed: Feed) -> str:
    """The secret part of the address: 64 hexadecimal digits, the same each time.

    Only a hash of it is kept, so that nobody can ask for a feed by what is in the table.
    """
    return keyed_hash("calendar feed", f"{feed.member_id}#{feed.turn}")


def of_member(member_id: str) -> Feed | None:
    """The feed of somebody, also if it was ended; None if there never was one."""
    item = platform.current().tables.get(table(), (f"MEMBER#{member_id}", "FEED"))
    return _read(item) if item else None


def member_at(secret: str) -> str | None:
    """Whose feed is at an address, empty if it is over; None if there never was such an address."""
    item = platform.current().tables.get(table(), _address(secret))
    return None if item is None else str(item["member_id"])


def change(before: Feed | None, feed: Feed, now: datetime) -> None:
    """Keep a feed; an address that it has no more is over. Raises Conflict if it changed since."""
    key = {"pk": f"MEMBER#{feed.member_id}", "sk": "FEED"}
    item = {**key, "member_id": feed.member_id, "turn": feed.turn, "open": feed.open}
    writes: list[Write] = [Put(table(), {**item, "version": _version(feed)}, _expected(before))]
    if before and before.open and before != feed:
        writes.append(_over(before, now))
    if feed.open:
        pk, sk = _address(token(feed))
        writes.append(Put(table(), {"pk": pk, "sk": sk, "member_id": feed.member_id}))
    try:
        platform.current().tables.transact(*writes, erasing.not_erased(table(), feed.member_id))
    except ConditionFailed as error:
        raise Conflict("Your calendar address has just been changed. Look at it again.") from error


def forget(member_id: str, now: datetime) -> None:
    """The address of somebody who is erased is over, and nobody's."""
    feed = of_member(member_id)
    if feed and feed.open:
        platform.current().tables.transact(_over(feed, now))


def _over(feed: Feed, now: datetime) -> Write:
    pk, sk = _address(token(feed))
    ends = int((now + KEPT_FOR).timestamp())
    return Put(table(), {"pk": pk, "sk": sk, "member_id": "", "expires_at": ends})


def _address(secret: str) -> tuple[str, str]:
    return f"FEED#{keyed_hash('calendar address', secret)}", "STATE"


def _read(item: Item) -> Feed:
    return Feed(item["member_id"], item["turn"], item["open"])


def _version(feed: Feed) -> int:
    return 2 * feed.turn + (not feed.open)


def _expected(before: Feed | None) -> Expectation:
    return Absent() if before is None else AtVersion(_version(before))
