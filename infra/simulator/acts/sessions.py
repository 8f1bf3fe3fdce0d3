"""What chairs do about sessions."""

from __future__ import annotations

import random
from datetime import timedelta
from typing import TYPE_CHECKING

from services.sessions import commands as sessions
from services.sessions.commands import HoldSession, MoveSession, ScheduleSession
from services.sessions.model import State as SessionState

if TYPE_CHECKING:
    from infra.simulator.world import World

TIMES = ("00:30", "01:30", "02:30", "09:00", "14:00", "18:15")
ZONES = ("Europe/London", "Europe/London", "America/New_York")


def schedule(world: World, dice: random.Random) -> bool:
    """A chair plans a session, or sends the same form again."""
    if world.last_plan is not None and dice.random() < 0.2:
        network, wish, by = world.last_plan
    else:
        network = world.look.a_network(dice)
        by = world.look.a_chair(network, dice)
        day = (world.now + timedelta(days=dice.randint(0, 3))).date().isoformat()
        wish = ScheduleSession(
            # Mail is told apart by it: no other session may have it, nor one in the other network.
            title=f"Talk {len(world.journal.sessions) + 1} {dice.randrange(10**6)} in {network}",
            date=day,
            time=dice.choice(TIMES),
            zone=dice.choice(ZONES),
            minutes=60,
            meeting_url="https://meet.example/room",
            idempotency_key=f"form-{dice.randrange(10**9)}",
        )
        world.last_plan = network, wish, by
    world.tell(f"{world.name(by)} plans {wish.title} on {wish.date} at {wish.time}")
    sessions.schedule(network, wish, by=by)
    return True


def move(world: World, dice: random.Random) -> bool:
    """A chair moves a session, or changes only what it is called; now and then from an old page."""
    planned = world.look.sessions(SessionState.PLANNED)
    if not planned:
        return False
    session = dice.choice(planned)
    by = world.look.a_chair(session.network_id, dice)
    start = session.plan.local_start
    if dice.random() < 0.9:
        start += timedelta(days=dice.choice((-1, 0, 0, 0, 1, 2)), hours=dice.choice((-2, 0, 1, 3)))
    title = None
    if dice.random() < 0.3:
        title = f"{session.plan.title} {dice.randrange(100)}"
    wish = MoveSession(
        version=session.version - (dice.random() < 0.1),
        date=start.date().isoformat(),
        time=f"{start:%H:%M}",
        minutes=dice.choice((None, None, 90)),
        title=title,
    )
    world.tell(
        f"{world.name(by)} moves {session.plan.title} to {wish.date} at {wish.time}"
        + (f" and calls it {title}" if title else "")
    )
    sessions.move(session.network_id, session.session_id, wish, by=by)
    return True


def cancel(world: World, dice: random.Random) -> bool:
    """A chair cancels a session."""
    planned = world.look.sessions(SessionState.PLANNED)
    if not planned:
        return False
    session = dice.choice(planned)
    by = world.look.a_chair(session.network_id, dice)
    world.tell(f"{world.name(by)} cancels {session.plan.title}")
    sessions.cancel(session.network_id, session.session_id, by=by)
    return True


def hold(world: World, dice: random.Random) -> bool:
    """A chair writes down that a session took place."""
    planned = world.look.sessions(SessionState.PLANNED)
    begun = [session for session in planned if session.starts_at <= world.now]
    if not begun:
        return False
    session = dice.choice(begun)
    by = world.look.a_chair(session.network_id, dice)
    world.tell(f"{world.name(by)} writes down that {session.plan.title} was held")
    wish = HoldSession(recording_off=True, headcount=dice.randrange(100))
    sessions.hold(session.network_id, session.session_id, wish, by=by)
    return True
