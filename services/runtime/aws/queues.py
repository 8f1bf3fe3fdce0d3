"""Queues on SQS; a queue is named by its address, which is what the template's Ref gives."""

from __future__ import annotations

from collections.abc import Sequence

from services.runtime.aws.batches import batches
from services.runtime.aws.clients import Clients


class NotSent(Exception):
    """The queue did not accept this many of the messages; the others are in it."""


class AwsQueues:
    """The Queues port."""

    def __init__(self, clients: Clients) -> None:
        self._clients = clients

    def send(self, queue: str, bodies: Sequence[str]) -> None:
        """Send in as few calls as the limits allow; raises NotSent at the end if any failed."""
        failed = 0
        for batch in batches([len(body.encode()) for body in bodies]):
            answer = self._clients.sqs.send_message_batch(
                QueueUrl=queue,
                Entries=[{"Id": str(n), "MessageBody": bodies[n]} for n in batch],
            )
            failed += len(answer.get("Failed", ()))
        if failed:
            raise NotSent(failed)
