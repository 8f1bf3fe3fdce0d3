"""The programme of a network: its sessions in the order of their starts."""

from __future__ import annotations

from datetime import datetime

from services.runtime import platform
from services.runtime.ports import Item
from services.sessions.model import LONGEST, Session, State
from services.sessions.store.session import partition, read
from services.sessions.store.table import table


def of_network(
    network_id: str, after: Item | None = None, limit: int = 50
) -> tuple[list[Session], Item | None]:
    """Sessions of a network, the latest start first, and where to go on."""
    page = platform.current().tables.query(
        table(),
        partition(network_id),
        index=True,
        backwards=True,
        limit=limit,
        after=after,
    )
    return [read(item) for item in page.items], page.next


def from_now(
    network_id: str, now: datetime, after: Item | None = None, limit: int = 50
) -> tuple[list[Session], Item | None]:
    """Sessions of a network that are on or to come, those called off too, and where to go on."""
    sessions = partition(network_id)
    # A list goes on after any position, whether or not an item lies there.
    longest_ago = {
        "pk": "SESSION#",
        "sk": "STATE",
        "gsi1pk": sessions,
        "gsi1sk": (now - LONGEST).isoformat(timespec="seconds"),
    }
    page = platform.current().tables.query(
        table(), sessions, index=True, limit=limit, after=after or longest_ago
    )
    return [s for s in map(read, page.items) if s.ends_at > now], page.next


def next_planned(network_id: str, now: datetime) -> Session | None:
    """The session that is on or comes first and was not called off; None if nothing is planned."""
    sessions, more = from_now(network_id, now)
    while True:
        for session in sessions:
            if not session.called_off and session.state is not State.NOT_HELD:
                return session
        if more is None:
            return None
        sessions, more = from_now(network_id, now, more)


def until_now(
    network_id: str, now: datetime, after: Item | None = None, limit: int = 50
) -> tuple[list[Session], Item | None]:
    """Sessions of a network that are over, the latest start first, and where to go on."""
    page = platform.current().tables.query(
        table(),
        partition(network_id),
        up_to=now.isoformat(timespec="seconds") + "#\uffff",
        index=True,
        backwards=True,
        limit=limit,
        after=after,
    )
    return [s for s in map(read, page.items) if s.ends_at <= now], page.next
