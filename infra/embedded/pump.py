"""Moves what waits: stream rows to relays, messages to functions, the clock to what is due."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any

from infra.embedded.machine import ClockGoesForward, Machine
from infra.embedded.wiring import QueueMapping, StreamMapping
from services.runtime import logs
from services.runtime.embedded.queues import Message
from services.runtime.ports import Item
from services.runtime.relay import SET_ASIDE

Source = StreamMapping | QueueMapping
Postman = Callable[[Sequence[Message]], Sequence[Message]]
"""Decides in which order, and how often, the messages of one batch are delivered."""

MOST_ROUNDS = 100_000


class Pump:
    """Does what Lambda's event sources do; `pause` is the wait after a failed delivery, seconds."""

    def __init__(
        self,
        machine: Machine,
        *,
        # Together longer than the claim on a mail lasts, or a code whose sender died is given up.
        pause: Callable[[int], int] = lambda received: 4**received,
        postman: Postman = lambda messages: messages,
    ) -> None:
        self._machine = machine
        self._platform = machine.platform
        self._pause = pause
        self.postman = postman

    def step(self) -> bool:
        """One batch from each stream and queue that has one; tells whether any had.

        Streams first: what was said at the same moment is heard before mail that waits is sent.
        """
        busy = [self._turn(one) for one in self.sources() if isinstance(one, StreamMapping)]
        busy += [self._turn(one) for one in self.sources() if isinstance(one, QueueMapping)]
        return any(busy)

    def sources(self) -> list[Source]:
        """The streams and queues that have something to hand out at this moment."""
        now = self._platform.clock.timestamp()
        rows = self._platform.database.rows(
            # A stream is held up by its first row.
            "SELECT tbl FROM (SELECT tbl, MIN(seq), visible_at FROM stream GROUP BY tbl)"
            " WHERE visible_at <= ?"
            " UNION ALL SELECT DISTINCT queue FROM messages WHERE visible_at <= ?",
            (now, now),
        )
        if not rows:
            return []
        waiting = {row[0] for row in rows}
        wiring = self._machine.wiring
        return [
            *(mapping for mapping in wiring.streams if mapping.table in waiting),
            *(mapping for mapping in wiring.queues if mapping.queue in waiting),
        ]

    def settle(self) -> None:
        """Go on until nothing is waiting that could be delivered now."""
        for _ in range(MOST_ROUNDS):
            if not self.step():
                return
        raise RuntimeError("the machine does not come to rest")

    def move_clock(self, to: datetime) -> None:
        """Let time pass, stopping wherever something is due; raises ClockGoesForward."""
        with self._machine.lock:
            self._move(self._platform.clock.now(), to)

    def advance(self, by: timedelta) -> None:
        """Let this much time pass; none at all lets everything that was said be heard."""
        with self._machine.lock:
            now = self._platform.clock.now()
            self._move(now, now + by)

    def _move(self, now: datetime, to: datetime) -> None:
        if to < now:
            raise ClockGoesForward
        self.settle()
        while (now := self._platform.clock.now()) < to:
            # A running clock may have passed the stop already.
            self._platform.clock.move_to(max(now, self._machine.next_stop(to)))
            self._machine.tick()
            self.settle()

    def dead_letters(self) -> Iterator[tuple[str, str]]:
        """What was given up: where it lies, and the name of the event."""
        wiring = self._machine.wiring
        for queue in sorted({m.dead_letters for m in wiring.queues}):
            for message in self._platform.queues.waiting(queue):
                yield queue, json.loads(message.body).get("detail-type", "part of a mailing")
        for table, row in self._set_aside():
            yield table, row["detail_type"]
        for queue in sorted({m.on_failure for m in wiring.streams}):
            for message in self._platform.queues.waiting(queue):
                yield queue, json.loads(message.body)["pk"]

    def redrive(self) -> None:
        """Let everything that was given up be tried again."""
        wiring = self._machine.wiring
        with self._machine.lock, self._platform.database.transaction():
            for mapping in wiring.queues:
                for message in self._platform.queues.waiting(mapping.dead_letters):
                    self._platform.queues.move(message.id, mapping.queue)
            for table, row in self._set_aside():
                self._say_again(table, row["pk"], row["sk"])
            for queue in {m.on_failure for m in wiring.streams}:
                for message in self._platform.queues.waiting(queue):
                    self._say_again(**json.loads(message.body))
                    self._platform.queues.delete([message.id])
        self.settle()

    def _set_aside(self) -> Iterator[tuple[str, Item]]:
        """Events that the bus refused again and again; they stay in their table."""
        for table in {mapping.table for mapping in self._machine.wiring.streams}:
            page = self._platform.tables.query(table, SET_ASIDE, index=True, limit=1000)
            for row in page.items:
                yield table, row

    def _say_again(self, table: str, pk: str, sk: str) -> None:
        self._platform.database.run(
            "INSERT INTO stream (tbl, pk, sk) VALUES (?, ?, ?)", (table, pk, sk)
        )

    def _turn(self, source: Source) -> bool:
        self._machine.give_way()
        with self._machine.lock:
            if isinstance(source, StreamMapping):
                return self._pump_stream(source)
            return self._pump_queue(source)

    def _pump_stream(self, mapping: StreamMapping) -> bool:
        rows = self._platform.database.rows(
            "SELECT seq, pk, sk, attempts, visible_at FROM stream WHERE tbl = ?"
            " ORDER BY seq LIMIT ?",
            (mapping.table, mapping.batch),
        )
        if not rows or rows[0][4] > self._platform.clock.now().timestamp():
            return False
        self._relay(mapping, rows)
        return True

    def _relay(self, mapping: StreamMapping, rows: list[tuple[Any, ...]]) -> None:
        """Hand rows to the relay; a batch that fails is split until the bad row stands alone."""
        try:
            self._machine.invoke(mapping.handler, _stream_event(mapping, rows))
        except Exception as error:
            if len(rows) > 1:
                self._relay(mapping, rows[: len(rows) // 2])
                self._relay(mapping, rows[len(rows) // 2 :])
                return
            logs.fault("relay_failed", error, table=mapping.table)
            if rows[0][3] < mapping.retries:
                self._try_later(rows[0])
                return
            letter = {"table": mapping.table, "pk": rows[0][1], "sk": rows[0][2]}
            self._platform.queues.send(mapping.on_failure, [json.dumps(letter)])
        for row in rows:
            self._platform.database.run("DELETE FROM stream WHERE seq = ?", (row[0],))

    def _try_later(self, row: tuple[Any, ...]) -> None:
        at = self._platform.clock.now().timestamp() + self._pause(row[3])
        self._platform.database.run(
            "UPDATE stream SET attempts = attempts + 1, visible_at = ? WHERE seq = ?", (at, row[0])
        )

    def _pump_queue(self, mapping: QueueMapping) -> bool:
        messages = self._platform.queues.receive(
            mapping.queue, most=mapping.batch, visibility=mapping.visibility
        )
        spent = [message for message in messages if message.received > mapping.most_receives]
        for message in spent:
            self._platform.queues.move(message.id, mapping.dead_letters)
        fresh = [message for message in messages if message not in spent]
        if fresh:
            self._deliver(mapping, self.postman(fresh))
        return bool(messages)

    def _deliver(self, mapping: QueueMapping, messages: Sequence[Message]) -> None:
        failed = self._call(mapping, messages)
        self._platform.queues.delete([m.id for m in messages if str(m.id) not in failed])
        for message in messages:
            if str(message.id) in failed:
                at = self._platform.clock.now().timestamp() + self._pause(message.received)
                self._platform.database.run(
                    "UPDATE messages SET visible_at = ? WHERE id = ?", (at, message.id)
                )

    def _call(self, mapping: QueueMapping, messages: Sequence[Message]) -> set[str]:
        """The ids of the messages that must come again."""
        try:
            answer = self._machine.invoke(mapping.handler, _queue_event(mapping, messages))
        except Exception as error:
            logs.fault("function_failed", error, queue=mapping.queue)
            return {str(message.id) for message in messages}
        failures = (answer or {}).get("batchItemFailures", [])
        return {failure["itemIdentifier"] for failure in failures}


def _stream_event(mapping: StreamMapping, rows: list[tuple[Any, ...]]) -> dict[str, Any]:
    arn = f"arn:aws:dynamodb:embedded:000000000000:table/{mapping.table}/stream/embedded"
    return {
        "Records": [
            {
                "eventID": str(seq),
                "eventName": "INSERT",
                "eventSource": "aws:dynamodb",
                "eventSourceARN": arn,
                "dynamodb": {
                    "Keys": {"pk": {"S": pk}, "sk": {"S": sk}},
                    "SequenceNumber": str(seq),
                    "StreamViewType": "KEYS_ONLY",
                },
            }
            for seq, pk, sk, *_ in rows
        ]
    }


def _queue_event(mapping: QueueMapping, messages: Sequence[Message]) -> dict[str, Any]:
    return {
        "Records": [
            {
                "messageId": str(message.id),
                "receiptHandle": str(message.id),
                "body": message.body,
                "attributes": {"ApproximateReceiveCount": str(message.received)},
                "messageAttributes": {},
                "eventSource": "aws:sqs",
                "eventSourceARN": f"arn:aws:sqs:embedded:000000000000:{mapping.queue}",
                "awsRegion": "embedded",
            }
            for message in messages
        ]
    }
