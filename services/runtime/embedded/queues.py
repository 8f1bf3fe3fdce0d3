"""Queues on SQLite: messages stay until a function has dealt with them or given up."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from services.runtime.embedded.clock import EmbeddedClock
from services.runtime.embedded.database import Database


@dataclass(frozen=True)
class Message:
    """A message that was handed out; `received` counts how often."""

    id: int
    body: str
    received: int


class EmbeddedQueues:
    """The Queues port, and the other end of it for the pump."""

    def __init__(self, database: Database, clock: EmbeddedClock) -> None:
        self._database = database
        self._clock = clock

    def send(self, queue: str, bodies: Sequence[str]) -> None:
        """Add messages, all in one commit."""
        visible_at, sent_at = self._clock.timestamp(), self._clock.now().isoformat()
        with self._database.transaction():
            for body in bodies:
                self._database.run(
                    "INSERT INTO messages (queue, body, visible_at, sent_at) VALUES (?, ?, ?, ?)",
                    (queue, body, visible_at, sent_at),
                )

    def receive(self, queue: str, *, most: int, visibility: int) -> list[Message]:
        """Hand out messages; each comes again after `visibility` seconds unless deleted."""
        now = self._clock.timestamp()
        with self._database.undisturbed():
            rows = self._database.rows(
                "SELECT id, body, received FROM messages WHERE queue = ? AND visible_at <= ?"
                " ORDER BY id LIMIT ?",
                (queue, now, most),
            )
            if not rows:
                return []
            self._database.run(
                "UPDATE messages SET received = received + 1, visible_at = ?"  # noqa: S608 - marks only
                f" WHERE id IN ({_marks(rows)})",
                (now + visibility, *(row[0] for row in rows)),
            )
        return [Message(row[0], row[1], row[2] + 1) for row in rows]

    def delete(self, ids: Sequence[int]) -> None:
        """Forget messages that were dealt with."""
        if ids:
            self._database.run(f"DELETE FROM messages WHERE id IN ({_marks(ids)})", ids)  # noqa: S608 - marks only

    def move(self, id_: int, queue: str) -> None:
        """Put a message into another queue: to the dead letters, or back from them."""
        self._database.run(
            "UPDATE messages SET queue = ?, received = 0, visible_at = ? WHERE id = ?",
            (queue, self._clock.timestamp(), id_),
        )

    def release(self) -> None:
        """Hand out again at once whatever the process before this one had in its hands."""
        now = self._clock.timestamp()
        self._database.run("UPDATE messages SET visible_at = ? WHERE visible_at > ?", (now, now))

    def waiting(self, queue: str) -> list[Message]:
        """Everything in a queue, oldest first, without handing it out."""
        rows = self._database.rows(
            "SELECT id, body, received FROM messages WHERE queue = ? ORDER BY id", (queue,)
        )
        return [Message(*row) for row in rows]


def _marks(values: Sequence[object]) -> str:
    return ",".join("?" * len(values))
