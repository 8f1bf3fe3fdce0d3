"""The calm: faults have stopped, time goes on in order, and everything must come to rest."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from infra.simulator.world import World
from services.runtime.relay import SWEEP_AFTER

LONG_ENOUGH = timedelta(days=10)
A_MOMENT = timedelta(seconds=1)
MOST_STOPS = 400


def settle(world: World) -> None:
    """Everything gets all its tries once more, then time goes on until nothing waits."""
    world.calm_from = world.now
    world.danger.is_over()
    # What the faults have nearly used up is not given up because of them later.
    world.platform.database.run("UPDATE messages SET received = 0")
    world.platform.database.run("UPDATE stream SET attempts = 0")
    world.deliveries.redrive()
    end = world.now + LONG_ENOUGH
    for _ in range(MOST_STOPS):
        world.deliveries.settle()
        ticks = _ticks(world)
        stops = [*ticks.values(), *_deliveries(world)]
        if not stops or min(stops) > end:
            world.forget_what_is_over()
            return
        world.platform.clock.move_to(max(world.now + A_MOMENT, min(stops)))
        world.tick([handler for handler, due in ticks.items() if due <= world.now])
    world.journal.wrong("everything comes to rest", "it goes on and on")


def _deliveries(world: World) -> Iterator[datetime]:
    """When something can be handed out again."""
    live = [mapping.queue for mapping in world.machine.wiring.queues]
    marks = ",".join("?" * len(live))
    times = world.platform.database.rows(
        f"SELECT MIN(visible_at) FROM messages WHERE queue IN ({marks})"  # noqa: S608 - marks only
        # A stream is held up by its first row.
        " UNION ALL SELECT visible_at FROM"
        " (SELECT tbl, MIN(seq), visible_at FROM stream GROUP BY tbl)",
        live,
    )
    return (datetime.fromtimestamp(time, UTC) for (time,) in times if time is not None)


def _ticks(world: World) -> dict[str, datetime]:
    """The ticks that have something to do that is not for another year, and since when."""
    names = world.names
    handlers = {
        names.membership: "services.membership.ticks.handler",
        names.sessions: "services.sessions.ticks.handler",
        names.notes: "services.notes.ticks.handler",
        names.notifications: "services.notifications.ticks.handler",
    }
    # A network is looked at for as long as there is one (X3, M30).
    looks = " AND sk NOT LIKE '%#requests-%' AND sk NOT LIKE '%#roles-%'"
    # Whoever proved nothing is forgotten after a week, which few worlds wait for; all wait for
    # whoever is to be erased, and for imports on their way.
    due = [names.sessions, names.notifications, names.membership][: 2 + world.patient]
    marks = ",".join("?" * len(due))
    first: dict[str, datetime] = {}
    for table, at in world.platform.database.rows(
        f"SELECT tbl, MIN(sk) FROM items WHERE tbl IN (?, ?, ?, ?)"  # noqa: S608 - marks only
        " AND pk >= 'DUE#' AND pk < 'DUE$'"
        f" AND (tbl IN ({marks}) OR sk LIKE '%#eras%' OR sk LIKE '%#import-%'){looks} GROUP BY tbl",
        [*handlers, *due],
    ):
        first[handlers[table]] = datetime.fromisoformat(at.partition("#")[0])
    for table, said in world.platform.database.rows(
        "SELECT tbl, MIN(gsi1sk) FROM items"
        " WHERE tbl IN (?, ?, ?, ?) AND pk >= 'OUTBOX#' AND pk < 'OUTBOX$' GROUP BY tbl",
        list(handlers),
    ):
        swept = datetime.fromisoformat(said) + SWEEP_AFTER
        first[handlers[table]] = min(swept, first.get(handlers[table], swept))
    return first
