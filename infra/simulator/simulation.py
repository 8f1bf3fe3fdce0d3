"""Plays a script from its beginning to the end and says which promises were broken."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from infra.simulator import calm, promises, sizes
from infra.simulator.beginnings import beginning
from infra.simulator.journal import Wrong
from infra.simulator.script import Script
from infra.simulator.world import World
from services.runtime import logs


@dataclass(frozen=True)
class Played:
    """What came of a script."""

    script: Script
    story: Sequence[str]
    wrongs: Sequence[Wrong]


class Silence:
    """Swallows the log: what a function says to operators is not what is looked at here."""

    def write(self, text: str, /) -> int:
        """Write nothing."""
        return len(text)

    def flush(self) -> None:
        """Nothing to write."""


def play(script: Script) -> Played:
    """Play the steps, let the faults stop, and look at what has become of everything."""
    logs.write_to(Silence())  # type: ignore[arg-type]
    start = beginning(script.stage, script.week)
    with sizes.of(script.sizes):
        world = World(
            start,
            script.seed,
            slow_evidence=script.slow_evidence,
            one_machine=script.one_machine,
            patient=script.patient,
        )
        for step in script.steps:
            world.do(step)
            if world.journal.wrongs:
                return Played(script, world.story, world.journal.wrongs)
        world.tell("the faults stop")
        calm.settle(world)
        promises.look(world)
        return Played(script, world.story, world.journal.wrongs)
