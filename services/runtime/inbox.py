"""From the queue to the reactions: one message is one event; a bad one holds up no other."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from importlib import import_module
from typing import Any

from services.contracts.event import Event
from services.runtime import logs
from services.runtime.saving import cause

Reaction = Callable[[Any], object]


class UnknownEvent(Exception):
    """No reaction is registered for this event; it goes to the dead letters, where it is seen."""


def each(event: dict[str, Any], take: Callable[[Any], None]) -> dict[str, Any]:
    """Let `take` have the JSON of each message; answers which of them must come again."""
    again = []
    for message in event["Records"]:
        try:
            take(json.loads(message["body"]))
        except Exception:
            # Whoever takes has logged what it was; the rest of the batch must still have its turn.
            again.append({"itemIdentifier": message["messageId"]})
    return {"batchItemFailures": again}


class Inbox:
    """The reactions of one service, and the Lambda handler of its queue.

    Anything that a reaction raises sends its message back to the queue; after the queue's number
    of tries it lies with the dead letters, under an alarm. `later` names modules with further
    `REACTIONS`, imported when an event comes that is none of the others: a cold function hears one.
    """

    def __init__(
        self,
        service: str,
        reactions: Mapping[type[Event], Reaction],
        *,
        later: Sequence[str] = (),
    ) -> None:
        self.service = service
        self._known = _by_name(reactions)
        self._later = later

    @property
    def reactions(self) -> Mapping[str, tuple[type[Event], Reaction]]:
        """Everything that is heard, also by what is imported only when it is."""
        later, self._later = self._later, ()
        for module in later:
            more = _by_name(import_module(module).REACTIONS)
            if twice := more.keys() & self._known.keys():
                raise ValueError(f"heard twice: {sorted(twice)}")
            self._known |= more
        return self._known

    def handler(self, event: dict[str, Any], _context: object) -> dict[str, Any]:
        """Take one batch of queue messages; answers which of them must come again."""
        return each(event, self._take)

    def _take(self, envelope: Any) -> None:
        name = envelope["detail-type"]
        try:
            heard = self._known if name in self._known else self.reactions
            if name not in heard:
                raise UnknownEvent
            kind, react = heard[name]
            said = kind.model_validate(envelope["detail"])
            token = cause.set(said.event_id)
            try:
                react(said)
            finally:
                cause.reset(token)
        except Exception as error:
            logs.fault("reaction_failed", error, service=self.service, detail_type=name)
            raise


def _by_name(reactions: Mapping[type[Event], Reaction]) -> dict[str, tuple[type[Event], Reaction]]:
    return {event.detail_type(): (event, do) for event, do in reactions.items()}
