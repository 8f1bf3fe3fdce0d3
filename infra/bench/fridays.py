"""Sessions and the calendars of those who come: planned, moved, held, asked for."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from types import ModuleType

from infra.bench.network import Network
from infra.embedded import demo
from services.sessions import commands as sessions
from services.sessions.commands import feed, headcount, room, running
from services.sessions.model import Format

MODULES: Mapping[str, ModuleType] = {
    "sessions": sessions,
    "feed": feed,
    "headcount": headcount,
    "running": running,
    "room": room,
}
MORE = {"feed.programme": (4, 0)}
"""Reads and transactions: whose address it is, their networks, and each of these two."""
LATER = timedelta(days=7)
REPORT = b"""Name (Original Name),User Email,Total Duration (Minutes),Guest
Ann Lee,ann.lee@ferndale.example,60,No
Bo Finch,bo.finch@ferndale.example,58,No
"""


def acts(network: Network) -> Mapping[str, Callable[[], object]]:
    """What is measured, by name; one session has begun, and two people have calendars."""
    chair, facilitator, reviewer, member = (
        network.people[person.email]
        for person in (demo.CHAIR, demo.FACILITATOR, demo.REVIEWER, demo.MEMBER)
    )
    here, by, now = demo.SLUG, facilitator, network.platform.clock.now()
    to_hold, to_cancel, to_count = (
        sessions.schedule(here, planned(now + timedelta(days=days)), by=chair).session_id
        for days in (1, 9, 1)
    )
    lasting = planned(now + timedelta(days=1)).model_copy(update={"minutes": 300})
    to_open = sessions.schedule(here, lasting, by=chair).session_id
    address = feed.begin(by=chair)
    feed.begin(by=reviewer)
    network.pump.move_clock(now + timedelta(days=1, hours=2))
    at = network.platform.clock.now() + LATER
    held = sessions.HoldSession(recording_off=True, headcount=74)
    token = address.split("/")[-2]
    return {
        "sessions.schedule": lambda: sessions.schedule(here, planned(at), by=by),
        "sessions.move": lambda: sessions.move(here, to_cancel, _another_time(at), by=by),
        "sessions.cancel": lambda: sessions.cancel(here, to_cancel, by=by),
        "sessions.hold": lambda: sessions.hold(here, to_hold, held, by=by),
        "sessions.remind": lambda: sessions.remind(to_cancel),
        "sessions.seen": lambda: sessions.seen(here, to_hold, by=by),
        **_of_the_hour(here, by, to_hold, to_open, to_count),
        "feed.address": lambda: feed.address(by=chair),
        "feed.begin": lambda: feed.begin(by=member),
        "feed.renew": lambda: feed.renew(feed.RenewCalendar(address=address), by=chair),
        "feed.end": lambda: feed.end(by=reviewer),
        "feed.programme": lambda: feed.programme(token),
    }


def _of_the_hour(
    here: str, by: str, to_hold: str, to_open: str, to_count: str
) -> dict[str, Callable[[], object]]:
    held = sessions.HoldSession(recording_off=True, headcount=74)
    version = sessions.hold(here, to_count, held, by=by).version
    right = headcount.CountPeople(version=version, headcount=75)
    _, opened = sessions.seen(here, to_open, by=by)
    listened = room.ArrangeRoom(version=opened.version, format=Format.OPEN_FLOOR)
    off = running.OpenSession(recording_is_off=True)
    return {
        "room.arrange": lambda: room.arrange(here, to_open, listened, by=by),
        "running.begin": lambda: running.begin(here, to_open, off, by=by),
        "running.miss": lambda: running.miss(here, to_hold, by=by),
        "headcount.correct": lambda: headcount.correct(here, to_count, right, by=by),
        "headcount.count": lambda: headcount.count(
            here, to_count, [REPORT], version=version, by=by
        ),
    }


def planned(at: datetime) -> sessions.ScheduleSession:
    """What a chair types to have a session at an instant."""
    return sessions.ScheduleSession(
        title="Speaking up together",
        date=f"{at:%Y-%m-%d}",
        time=f"{at:%H:%M}",
        zone="UTC",
        meeting_url=demo.MEETING,
    )


def _another_time(at: datetime) -> sessions.MoveSession:
    return sessions.MoveSession(version=1, date=f"{at:%Y-%m-%d}", time=f"{at:%H:%M}")
