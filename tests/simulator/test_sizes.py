"""In some worlds a few people fill several batches, and the services know nothing of it."""

from __future__ import annotations

from infra.simulator import calm, promises, sizes
from infra.simulator.beginnings import beginning
from infra.simulator.faults import Fault, Kind
from infra.simulator.script import script
from infra.simulator.sizes import USUAL, Sizes
from infra.simulator.world import World
from services.notifications.model import batch
from services.sessions.model import State

SENDING = "services.notifications.sending.handler"


def test_a_mailing_that_dies_between_two_batches_reaches_everybody_once() -> None:
    world = World(beginning("planned", "ordinary"), seed=1)
    with sizes.of(Sizes(people=2, handful=1, members=3, batches=1)):
        _remind(world)
        world.machine.fault = Fault(Kind.CRASH, 8)
        for source in world.deliveries.sources():
            if source.handler == SENDING:
                world.deliveries.hand_out(source)
        copies = len(world.journal.copies)
        calm.settle(world)
        promises.look(world)

    batches = world.platform.database.rows("SELECT pk FROM items WHERE sk LIKE 'BATCH#%'")
    assert (len(batches), world.journal.wrongs) == (3, [])
    assert len(world.journal.copies) > copies
    assert (batch.MOST_PEOPLE, batch.HANDFUL) == (500, 50)


def test_about_a_third_of_the_worlds_have_small_mailings() -> None:
    small = sum(script(seed).sizes != USUAL for seed in range(300))

    assert 60 < small < 120


def _remind(world: World) -> None:
    """The reminder is planned and waits to be sent."""
    (session,) = world.look.sessions(State.PLANNED)
    world.platform.clock.move_to(session.remind_at)
    world.tick(world.machine.wiring.ticks)
    while sources := [one for one in world.deliveries.sources() if one.handler != SENDING]:
        for source in sources:
            world.deliveries.hand_out(source)
