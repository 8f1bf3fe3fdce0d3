"""A small network, lived through on the embedded platform: what each function is given there.

The demo's week, then one afternoon in which every function of the template is called at least once.
What a function was given, and what lay in the tables at that moment, is a `Case`.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from copy import deepcopy
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property
from typing import TYPE_CHECKING, Any

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa

from infra.embedded import demo, wiring
from infra.embedded.engine import EmbeddedEngine
from infra.embedded.events import Answer, Door, Request
from infra.embedded.machine import Machine
from infra.embedded.pump import Pump
from infra.embedded.template import Template
from infra.embedded.wiring import FUNCTION
from services.contracts.organisations import (
    OrganisationRegistered,
)
from services.membership import commands as membership
from services.notes import commands as notes
from services.notes import store as drafts
from services.runtime import platform
from services.runtime.aws.attributes import written
from services.runtime.aws.platform import AwsPlatform
from services.runtime.embedded.database import Database
from services.runtime.embedded.platform import EmbeddedPlatform
from services.runtime.pages.cookies import SESSION
from services.runtime.saving import save

if TYPE_CHECKING:
    from infra.bench.answers import Answers, Tables

PARAMETERS = {"Stage": "bench", "SiteUrl": "https://candour.example"}
POOL = "eu-west-2_Bench"
ISSUER = f"https://cognito-idp.eu-west-2.amazonaws.com/{POOL}"
RELAY = "services.runtime.relay.handler"
HOME = f"/networks/{demo.SLUG}"


@dataclass(frozen=True)
class Case:
    """A function of the template, the event it was given, and the tables as they then were."""

    name: str
    handler: str
    event: dict[str, Any]
    tables: Tables


class Network:
    """The embedded platform with a week of life in it."""

    def __init__(self) -> None:
        self.platform = EmbeddedPlatform(Database())
        self.machine = Listening(self.platform, wiring.read(PARAMETERS))
        self.pump = Pump(self.machine)
        self._door = Door(self.machine)
        engine = EmbeddedEngine(self.machine, self.pump)
        demo.load(engine, lambda _: None)
        personas = demo.personas(engine)
        self.people = {person["email"]: str(person["member_id"]) for person in personas}
        self._descriptions: Any = None

    @property
    def settings(self) -> dict[str, str]:
        """The settings that functions find in their environment."""
        return {**self.platform.settings, "USER_POOL_ID": POOL}

    def tables(self) -> Tables:
        """Every item as DynamoDB writes it."""
        return self.machine.tables()

    @contextmanager
    def in_aws(self, answers: Answers) -> Iterator[None]:
        """Let the services run on the adapters of AWS, answered by these tables."""
        aws = AwsPlatform(self.settings)
        self._keep_descriptions(aws.clients.session)
        aws.clients.session.set_credentials("invented", "invented")
        aws.clients.session.set_config_variable("region", "eu-west-2")
        aws.clients.session.register("before-send", answers.reply)
        aws.clock = self.platform.clock  # type: ignore[assignment]
        platform.install(aws)
        try:
            yield
        finally:
            platform.install(self.platform)

    def _keep_descriptions(self, session: Any) -> None:
        """Read what the SDK knows of AWS once: reading it again takes longer than most commands."""
        self._descriptions = self._descriptions or session.get_component("data_loader")
        session.register_component("data_loader", self._descriptions)

    def cases(self) -> list[Case]:
        """One case for each function of the template, in its order."""
        self.machine.listens = True
        self._live_an_afternoon()
        self.machine.listens = False
        return [self._case(*function) for function in functions()]

    @cached_property
    def keys(self) -> dict[str, Any]:
        """What the user pool publishes so that its tokens can be verified."""
        public = jwt.algorithms.RSAAlgorithm.to_jwk(self._key.public_key(), as_dict=True)
        return {"keys": [{**public, "kid": "pool", "use": "sig", "alg": "RS256"}]}

    def _live_an_afternoon(self) -> None:
        """Whatever a function hears last is what it is measured with."""
        for path in (HOME, f"{HOME}/sessions", f"{HOME}/notes", "/me/mail"):
            self._ask("GET", path, by=demo.MEMBER)
        membership.approve(
            demo.SLUG, self.people[demo.APPLICANT.email], by=self.people[demo.CHAIR.email]
        )
        self.pump.settle()
        self._ask("PUT", f"/api/notifications{HOME}/choices", CHOICES, by=demo.MEMBER)
        self._ask("POST", f"/api/sessions{HOME}/sessions", self._session(), by=demo.CHAIR)
        self.pump.settle()
        self._ask("POST", "/api/membership/join", JOIN)
        self.pump.settle()
        self._submit_note()
        self.pump.settle()
        for mapping in self.machine.wiring.streams:
            save([], [SOMETHING], outbox=mapping.table)
            self.pump.settle()
        self.machine.tick()

    def _session(self) -> dict[str, Any]:
        day = (self.platform.clock.now() + timedelta(days=20)).date().isoformat()
        return {"title": "Speaking up together", "date": day, "meeting_url": demo.MEETING}

    def _submit_note(self) -> None:
        now = self.platform.clock.now()
        notes.open_task(LAST_SESSION, demo.SLUG, now - timedelta(hours=2))
        draft = f"/api/notes{HOME}/drafts/{drafts.draft_id_of(LAST_SESSION)}"
        wording = {"title": "Speaking up", "text": demo.NOTE, "version": 1}
        self._ask("POST", f"{draft}/submit", wording, by=demo.FACILITATOR)

    def _ask(
        self, method: str, path: str, content: Any = None, by: demo.Person | None = None
    ) -> Answer:
        headers = {"host": "candour.example", "sec-fetch-site": "same-origin"}
        if content is not None:
            headers["content-type"] = "application/json"
        if by is not None:
            token = self.platform.identity.issue(self.people[by.email]).id_token
            headers["authorization"] = f"Bearer {token}"
            headers["cookie"] = f"__Host-{SESSION}={token}"
        body = b"" if content is None else json.dumps(content).encode()
        answer = self._door.answer(Request(method, path, headers, body))
        if answer.status >= 300:
            raise RuntimeError(f"{method} {path}: {answer.status} {answer.text[:200]}")
        return answer

    def _case(self, name: str, handler: str, table: str | None) -> Case:
        heard = self.machine.heard.get((handler, table))
        if heard is None:
            raise RuntimeError(f"{name} was not called in the afternoon of infra/bench/network.py")
        event = deepcopy(heard[0])
        if "Records" in event:
            event["Records"] = event["Records"][-1:]
        if event.get("cookies"):
            event["cookies"] = [f"__Host-{SESSION}={self._token()}"]
        return Case(name, handler, event, heard[1])

    def _token(self) -> str:
        now = int(self.platform.clock.now().timestamp())
        claims = {
            "cognito:username": self.people[demo.MEMBER.email], "token_use": "id",
            "aud": self.settings["USER_POOL_CLIENT_ID"], "iss": ISSUER,
            "iat": now - 60, "exp": now + 3540,
        }  # fmt: skip
        return jwt.encode(claims, self._key, algorithm="RS256", headers={"kid": "pool"})

    @cached_property
    def _key(self) -> rsa.RSAPrivateKey:
        return rsa.generate_private_key(public_exponent=65537, key_size=2048)


class Listening(Machine):
    """A machine that remembers, while it `listens`, what each function was given last."""

    def __init__(self, platform_: EmbeddedPlatform, wired: wiring.Wiring) -> None:
        super().__init__(platform_, wired)
        self.listens = False
        self.heard: dict[tuple[str, str | None], tuple[dict[str, Any], Tables]] = {}

    def invoke(self, handler: str, event: dict[str, Any]) -> Any:
        """Remember, then call."""
        if self.listens:
            self.heard[handler, _stream_of(handler, event)] = deepcopy(event), self.tables()
        return super().invoke(handler, event)

    def tables(self) -> Tables:
        """Every item as DynamoDB writes it."""
        rows = self.platform.database.rows("SELECT tbl, pk, sk, body FROM items")
        return {(table, pk, sk): written(json.loads(body)) for table, pk, sk, body in rows}


def functions() -> list[tuple[str, str, str | None]]:
    """The functions of the template: name without the stage, handler, table of a relay's stream."""
    template = Template(PARAMETERS)
    found = []
    for function in template.of_kind(FUNCTION):
        name = template.text(function.properties["FunctionName"]).removeprefix("candour-bench-")
        outbox = function.properties.get("Events", {}).get("Outbox")
        table = template.text(outbox["Properties"]["Stream"]) if outbox else None
        found.append((name, function.properties["Handler"], table))
    return found


def _stream_of(handler: str, event: Mapping[str, Any]) -> str | None:
    if handler != RELAY:
        return None
    return str(event["Records"][0]["eventSourceARN"].split("/")[1])


LAST_SESSION = "0" * 31 + "1"
CHOICES = {"reminders": "on", "notes": "at_once"}
JOIN = {
    "name": "Megan Tallis", "email": "megan.tallis@brackenmoor.example",
    "organisation": "Brackenmoor", "role": "Midwife", "network": [demo.SLUG], "agree": True,
}  # fmt: skip
SOMETHING = OrganisationRegistered(
    organisation_id="ferndale", name="Ferndale Hospice", aliases=("Ferndale",), sequence=1
)
