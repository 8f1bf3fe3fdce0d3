"""The whole product in memory, wired from the template, for tests that play a story."""

from __future__ import annotations

import json
from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

from infra.embedded import wiring
from infra.embedded.events import Answer, Door, Request
from infra.embedded.machine import Machine
from infra.embedded.pump import Postman, Pump
from infra.embedded.wiring import Wiring
from services.runtime import platform
from services.runtime.embedded.database import Database
from services.runtime.embedded.identity import KEY_FACT
from services.runtime.embedded.platform import EmbeddedPlatform

START = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
PARAMETERS = {
    "Stage": "test",
    "SiteUrl": "https://candour.example",
}


class Home:
    """The embedded platform in memory with a frozen clock; nothing moves between functions."""

    def __init__(self, *, seed: int | None = None) -> None:
        self.platform = in_memory(seed)
        self.platform.settings.update(_settings())
        platform.install(self.platform)

    @property
    def clock(self) -> Any:
        """The clock: `move_to(instant)`, `advance(timedelta)`."""
        return self.platform.clock

    def said(self) -> list[dict[str, Any]]:
        """Every event in the outbox of any table, oldest first."""
        rows = self.platform.database.rows(
            "SELECT body FROM items WHERE pk LIKE 'OUTBOX#%' ORDER BY gsi1sk"
        )
        outbox = [json.loads(row[0]) for row in rows]
        return [{"detail_type": row["detail_type"], **row["detail"]} for row in outbox]

    def mailbox(self) -> list[dict[str, Any]]:
        """All captured mail, oldest first."""
        return mailbox(self.platform)

    def dump(self) -> list[dict[str, Any]]:
        """Every item of every table."""
        rows = self.platform.database.rows("SELECT tbl, body FROM items")
        return [{"table": row[0], **json.loads(row[1])} for row in rows]


@dataclass
class World:
    """The product: requests come in at the door, everything else is moved by `settle`.

    It begins with what another one has kept if there is an `image` of that.
    """

    seed: int | None = None
    postman: Postman = field(default=lambda messages: messages)
    image: bytes = b""

    def __post_init__(self) -> None:
        self.platform = in_memory(self.seed, self.image)
        self.machine = Machine(self.platform, deepcopy(_wiring()))
        self.pump = Pump(self.machine, pause=lambda _received: 0, postman=self.postman)
        self.door = Door(self.machine)

    @property
    def now(self) -> datetime:
        """The present instant in this world."""
        return self.platform.clock.now()

    def settle(self) -> None:
        """Let everything that was said be heard."""
        self.pump.settle()

    def move_to(self, instant: datetime) -> None:
        """Let time pass until then; whatever is due on the way happens."""
        self.pump.move_clock(instant)

    def advance(self, by: timedelta) -> None:
        """Let this much time pass."""
        self.move_to(self.now + by)

    def get(self, path: str, by: str | None = None) -> Answer:
        """Read a page as a person."""
        return self._ask("GET", path, by, b"", "")

    def post(self, path: str, form: Mapping[str, Any], by: str | None = None) -> Answer:
        """Send a form as a person, then let everything settle."""
        from urllib.parse import urlencode

        body = urlencode(form, doseq=True).encode()
        answer = self._ask("POST", path, by, body, "application/x-www-form-urlencoded")
        self.settle()
        return answer

    def api(self, method: str, path: str, content: Any = None, by: str | None = None) -> Answer:
        """Call the JSON API as a program, then let everything settle."""
        headers = {}
        if by:
            headers["authorization"] = f"Bearer {self.platform.identity.issue(by).id_token}"
        body = b"" if content is None else json.dumps(content).encode()
        if body:
            headers["content-type"] = "application/json"
        answer = self.door.answer(Request(method, path, headers, body))
        self.settle()
        return answer

    def mail(self) -> list[dict[str, Any]]:
        """All captured mail, oldest first."""
        return mailbox(self.platform)

    def events(self) -> list[dict[str, Any]]:
        """Every event seen on a bus, oldest first; of private ones only the ids."""
        rows = self.platform.database.rows(
            "SELECT bus, detail_type, detail FROM bus_log ORDER BY seq"
        )
        return [{"bus": r[0], "detail_type": r[1], **json.loads(r[2])} for r in rows]

    def dead_letters(self) -> list[str]:
        """The bodies of everything that was given up."""
        rows = self.platform.database.rows(
            "SELECT body FROM messages WHERE queue LIKE '%dead-letters'"
        )
        return [row[0] for row in rows]

    def _ask(
        self, method: str, path: str, by: str | None, body: bytes, content_type: str
    ) -> Answer:
        headers = {"host": "candour.example", "sec-fetch-site": "same-origin"}
        if content_type:
            headers["content-type"] = content_type
        if by:
            headers["cookie"] = f"__Host-session={self.platform.identity.issue(by).id_token}"
        return self.door.answer(Request(method, path, headers, body))


def in_memory(seed: int | None, image: bytes = b"") -> EmbeddedPlatform:
    """A platform that signs with one key for all: making one takes longer than most tests."""
    database = Database()
    if image:
        database.restore(image)
    made = EmbeddedPlatform(database, frozen_at=START, seed=seed)
    made.database.remember(KEY_FACT, _signing_key())
    return made


def mailbox(platform_: EmbeddedPlatform) -> list[dict[str, Any]]:
    """All captured mail, oldest first, as the control room gives it."""
    rows = platform_.database.rows(
        "SELECT recipient, subject, text, html, headers, sent_at FROM mail ORDER BY id"
    )
    return [
        {
            "to": row[0],
            "subject": row[1],
            "text": row[2],
            "html": row[3],
            "headers": json.loads(row[4]),
            "sent_at": row[5],
        }
        for row in rows
    ]


@cache
def _signing_key() -> str:
    """The key of a pool that has signed once."""
    first = EmbeddedPlatform.in_memory(START)
    first.identity.issue("nobody")
    return first.database.fact(KEY_FACT) or ""


@cache
def _wiring() -> Wiring:
    """The template as read once; whoever changes it takes a copy."""
    return wiring.read(PARAMETERS)


def _settings() -> dict[str, str]:
    return _wiring().settings
