"""Deliveries one by one: the embedded pump, which a scheduler may ask for any single batch."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from pydantic_core import from_json

from infra.embedded.machine import Machine
from infra.embedded.pump import Pump, Source
from infra.embedded.wiring import QueueMapping, StreamMapping, Wiring
from infra.simulator.faults import Crash, Danger, Died, Fault
from infra.simulator.journal import Journal
from services.runtime.embedded.platform import EmbeddedPlatform
from services.runtime.embedded.queues import Message


class MortalMachine(Machine):
    """Calls functions that may die; whoever calls one sees only that no answer came."""

    def __init__(self, platform_: EmbeddedPlatform, wiring: Wiring, danger: Danger) -> None:
        super().__init__(platform_, wiring)
        self._danger = danger
        self.fault: Fault | None = None
        """The fault of the next function; a function that is called by it shares its fate."""

    def invoke(self, handler: str, event: dict[str, Any]) -> Any:
        """Call a function by its `Handler`."""
        fault, self.fault = self.fault, None
        try:
            if fault is None:
                return super().invoke(handler, event)
            with self._danger.over(fault):
                return super().invoke(handler, event)
        except Crash as crash:
            raise Died from crash


class Deliveries(Pump):
    """Hands out single batches, and writes down which function had which event."""

    def __init__(self, machine: MortalMachine, journal: Journal, *, one_machine: bool) -> None:
        if one_machine:
            super().__init__(machine)
        else:
            # Like SQS, where a message that was not dealt with stays away for its visibility.
            super().__init__(machine, pause=lambda _received: self._away)
        self._functions = machine
        self._journal = journal
        self._away = 0

    def deliver(self, source: Source, dice: random.Random, fault: Fault | None) -> None:
        """Hand out one batch: of any size, in any order, some of it twice."""
        self._functions.fault = fault
        self.postman = lambda messages: _shuffled(messages, dice)
        some = replace(source, batch=dice.randint(1, source.batch))
        self.hand_out(some)
        self._functions.fault = None

    def settle(self) -> None:
        """Hand out everything that can be handed out now, in whole batches and in order."""
        self.postman = lambda messages: messages
        while sources := self.sources():
            for source in sources:
                self.hand_out(source)

    def hand_out(self, source: Source) -> None:
        """Hand out one batch as it comes."""
        if isinstance(source, StreamMapping):
            self._away = 1
            self._pump_stream(source)
        else:
            self._away = source.visibility
            self._pump_queue(source)

    def _call(self, mapping: QueueMapping, messages: Sequence[Message]) -> set[str]:
        events = {str(message.id): _event_id(message.body) for message in messages}
        for event_id in filter(None, events.values()):
            self._journal.hear(mapping.queue, event_id, self._platform.clock.now())
        failed = super()._call(mapping, messages)
        for id_, event in events.items():
            if event and id_ not in failed:
                self._journal.take(mapping.queue, event)
        return failed


def _shuffled(messages: Sequence[Message], dice: random.Random) -> Sequence[Message]:
    again = [message for message in messages if dice.random() < 0.1]
    return dice.sample([*messages, *again], len(messages) + len(again))


def _event_id(body: str) -> str | None:
    """The event in a message; None in one that holds none, such as part of a mailing."""
    try:
        found = from_json(body)["detail"]["event_id"]
    except (ValueError, KeyError, TypeError):
        return None
    return found if isinstance(found, str) else None
