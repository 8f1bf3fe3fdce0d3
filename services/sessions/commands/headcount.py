"""What people can have done about a headcount: put right, or counted from the meeting's report."""

from __future__ import annotations

from collections.abc import Sequence

from services.runtime import platform
from services.runtime.http.wishes import Wish
from services.sessions import attendance, store
from services.sessions.attendance import Hour, Tally
from services.sessions.commands.plan import Version
from services.sessions.commands.session import Headcount, for_change
from services.sessions.model import Session, headcount, must_be_held


class CountPeople(Wish):
    """How many came to the session of that version; without a number, that nobody counted."""

    version: Version
    headcount: Headcount = None


def correct(network_id: str, session_id: str, wish: CountPeople, *, by: str) -> Session:
    """Put a headcount right; as it is if it is so already."""
    session = for_change(network_id, session_id, by)
    change = headcount.correct(session, wish.headcount, version=wish.version, now=platform.now())
    if change is None:
        return session
    store.change(session, *change)
    return change[0]


def count(
    network_id: str, session_id: str, files: Sequence[bytes], *, version: int, by: str
) -> tuple[Session, Tally]:
    """Count from the attendance files of a meeting, which are read here and nowhere kept (S20)."""
    session = for_change(network_id, session_id, by)
    must_be_held(session)
    hour = Hour(session.starts_at, session.ends_at, session.plan.zone, session.plan.local_start)
    tally = attendance.count(files, hour)
    found = tally.attendance
    people = found.unique if found.peak is None else found.peak
    change = headcount.correct(session, people, found, version=version, now=platform.now())
    if change is None:
        return session, tally
    store.change(session, *change)
    return change[0], tally
