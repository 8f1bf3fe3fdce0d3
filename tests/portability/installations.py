"""Two installations in one process: the demo's network in one of them, nothing in the other."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from infra.command_line.asking import Refused
from infra.embedded import demo
from infra.embedded.engine import EmbeddedEngine
from services.contracts.roles import Policy
from services.membership import commands
from services.membership.commands import host
from services.runtime import platform
from tests.world import World

CHOSEN = {"reminders": "off", "notes": "at_once"}
WEEKLY = {
    "title": "Weekly", "date": "2027-01-06", "until": "2027-01-20", "meeting_url": demo.MEETING,
}  # fmt: skip
INVITED = "ines.calder@ferndale.example"


@dataclass
class Installation:
    """A world of its own, with keys of its own, asked by somebody as the command line asks."""

    world: World
    by: str = ""

    @contextmanager
    def here(self) -> Iterator[World]:
        """The functions run on this one; the process has one platform at a time."""
        platform.install(self.world.machine.guard)
        yield self.world

    def get(self, path: str) -> Any:
        """What lies there."""
        return self._ask("GET", path)

    def post(self, path: str, content: dict[str, Any]) -> Any:
        """What comes of asking for something."""
        return self._ask("POST", path, content)

    def items(self) -> list[dict[str, Any]]:
        """Every item of every table."""
        with self.here() as world:
            rows = world.platform.database.rows("SELECT tbl, body FROM items")
        return [{"table": row[0], **json.loads(row[1])} for row in rows]

    def _ask(self, method: str, path: str, content: Any = None) -> Any:
        with self.here() as world:
            answer = world.api(method, path, content, by=self.by)
        if answer.status >= 400:
            said = {**answer.json(), "status": answer.status}
            raise Refused(said["detail"], said)
        return answer.json() if answer.body else None


def lived_in() -> tuple[Installation, dict[str, str]]:
    """The demo's network, with choices of mail and an invitation; its people by their address."""
    made = Installation(World(seed=11))
    with made.here() as world:
        engine = EmbeddedEngine(world.machine, world.pump)
        demo.load(engine, lambda _: None)
        people = {str(one["email"]): str(one["member_id"]) for one in demo.personas(engine)}
        member, chair = people[demo.MEMBER.email], people[demo.CHAIR.email]
        choices = f"/api/notifications/networks/{demo.SLUG}/choices"
        assert world.api("PUT", choices, CHOSEN, by=member).status == 200
        invite = f"/api/membership/networks/{demo.SLUG}/invitations"
        assert world.api("POST", invite, {"addresses": INVITED}, by=chair).status < 300
        weekly = f"/api/sessions/networks/{demo.SLUG}/series"
        begun = world.api("POST", weekly, WEEKLY, by=chair).json()
        skipped = {"version": begun["version"], "date": "2027-01-13", "reason": "Away"}
        one = f"{weekly}/{begun['series_id']}/skip"
        assert world.api("POST", one, skipped, by=chair).status == 200
    made.by = chair
    return made, people


def join(world: World, name: str, email: str) -> str:
    """Join the office by a code to an address; the member id."""
    wish = {
        "name": name, "email": email, "organisation": "Elsewhere", "network": ["office"],
        "agree": True,
    }  # fmt: skip
    challenge = world.api("POST", "/api/membership/join", wish).json()["challenge"]
    code = demo.CODE.findall(world.mail()[-1]["text"])[0]
    proof = {"challenge": challenge, "code": code}
    tokens = world.api("POST", "/api/membership/tokens", proof).json()
    return world.platform.identity.verify(tokens["id_token"])


def empty() -> Installation:
    """An installation with another key, and one person in it, who looks after it."""
    made = Installation(World(seed=12))
    with made.here() as world:
        world.platform.settings["SIGNING_KEY"] = "the key of another installation"
        commands.open_network("office", "Office", ("Be kind.",), Policy.OPEN, listed=True)
        made.by = join(world, "Ottoline Graves", "ottoline@elsewhere.example")
        host.appoint_first(made.by)
        world.settle()
    return made
