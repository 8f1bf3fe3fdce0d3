"""The queues of the stack as their operator sees them: how full, and what was given up."""

from __future__ import annotations

import json
from collections.abc import Iterator
from threading import Lock
from typing import Any, NamedTuple

WAITING = ("ApproximateNumberOfMessages", "ApproximateNumberOfMessagesDelayed")
IN_HAND = "ApproximateNumberOfMessagesNotVisible"
AT_ONCE = 10
# Long enough to read a whole queue without meeting the same letter twice.
OUT_OF_SIGHT = 20


class Held(NamedTuple):
    """How many messages wait, and how many are dealt with or failed a moment ago."""

    waiting: int
    in_hand: int


class Queues:
    """Looks into queues by name."""

    def __init__(self, sqs: Any) -> None:
        self._sqs = sqs
        self._reading = Lock()
        self._urls: dict[str, str] = {}

    def held(self, queue: str) -> Held:
        """How full a queue is."""
        said = self._sqs.get_queue_attributes(
            QueueUrl=self._url(queue), AttributeNames=[*WAITING, IN_HAND]
        )["Attributes"]
        return Held(sum(int(said[name]) for name in WAITING), int(said[IN_HAND]))

    def letters(self, queue: str) -> list[dict[str, Any]]:
        """The messages of a queue of dead letters, which stay in it."""
        with self._reading:
            found = list(self._taken(queue))
            for message in found:
                self._sqs.change_message_visibility(
                    QueueUrl=self._url(queue),
                    ReceiptHandle=message["ReceiptHandle"],
                    VisibilityTimeout=0,
                )
        return [json.loads(message["Body"]) for message in found]

    def take(self, queue: str) -> Iterator[str]:
        """The messages of a queue, each gone once the next one is asked for."""
        with self._reading:
            for message in self._taken(queue):
                yield message["Body"]
                self._sqs.delete_message(
                    QueueUrl=self._url(queue), ReceiptHandle=message["ReceiptHandle"]
                )

    def send(self, queue: str, body: str) -> None:
        """Put a message in."""
        self._sqs.send_message(QueueUrl=self._url(queue), MessageBody=body)

    def _taken(self, queue: str) -> Iterator[dict[str, Any]]:
        while messages := self._sqs.receive_message(
            QueueUrl=self._url(queue), MaxNumberOfMessages=AT_ONCE, VisibilityTimeout=OUT_OF_SIGHT
        ).get("Messages"):
            yield from messages

    def _url(self, queue: str) -> str:
        if queue not in self._urls:
            self._urls[queue] = str(self._sqs.get_queue_url(QueueName=queue)["QueueUrl"])
        return self._urls[queue]
