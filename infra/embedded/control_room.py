"""The control room at /_local/: what a newcomer watches while a Friday goes through the machine."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import cached_property
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl
from zoneinfo import ZoneInfo

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from pydantic import AwareDatetime, BaseModel, ConfigDict, ValidationError, model_validator

from infra.embedded.events import Answer, Request, problem
from infra.embedded.machine import ClockGoesForward, Machine
from infra.embedded.pump import Pump
from services.runtime.pages import cookies

PREFIX = "/_local/"
PEOPLE = "demo-people"
LONDON = ZoneInfo("Europe/London")
FRIDAY = 4
MOST_SHOWN = 200
HERE = frozenset({"127.0.0.1", "localhost", "[::1]"})


class MoveClock(BaseModel):
    """Where to move the clock: to an instant, or on by an ISO 8601 duration such as PT1H."""

    model_config = ConfigDict(extra="forbid")

    to: AwareDatetime | None = None
    advance: timedelta | None = None

    @model_validator(mode="after")
    def _one_of_both(self) -> MoveClock:
        if (self.to is None) == (self.advance is None):
            raise ValueError("Give either to or advance.")
        return self

    def instant(self, now: datetime) -> datetime:
        """Where that is, seen from now."""
        if self.to is not None:
            return self.to.astimezone(UTC)
        return now + (self.advance or timedelta())


class ControlRoom:
    """Pages and JSON about this machine; refuses everything that does not come from it."""

    def __init__(self, machine: Machine, pump: Pump) -> None:
        self._machine = machine
        self._pump = pump
        self._platform = machine.platform

    def answer(self, request: Request) -> Answer:
        """Answer a request below /_local/."""
        host = request.headers.get("host", "").rpartition(":")[0] or request.headers.get("host", "")
        site = request.headers.get("sec-fetch-site", "none")
        if host not in HERE or (request.method == "POST" and site not in ("same-origin", "none")):
            return problem(403, "The control room only answers on this machine.")
        path = request.target.partition("?")[0].removeprefix(PREFIX)
        if path.startswith("files/"):
            return self._file(path.removeprefix("files/"))
        action = self._actions.get((request.method, path))
        return action(request) if action else problem(404, "There is nothing at this address.")

    @cached_property
    def _actions(self) -> dict[tuple[str, str], Callable[[Request], Answer]]:
        return {
            ("GET", ""): self._page,
            ("GET", "mail"): lambda _: _json(self.mail()),
            ("GET", "events"): lambda _: _json(self.events()),
            ("GET", "people"): lambda _: _json(self.people()),
            ("GET", "clock"): lambda _: _json(self._clock()),
            ("POST", "clock"): self._move_clock,
            ("POST", "sign-in-as"): self._sign_in_as,
            ("POST", "redrive"): self._redrive,
        }

    def mail(self) -> list[dict[str, Any]]:
        """Captured mail, newest first."""
        rows = self._platform.database.rows(
            "SELECT recipient, subject, text, html, headers, sent_at FROM mail ORDER BY id DESC"
        )
        names = ("to", "subject", "text", "html", "headers", "sent_at")
        found = [dict(zip(names, row, strict=True)) for row in rows]
        return [{**mail, "headers": json.loads(mail["headers"])} for mail in found]

    def events(self) -> list[dict[str, Any]]:
        """Events seen on the buses, newest first; of private ones only the ids."""
        rows = self._platform.database.rows(
            "SELECT bus, source, detail_type, detail, at FROM bus_log ORDER BY seq DESC"
        )
        names = ("bus", "source", "detail_type", "detail", "at")
        found = [dict(zip(names, row, strict=True)) for row in rows]
        return [{**event, "detail": json.loads(event["detail"])} for event in found]

    def people(self) -> list[dict[str, Any]]:
        """The personas of the demo."""
        people: list[dict[str, Any]] = json.loads(self._platform.database.fact(PEOPLE) or "[]")
        return people

    def dead_letters(self) -> list[dict[str, Any]]:
        """What was given up, with the name of the event but not what it said."""
        found = []
        for mapping in self._machine.wiring.queues:
            for message in self._platform.queues.waiting(mapping.dead_letters):
                body = json.loads(message.body)
                what = body.get("detail-type", "part of a fan-out")
                found.append({"id": message.id, "queue": mapping.queue, "what": what})
        return found

    def _clock(self) -> dict[str, str]:
        return {"now": self._platform.clock.now().isoformat()}

    def _move_clock(self, request: Request) -> Answer:
        try:
            if request.headers.get("content-type", "").startswith("application/json"):
                move = MoveClock.model_validate_json(request.body)
            else:
                move = MoveClock.model_validate(dict(parse_qsl(request.body.decode())))
            self._pump.move_clock(move.instant(self._platform.clock.now()))
        except (ValidationError, UnicodeDecodeError, OverflowError):
            return problem(422, 'Send {"to": "2026-11-27T13:00:00Z"} or {"advance": "PT1H"}.')
        except ClockGoesForward:
            return problem(409, "The clock only goes forward. Start with --fresh to begin again.")
        return self._done(request, self._clock())

    def _sign_in_as(self, request: Request) -> Answer:
        """Skip the code: this is a demo on one machine, and its mailbox is open anyway."""
        member_id = dict(parse_qsl(request.body.decode(errors="replace"))).get("member_id", "")
        if member_id not in {person["member_id"] for person in self.people()}:
            return problem(404, "There is no such persona.")
        tokens = self._platform.identity.issue(member_id)
        headers = [("Location", "/me"), ("Cache-Control", "no-store")]
        headers += [("Set-Cookie", str(cookie)) for cookie in cookies.signed_in(tokens)]
        return Answer(303, headers, b"")

    def _redrive(self, request: Request) -> Answer:
        """Let every dead letter be tried again."""
        for mapping in self._machine.wiring.queues:
            for message in self._platform.queues.waiting(mapping.dead_letters):
                self._platform.queues.move(message.id, mapping.queue)
        self._pump.settle()
        return self._done(request, {"left": len(self.dead_letters())})

    def _done(self, request: Request, answer: Any) -> Answer:
        if request.headers.get("content-type", "").startswith("application/json"):
            return _json(answer)
        return Answer(303, [("Location", PREFIX)], b"")

    def _file(self, token: str) -> Answer:
        found = self._platform.files.fetch(token)
        if found is None:
            return problem(404, "This link has ended. Open the file from its page again.")
        headers = [("Content-Type", found[1]), ("X-Content-Type-Options", "nosniff")]
        return Answer(200, [*headers, ("Content-Disposition", "attachment")], found[0])

    def _page(self, _request: Request) -> Answer:
        now = self._platform.clock.now().astimezone(LONDON)
        friday = (now + timedelta(days=(FRIDAY - now.weekday()) % 7 or 7)).date()
        html = self._templates.get_template("control_room.html").render(
            now=now,
            mail=self.mail()[:MOST_SHOWN],
            events=self.events()[:MOST_SHOWN],
            people=self.people(),
            dead_letters=self.dead_letters(),
            stops=[
                ("One hour on", now + timedelta(hours=1)),
                ("To Thursday 2:30pm", _at(friday - timedelta(days=1), 14, 30)),
                ("To Friday 1:45pm", _at(friday, 13, 45)),
                ("To Friday 3:05pm", _at(friday, 15, 5)),
            ],
        )
        headers = [
            ("Content-Type", "text/html; charset=utf-8"),
            ("Content-Security-Policy", "default-src 'self'; frame-ancestors 'none'"),
            ("Cache-Control", "no-store"),
        ]
        return Answer(200, headers, html.encode())

    @cached_property
    def _templates(self) -> Environment:
        folder = Path(__file__).parent / "templates"
        return Environment(
            loader=FileSystemLoader(folder), autoescape=True, undefined=StrictUndefined
        )


def _at(day: Any, hour: int, minute: int) -> datetime:
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=LONDON)


def _json(content: Any) -> Answer:
    headers = [("Content-Type", "application/json"), ("Cache-Control", "no-store")]
    return Answer(200, headers, json.dumps(content).encode())
