"""The control room at /_local/: what a newcomer watches while a Friday goes through the machine."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime, time, timedelta
from functools import cached_property
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import parse_qsl
from zoneinfo import ZoneInfo

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, ValidationError, model_validator

from infra.embedded import demo
from infra.embedded.events import Answer, Request, problem
from infra.embedded.machine import ClockGoesForward
from infra.engine import Engine, NotSettled
from services.runtime.pages import cookies
from services.runtime.pages.rendering import clock, day, static

PREFIX = "/_local/"
LONDON = ZoneInfo("Europe/London")
FRIDAY = 4
AFTER_THE_SESSION = time(15, 5)
MOST_SHOWN = 200
MOST_OPEN = 12
MOST_BODY = 4096
HERE = frozenset({"127.0.0.1", "localhost"})
TEMPLATES = Path(__file__).parent / "templates"
POLICY = "default-src 'self'; base-uri 'none'; frame-ancestors 'none'"
# What came by mail may look as it likes, but runs nothing, loads nothing and sends nothing.
MAIL_POLICY = "sandbox; default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'"


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

    def move(self, engine: Engine) -> None:
        """Let the time pass; raises ClockGoesForward."""
        if self.to is not None:
            engine.move_clock(self.to.astimezone(UTC))
        elif self.advance is not None:
            engine.advance(self.advance)


class LookFor(BaseModel):
    """Words that should be gone, such as an address; short ones stand in all sorts of things."""

    model_config = ConfigDict(extra="forbid")

    words: tuple[Annotated[str, Field(min_length=4)], ...]


class ControlRoom:
    """Pages and JSON about this machine; refuses everything that does not come from it."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def answer(self, request: Request) -> Answer:
        """Answer a request below /_local/."""
        if not _is_from_here(request):
            return problem(403, "The control room only answers on this machine.")
        if len(request.body) > MOST_BODY:
            return problem(413, "Nothing in the control room takes that much. Send less.")
        path = request.target.partition("?")[0].removeprefix(PREFIX)
        for prefix, show in (("files/", self._file), ("letters/", self._letter)):
            if request.method == "GET" and path.startswith(prefix):
                return show(path.removeprefix(prefix))
        action = self._actions.get((request.method, path))
        return action(request) if action else problem(404, "There is nothing at this address.")

    @cached_property
    def _actions(self) -> dict[tuple[str, str], Callable[[Request], Answer]]:
        return {
            ("GET", ""): self._page,
            ("GET", "control-room.css"): lambda _: _style(),
            ("GET", "mail"): lambda _: _json(self._engine.mail()),
            ("GET", "events"): lambda _: _json(self._engine.events()),
            ("GET", "people"): lambda _: _json(self.people()),
            ("GET", "dead-letters"): lambda _: _json(self._engine.dead_letters()),
            ("GET", "clock"): lambda _: _json(self._clock()),
            ("POST", "clock"): self._move_clock,
            ("POST", "sign-in-as"): self._sign_in_as,
            ("POST", "redrive"): self._redrive,
            ("POST", "traces"): self._traces,
        }

    def people(self) -> list[dict[str, Any]]:
        """The personas of the demo."""
        return demo.personas(self._engine)

    def _clock(self) -> dict[str, str]:
        return {"now": self._engine.now().isoformat()}

    def _move_clock(self, request: Request) -> Answer:
        try:
            if _is_json(request):
                MoveClock.model_validate_json(request.body).move(self._engine)
            else:
                sent = dict(parse_qsl(request.body.decode()))
                MoveClock.model_validate(sent).move(self._engine)
        except (ValidationError, UnicodeDecodeError, OverflowError):
            return problem(422, 'Send {"to": "2026-11-27T13:00:00Z"} or {"advance": "PT1H"}.')
        except ClockGoesForward:
            return problem(409, "The clock only goes forward. Start with --fresh to begin again.")
        except NotSettled as error:
            return problem(503, str(error))
        return _done(request, self._clock())

    def _sign_in_as(self, request: Request) -> Answer:
        """Skip the code: this is a demo on one machine, and its mailbox is open anyway."""
        member_id = dict(parse_qsl(request.body.decode(errors="replace"))).get("member_id", "")
        if member_id not in {person["member_id"] for person in self.people()}:
            return problem(404, "There is no such persona.")
        tokens = self._engine.sign_in(member_id)
        headers = [("Location", "/me"), ("Cache-Control", "no-store")]
        headers += [("Set-Cookie", str(cookie)) for cookie in cookies.signed_in(tokens)]
        return Answer(303, headers, b"")

    def _redrive(self, request: Request) -> Answer:
        try:
            self._engine.redrive()
        except NotSettled as error:
            return problem(503, str(error))
        return _done(request, {"left": len(self._engine.dead_letters())})

    def _traces(self, request: Request) -> Answer:
        """Where these words still stand."""
        try:
            wanted = LookFor.model_validate_json(request.body)
        except ValidationError:
            return problem(422, 'Send {"words": ["ann@kelder.example"]}, of four letters or more.')
        self._engine.settle()
        return _json(self._engine.traces(wanted.words))

    def _letter(self, number: str) -> Answer:
        """The HTML of a mail, as a mail program would show it."""
        for letter in self._engine.mail():
            if str(letter["id"]) == number:
                return _html(letter["html"], MAIL_POLICY)
        return problem(404, "There is no such mail.")

    def _file(self, token: str) -> Answer:
        found = self._engine.file(token)
        if found is None:
            return problem(404, "This link has ended. Open the file from its page again.")
        headers = [("Content-Type", found[1]), ("X-Content-Type-Options", "nosniff")]
        return Answer(200, [*headers, ("Content-Disposition", "attachment")], found[0])

    def _page(self, _request: Request) -> Answer:
        now = self._engine.now().astimezone(LONDON)
        events = self._engine.events()
        mail = self._engine.mail()
        html = self._templates.get_template("control_room.html").render(
            now=now,
            mail=mail[:MOST_SHOWN],
            mail_count=len(mail),
            most_open=MOST_OPEN,
            events=events[:MOST_SHOWN],
            event_count=len(events),
            said={event["detail"]["event_id"]: event["detail_type"] for event in events},
            people=self.people(),
            dead_letters=self._engine.dead_letters(),
            stops=_stops(now),
        )
        return _html(html, POLICY)

    @cached_property
    def _templates(self) -> Environment:
        made = Environment(
            loader=FileSystemLoader(TEMPLATES),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        made.filters.update(day=day, clock=clock, second=lambda at: _second(at))
        made.globals["static"] = static
        return made


def _is_from_here(request: Request) -> bool:
    """Whether a page of this machine asks; a name of another site may be pointed at 127.0.0.1."""
    host = request.headers.get("host", "")
    if (host.rpartition(":")[0] or host) not in HERE:
        return False
    origin = request.headers.get("origin", f"http://{host}")
    site = request.headers.get("sec-fetch-site", "none")
    return request.method == "GET" or (
        origin == f"http://{host}" and site in ("same-origin", "none")
    )


def _stops(now: datetime) -> list[tuple[str, datetime]]:
    """Where the clock is worth stopping: by the way of the next Friday that is not over."""
    friday = (now + timedelta(days=(FRIDAY - now.weekday()) % 7)).date()
    if now.date() == friday and now.time() >= AFTER_THE_SESSION:
        friday += timedelta(days=7)
    stops = [
        ("Thursday 2:01pm, the reminder", friday - timedelta(days=1), time(14, 1)),
        ("Friday 1:46pm, the doors open", friday, time(13, 46)),
        ("Friday 3:05pm, it is over", friday, AFTER_THE_SESSION),
    ]
    ahead = [(name, datetime.combine(day, at, LONDON)) for name, day, at in stops]
    return [(name, instant) for name, instant in ahead if instant > now]


def _second(instant: str) -> str:
    return datetime.fromisoformat(instant).astimezone(LONDON).strftime("%a %d %b %H:%M:%S")


def _is_json(request: Request) -> bool:
    return request.headers.get("content-type", "").startswith("application/json")


def _done(request: Request, answer: Any) -> Answer:
    if _is_json(request):
        return _json(answer)
    return Answer(303, [("Location", PREFIX)], b"")


def _json(content: Any) -> Answer:
    headers = [("Content-Type", "application/json"), ("Cache-Control", "no-store")]
    return Answer(200, headers, json.dumps(content).encode())


def _html(html: str, policy: str) -> Answer:
    headers = [
        ("Content-Type", "text/html; charset=utf-8"),
        ("Content-Security-Policy", policy),
        ("Cache-Control", "no-store"),
        ("Referrer-Policy", "same-origin"),
        ("X-Content-Type-Options", "nosniff"),
    ]
    return Answer(200, headers, html.encode())


def _style() -> Answer:
    headers = [("Content-Type", "text/css; charset=utf-8"), ("Cache-Control", "no-store")]
    return Answer(200, headers, (TEMPLATES / "control_room.css").read_bytes())
