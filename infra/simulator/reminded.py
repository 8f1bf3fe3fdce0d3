"""What must hold of reminders of sessions, once everything has come to rest."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from infra.simulator.mailed import ENOUGH
from infra.simulator.world import World
from services.runtime.ports import Item
from services.sessions.model import State

Tables = Mapping[str, Mapping[tuple[str, str], Item]]


def wrongly(world: World, tables: Tables) -> Iterator[str]:
    """A reminder is due once for each time that was said, never early and never missing."""
    said = world.journal.all_said("ReminderDue.v1")
    due = Counter((one.detail["session_id"], one.detail["occurrence_version"]) for one in said)
    if any(count > 1 for count in due.values()):
        yield "two for one time of a session"
    for one in said:
        session_id, version = one.detail["session_id"], one.detail["occurrence_version"]
        said_of_it = world.journal.times.get(session_id, ())
        time = next((t.detail for t in said_of_it if t.detail["sequence"] == version), None)
        if time is None:
            yield "one of a time that was never said"
        elif one.at < _day_before(time):
            yield "one more than a day before, by the clock on the wall"
    for (pk, sk), session in tables[world.names.sessions].items():
        if pk.startswith("SESSION#") and sk == "STATE":
            count = due[session["session_id"], session["occurrence_version"]]
            if count == 0 and _should_have_been_reminded(world, session):
                yield "none for a session"


def _day_before(time: Item) -> datetime:
    """The same wall time on the day before, said without the help of the product."""
    wall = datetime.fromisoformat(time["local_start"]) - timedelta(days=1)
    there = wall.replace(tzinfo=ZoneInfo(time["zone"]))
    shown = there.astimezone(UTC).astimezone(there.tzinfo).replace(tzinfo=None)
    # A time that no clock showed is reminded of as soon as clocks show a later one.
    return there.astimezone(UTC) - (timedelta(hours=1) if shown != wall else timedelta(0))


def _should_have_been_reminded(world: World, session: Item) -> bool:
    return (
        session["state"] != State.CANCELLED
        and datetime.fromisoformat(session["starts_at"]) > world.calm_from + ENOUGH
    )
