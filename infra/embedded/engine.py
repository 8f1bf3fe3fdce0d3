"""The network in this process, as the front door, the control room and the demo see it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from contextlib import AbstractContextManager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from infra.embedded import kept, wiring
from infra.embedded.events import Answer, Door, Request
from infra.embedded.machine import Machine
from infra.embedded.mover import Mover
from infra.embedded.pump import Pump
from services.runtime.embedded.database import SHAPE
from services.runtime.embedded.platform import EmbeddedPlatform
from services.runtime.ports import Tokens

PEOPLE = "demo-people"


class EmbeddedEngine:
    """The machine and its pump."""

    def __init__(self, machine: Machine, pump: Pump, folder: Path | None = None) -> None:
        self._folder = folder
        self._machine = machine
        self._platform = machine.platform
        self._pump = pump
        self._door = Door(machine)
        self._mover = Mover(machine, pump)

    @classmethod
    def in_folder(cls, folder: Path, address: str) -> EmbeddedEngine:
        """On the data in this folder, for a site at this address."""
        platform = EmbeddedPlatform.in_folder(folder, {"PLAIN_COOKIES": "1"})
        platform.queues.release()
        machine = Machine(platform, wiring.read({"Stage": "embedded", "SiteUrl": address}))
        return cls(machine, Pump(machine), folder)

    def is_sound(self) -> bool:
        """Whether the data is what was written."""
        return self._platform.database.row("PRAGMA quick_check(1)") == ("ok",)

    def is_of_this_version(self) -> bool:
        """Whether the data is kept as this version of the services keeps it."""
        return self._platform.database.row("PRAGMA user_version") == (SHAPE,)

    def start(self) -> None:
        """Let the pump run by itself."""
        self._mover.start()

    def close(self) -> None:
        """Finish the batch in hand and let go of the data."""
        self._mover.stop()
        with self._machine.lock:
            self._platform.database.close()

    def answer(self, request: Request) -> Answer:
        """What the function says, once what it did is on the disk."""
        with self._machine.somebody_waits():
            answer = self._door.answer(request)
        self._platform.database.sync()
        return answer

    def wake(self) -> None:
        """Wake the mover."""
        self._mover.wake()

    def settle(self) -> None:
        """Pump until nothing is left."""
        self._pump.settle()

    def now(self) -> datetime:
        """What the platform's clock says."""
        return self._platform.clock.now()

    def set_clock(self, to: datetime) -> None:
        """Turn the platform's clock."""
        self._platform.clock.move_to(to)

    def move_clock(self, to: datetime) -> None:
        """Let time pass; raises ClockGoesForward."""
        self._pump.move_clock(to)
        self._platform.database.sync()

    def advance(self, by: timedelta) -> None:
        """Let this much time pass."""
        self._pump.advance(by)
        self._platform.database.sync()

    def mail(self) -> list[dict[str, Any]]:
        """Captured mail."""
        rows = self._platform.database.rows(
            "SELECT id, recipient, subject, text, html, headers, sent_at FROM mail ORDER BY id DESC"
        )
        names = ("id", "to", "subject", "text", "html", "headers", "sent_at")
        found = [dict(zip(names, row, strict=True)) for row in rows]
        return [{**mail, "headers": json.loads(mail["headers"])} for mail in found]

    def events(self) -> list[dict[str, Any]]:
        """What the bus noted."""
        rows = self._platform.database.rows(
            "SELECT bus, source, detail_type, detail, at FROM bus_log ORDER BY seq DESC"
        )
        names = ("bus", "source", "detail_type", "detail", "at")
        found = [dict(zip(names, row, strict=True)) for row in rows]
        return [{**event, "detail": json.loads(event["detail"])} for event in found]

    def traces(self, words: Sequence[str]) -> list[str]:
        """In the database and the log."""
        rows = kept.in_database(self._platform.database, self.now())
        lines = kept.in_logs(self._folder) if self._folder else ()
        return kept.places([*rows, *lines], words)

    def dead_letters(self) -> list[dict[str, str]]:
        """What the pump gave up."""
        return [{"what": what, "where": where} for where, what in self._pump.dead_letters()]

    def redrive(self) -> None:
        """Try it again."""
        self._pump.redrive()
        self._platform.database.sync()

    def beginning(self) -> AbstractContextManager[None]:
        """Write without waiting for the disk."""
        return self._platform.database.unsynced()

    def signed_in(self, member_id: str, tokens: Tokens) -> None:
        """Nothing to keep: the pool of this process issues tokens to anybody."""

    def sign_in(self, member_id: str) -> Tokens:
        """Tokens from the pool of this process."""
        return self._platform.identity.issue(member_id)

    def remember(self, people: list[dict[str, str]]) -> None:
        """Keep them beside the data."""
        self._platform.database.remember(PEOPLE, json.dumps(people))

    def people(self) -> list[dict[str, str]]:
        """Whom one can be."""
        found: list[dict[str, str]] = json.loads(self._platform.database.fact(PEOPLE) or "[]")
        return found

    def file(self, token: str) -> tuple[bytes, str] | None:
        """A file from its folder, while the link lasts."""
        return self._platform.files.fetch(token)
