"""A week in the demo's network, a program that asks it, and what came of each request."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import quote, urlencode

from infra.embedded import demo, wiring
from infra.embedded.engine import EmbeddedEngine
from infra.embedded.events import Request
from infra.embedded.machine import Machine
from infra.embedded.pump import Pump
from services.runtime.embedded.platform import EmbeddedPlatform

MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
SITE = "https://candour.example"
TOKEN = re.compile(r"/invitations/([^\s\"]+)")
PARAMETERS = {"Stage": "examples", "SiteUrl": SITE}


class NotAnswered(Exception):
    """A door said no: what is asked here and what the routes do no longer fit together."""


@dataclass(frozen=True)
class Example:
    """A request that went well, by whom, and its answer; `sent` is None if there was no body."""

    by: demo.Person | None
    parts: Mapping[str, str]
    query: Mapping[str, str]
    sent: Any
    answer: Any


@dataclass
class Scene:
    """The network `psmn` with everybody of the demo, and every example and refusal so far."""

    examples: dict[tuple[str, str], Example] = field(default_factory=dict)
    refusals: dict[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.platform = EmbeddedPlatform.in_memory(MONDAY, seed=641)
        machine = Machine(self.platform, wiring.read(PARAMETERS))
        self.engine = EmbeddedEngine(machine, Pump(machine))
        demo.load(self.engine, lambda _: None)
        self.ids = {one["name"]: str(one["member_id"]) for one in self.engine.people()}
        for one in self.read("GET", f"{demo.HOME}/members", by=demo.CHAIR)["people"]:
            self.ids[one["name"]] = one["member_id"]

    def ask(
        self,
        method: str,
        route: str,
        sent: Any = None,
        *,
        by: demo.Person | None = None,
        query: Mapping[str, str] | None = None,
        **parts: str,
    ) -> Any:
        """Ask a route; the first time is kept as its example."""
        here = {"network": demo.SLUG, **parts}
        used = {name: value for name, value in here.items() if f"<{name}>" in route}
        path = route
        for name, value in used.items():
            path = path.replace(f"<{name}>", quote(value, safe=""))
        if query:
            path = f"{path}?{urlencode(query)}"
        answer = self.read(method, path, sent, by=by)
        shown = sent.decode() if isinstance(sent, bytes) else sent
        self.examples.setdefault((method, route), Example(by, used, query or {}, shown, answer))
        return answer

    def read(
        self, method: str, path: str, sent: Any = None, *, by: demo.Person | None = None
    ) -> Any:
        """What a door says, once everything that follows has happened; nothing is kept of it."""
        headers, body = {}, b""
        if by is not None:
            headers["authorization"] = f"Bearer {self.token(by)}"
        if isinstance(sent, bytes):
            headers["content-type"], body = "application/octet-stream", sent
        elif sent is not None:
            headers["content-type"], body = "application/json", json.dumps(sent).encode()
        answer = self.engine.answer(Request(method, path, headers, body))
        self.engine.settle()
        if answer.status >= 300:
            raise NotAnswered(f"{method} {path}: {answer.status} {answer.text}", answer.json())
        return answer.json() if answer.body else None

    def refused(self, name: str, method: str, path: str, sent: Any = None, **who: Any) -> None:
        """Ask for what is not to be had, and keep what is said to that under a name."""
        try:
            self.read(method, path, sent, **who)
        except NotAnswered as refusal:
            self.refusals[name] = refusal.args[1]
        else:
            raise NotAnswered(f"{method} {path} should have been refused.")

    def token(self, person: demo.Person) -> str:
        """What proves who somebody is."""
        return self.engine.sign_in(self.ids[person.name]).id_token

    def code(self, email: str) -> str:
        """The code in the last mail to this address."""
        return str(demo.CODE.findall(self._letter(email))[0])

    def invitation(self, email: str) -> str:
        """What the link ends with in the last invitation to this address."""
        return str(TOKEN.findall(self._letter(email))[0])

    def later(self, by: timedelta) -> None:
        """Let time pass."""
        self.engine.advance(by)

    @property
    def now(self) -> datetime:
        """What the clock of the network says."""
        return self.engine.now()

    def _letter(self, email: str) -> str:
        return next(str(mail["text"]) for mail in self.engine.mail() if mail["to"] == email)
