"""From a seed to a script: the steps of a world, each with dice of its own.

A step decides everything by its own dice and by what it finds, so that any step can be left out and
the others still mean what they meant: that is what shrinking needs.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, replace

from infra.simulator.acts import ACTS
from infra.simulator.faults import FIRST_WRITE, Fault, Kind
from infra.simulator.sizes import USUAL, Sizes, small

STAGES = (
    "open",
    "asked",
    "brought in",
    "planned",
    "reminded",
    "moved",
    "called off",
    "held",
    "in review",
    "published",
    "dismissed",
    "to be erased",
    "erasing",
)
OFTEN = (5, 5, 3) + (5,) * 8 + (1, 1)
"""How often each stage comes: a list that is brought in, and an erasing, take longest."""
WEEKS = ("ordinary", "clocks go back", "clocks go forward")
STEPS = (5, 20)
"""How many; with 5 to 30 mistakes were found later in the same time (docs/simulator.md)."""
MOST_CALLS = (4, 4, 12, 30)
"""Faults strike at one of so many calls: acts make few, a delivery of a whole batch many."""


@dataclass(frozen=True)
class Step:
    """One thing that happens; `what` is an act, a delivery, a tick, a while, or trouble."""

    what: str
    dice: int
    fault: Fault | None = None


@dataclass(frozen=True)
class Script:
    """How a world begins and what happens in it before the faults stop.

    What was not dealt with comes again after the queue's visibility, as in AWS, or `one_machine`
    waits a moment that grows each time, as the embedded pump does. A `patient` world goes on for
    days after the faults have stopped. Small `sizes` let mail to a few people have many batches.
    """

    seed: int
    stage: str
    week: str
    slow_evidence: bool
    one_machine: bool
    patient: bool
    steps: tuple[Step, ...]
    sizes: Sizes = USUAL

    def without_fault(self, position: int) -> Script:
        """The same without the fault of one step."""
        steps = list(self.steps)
        steps[position] = replace(steps[position], fault=None)
        return replace(self, steps=tuple(steps))


MOVES = {"deliver": 110, "tick": 8, "while": 12}
TROUBLE = {
    "double": "a message is delivered again later",
    "delay": "some messages stay away for a while",
    "lose the stream": "the stream forgets what it had",
    "poison": "a message that nobody understands lies in a queue",
    "bus down": "the bus refuses everything for a while",
    "mail down": "the mail provider gives no answers for a while",
}


def script(seed: int) -> Script:
    """The script of this seed; each has its own mix of acts, trouble and faults."""
    dice = random.Random(seed)  # noqa: S311 - a world must be repeatable
    faults = dice.choice(
        ([Kind.MEANWHILE], [Kind.CRASH], dice.sample(list(Kind), dice.randint(1, len(Kind))))
    )
    rate = dice.choice((0.0, 0.1, 0.3, 0.5))
    weights = dict(MOVES)
    for trouble in TROUBLE:
        weights[trouble] = dice.choice((0, 0, 2))
    for act in ACTS:
        weights[act.name] = act.weight * dice.choice((0, 1, 1, 2))
    names = dice.choices(list(weights), list(weights.values()), k=dice.randint(*STEPS))
    return Script(
        seed=seed,
        stage=dice.choices(STAGES, OFTEN)[0],
        week=dice.choices(WEEKS, (3, 1, 1))[0],
        slow_evidence=dice.random() < 0.3,
        one_machine=dice.random() < 0.3,
        patient=dice.random() < 0.1,
        steps=tuple(Step(name, dice.getrandbits(32), _fault(dice, faults, rate)) for name in names),
        sizes=small(dice) if dice.random() < 0.3 else USUAL,
    )


def _fault(dice: random.Random, kinds: list[Kind], rate: float) -> Fault | None:
    if dice.random() >= rate:
        return None
    at = FIRST_WRITE if dice.random() < 0.4 else dice.randint(1, dice.choice(MOST_CALLS))
    return Fault(dice.choice(kinds), at, dice.getrandbits(16))
