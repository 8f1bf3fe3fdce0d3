"""A world: the product on the embedded platform, its people, and whatever may happen to them."""

from __future__ import annotations

import random
from collections.abc import Callable
from contextvars import Context
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cache

from infra.embedded import wiring
from infra.embedded.wiring import Wiring
from infra.simulator.acts import ACTS, Act
from infra.simulator.delivery import Deliveries, MortalMachine
from infra.simulator.faults import Crash, Danger, Died, Fault, Kind, Unavailable
from infra.simulator.journal import Journal
from infra.simulator.look import Look
from infra.simulator.people import Person
from infra.simulator.ports import DangerousPlatform
from infra.simulator.script import Step
from infra.simulator.watch import Names, Watch
from services.contracts.refusals import Refusal
from services.runtime import platform
from services.runtime.embedded.database import Database
from services.runtime.embedded.platform import EmbeddedPlatform
from services.sessions.commands import ScheduleSession
from services.sessions.model import State

PARAMETERS = {"Stage": "simulated", "SiteUrl": "https://candour.example"}
ALL = (1 << 64) - 1
"""Dice by which a fault hits every entry and every copy."""
ACT_OF = {act.name: act for act in ACTS}
POISON = (
    '{"detail-type": "NobodyKnows.v1", "source": "candour.membership", "detail": {}}',
    '{"detail-type": "MemberLeft.v1", "source": "candour.membership", "detail": {"sequence": 1}}',
    '{"detail-type": "SessionTitled.v1", "detail": "words"}',
    "{}",
)


@cache
def template() -> Wiring:
    """The wiring of the real template; nobody changes it."""
    return wiring.read(PARAMETERS)


@dataclass(frozen=True)
class Beginning:
    """Where a world begins: a database as it was, when that was, and what was seen by then."""

    image: bytes
    at: datetime
    journal: Journal
    people: tuple[Person, ...] = ()


class World:
    """One world; `do` takes one step, and `story` tells what came of it."""

    def __init__(
        self,
        beginning: Beginning,
        seed: int,
        *,
        slow_evidence: bool = False,
        one_machine: bool = False,
        patient: bool = False,
    ) -> None:
        self.patient = patient
        self.journal = beginning.journal.copied()
        self.people = [replace(person) for person in beginning.people]
        self.story: list[str] = []
        self._step = Step("deliver", 0)
        self.calm_from = beginning.at
        """When the faults stopped, once they have."""
        self.last_plan: tuple[str, ScheduleSession, str] | None = None
        self.platform = EmbeddedPlatform(
            restored(beginning.image), frozen_at=beginning.at, seed=seed
        )
        self.names = Names.of(template())
        self.danger = Danger(self._overtake)
        self.machine = MortalMachine(self.platform, template(), self.danger)
        self.deliveries = Deliveries(self.machine, self.journal, one_machine=one_machine)
        self.watch = Watch(self.journal, self.platform.tables, self.platform.clock, self.names)
        self.look = Look(self.platform.tables, self.platform.database, self.names, self.journal)
        platform.install(
            DangerousPlatform.over(
                self.platform, self.danger, self.watch, slow_evidence=slow_evidence
            )
        )

    @property
    def now(self) -> datetime:
        """The present instant; time stands still except in steps that let it pass."""
        return self.platform.clock.now()

    # --- people ---------------------------------------------------------------------------------

    def newcomer(self) -> Person:
        """Somebody of whom nobody has heard."""
        self.people.append(Person(len(self.people)))
        return self.people[-1]

    def a_member(self, dice: random.Random) -> Person:
        """Somebody who has proved an address."""
        return dice.choice([person for person in self.people if person.member_id])

    def name(self, member_id: str) -> str:
        """What somebody is called in the story."""
        named = (person for person in self.people if person.member_id == member_id)
        person = next(named, None)
        return str(person) if person else "somebody"

    def tell(self, sentence: str) -> None:
        """One more line of the story."""
        self.story.append(sentence)

    # --- steps ----------------------------------------------------------------------------------

    def do(self, step: Step) -> None:
        """Take one step."""
        self._step = step
        dice = random.Random(step.dice)  # noqa: S311 - a world must be repeatable
        before = len(self.story)
        if step.what in ACT_OF:
            self._act(ACT_OF[step.what], dice, step.fault)
        else:
            STEPS[step.what](self, dice, step.fault)
        if step.fault is not None and len(self.story) > before:
            self.story[before] += f"; this {step.fault}"

    def tick(self, handlers: list[str], fault: Fault | None = None) -> None:
        """A minute has passed for these functions; what they raise, Lambda shrugs off."""
        for handler in handlers:
            self.machine.fault, fault = fault, None
            try:
                self.machine.invoke(handler, {"source": "simulated.schedule"})
            except Exception as error:
                self.tell(f"{handler} ended in {type(error).__name__}")

    def forget_what_is_over(self) -> None:
        """The engine sweeps what has expired, at some time of its own choosing."""
        now = int(self.now.timestamp())
        self.platform.database.run("DELETE FROM items WHERE expires_at <= ?", (now,))

    def _act(self, act: Act, dice: random.Random, fault: Fault | None) -> None:
        before = self.watch.acting, self.watch.acting_since
        self.watch.acting, self.watch.acting_since = None, self.journal.order
        asked = True
        try:
            with self.danger.over(fault):
                asked = act.do(self, dice)
            outcome = "done"
        except Refusal as refusal:
            outcome = f"refused, {refusal.code}"
        except (Crash, Died, Unavailable) as broken:
            outcome = f"{type(broken).__name__.lower()}"
        except Exception as error:
            outcome = f"failed, {type(error).__name__}"
            self.journal.wrong("whoever asks gets an answer", f"{act.name}: {outcome}")
        finally:
            self.watch.acting, self.watch.acting_since = before
        if asked:
            self.tell(f"  … {outcome}")

    def _overtake(self, dice: int) -> None:
        """Something else happens while a function waits: an act, deliveries, or both.

        Often it is the very same act: somebody presses a button twice, or two people do.
        """
        chance = random.Random(dice)  # noqa: S311 - a world must be repeatable
        overtaken = self._step
        steps = [Step("deliver", chance.getrandbits(32)) for _ in range(chance.randint(0, 4))]
        if not steps or chance.random() < 0.5:
            same = chance.random() < 0.5 and overtaken.what in ACT_OF
            what = overtaken.what if same else chance.choice(ACTS).name
            steps.insert(0, Step(what, overtaken.dice if same else chance.getrandbits(32)))
        with self.danger.over(None):
            for step in steps:
                Context().run(self.do, step)
        self._step = overtaken

    # --- what moves -----------------------------------------------------------------------------

    def _deliver(self, dice: random.Random, fault: Fault | None) -> None:
        sources = self.deliveries.sources()
        if sources:
            source = dice.choice(sources)
            self.tell(f"something is delivered to {source.handler}")
            self.deliveries.deliver(source, dice, fault)

    def _some_tick(self, dice: random.Random, fault: Fault | None) -> None:
        handlers = self.machine.wiring.ticks
        some = dice.sample(handlers, dice.randint(1, len(handlers)))
        self.tell(f"ticks for {', '.join(some)}")
        self.tick(some * (2 if dice.random() < 0.2 else 1), fault)
        if dice.random() < 0.5:
            self.forget_what_is_over()

    def _while(self, dice: random.Random, _fault: Fault | None) -> None:
        chance = dice.random()
        if chance < 0.5:
            to = self.now + timedelta(minutes=dice.randint(1, 10))
        elif chance < 0.7:
            to = self.machine.next_stop(self.now + timedelta(days=1))
        elif chance < 0.9 and (planned := self.look.sessions(State.PLANNED)):
            to = max(self.now, planned[0].starts_at + timedelta(minutes=dice.randint(-5, 70)))
        elif chance < 0.98:
            to = self.now + timedelta(hours=dice.randint(1, 30))
        else:
            to = self.now + timedelta(days=8)
        self.platform.clock.move_to(to)
        self.tell(f"it is {to:%A %d %B, %H:%M} UTC")

    # --- trouble --------------------------------------------------------------------------------

    def _double(self, dice: random.Random, _fault: Fault | None) -> None:
        messages = self._messages()
        if messages:
            id_, queue = dice.choice(messages)
            later = self.now + timedelta(minutes=dice.randint(0, 90))
            self.platform.database.run(
                "INSERT INTO messages (queue, body, visible_at, sent_at)"
                " SELECT queue, body, ?, sent_at FROM messages WHERE id = ?",
                (later.timestamp(), id_),
            )
            self.tell(f"a message of {queue} will come a second time")

    def _delay(self, dice: random.Random, _fault: Fault | None) -> None:
        late = [message for message in self._messages() if dice.random() < 0.5]
        for id_, _ in late:
            until = self.now + timedelta(minutes=dice.randint(1, 200))
            self.platform.database.run(
                "UPDATE messages SET visible_at = ? WHERE id = ?", (until.timestamp(), id_)
            )
        if late:
            self.tell(f"{len(late)} messages stay away for a while")

    def _lose_stream(self, _dice: random.Random, _fault: Fault | None) -> None:
        if self.platform.database.run("DELETE FROM stream"):
            self.tell("the stream forgets what it had")

    def _poison(self, dice: random.Random, _fault: Fault | None) -> None:
        body, queue = dice.choice(POISON), dice.choice(self.machine.wiring.queues).queue
        self.journal.poison.add(body)
        self.platform.queues.send(queue, [body])
        self.tell(f"a message that nobody understands lies in {queue}")

    def _bus_down(self, dice: random.Random, _fault: Fault | None) -> None:
        for _ in range(dice.randint(2, 12)):
            self.danger.arm(Fault(Kind.REFUSED, 0, ALL))
        self.tell("the bus begins to refuse everything")

    def _mail_down(self, dice: random.Random, _fault: Fault | None) -> None:
        kinds = (Kind.AGAIN, Kind.LOST_SENT, Kind.LOST_UNSENT)
        for _ in range(dice.randint(2, 8)):
            self.danger.arm(Fault(dice.choice(kinds), 0, ALL))
        self.tell("the mail provider begins to give no answers")

    def _messages(self) -> list[tuple[int, str]]:
        live = {mapping.queue for mapping in self.machine.wiring.queues}
        rows = self.platform.database.rows("SELECT id, queue FROM messages ORDER BY id")
        return [(row[0], row[1]) for row in rows if row[1] in live]


STEPS: dict[str, Callable[[World, random.Random, Fault | None], None]] = {
    "deliver": World._deliver,
    "tick": World._some_tick,
    "while": World._while,
    "double": World._double,
    "delay": World._delay,
    "lose the stream": World._lose_stream,
    "poison": World._poison,
    "bus down": World._bus_down,
    "mail down": World._mail_down,
}


def restored(image: bytes) -> Database:
    """A database with this content; the same one again and again, since making one takes long."""
    database = _database()
    database.restore(image)
    return database


@cache
def _database() -> Database:
    return Database()
