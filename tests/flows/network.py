"""A small network, made through the doors that people use."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from copy import copy
from dataclasses import dataclass
from datetime import datetime
from html import unescape
from typing import Any

from infra.embedded.events import Answer
from infra.embedded.pump import Postman
from services.contracts.catalogue import events
from services.contracts.roles import Policy, Role
from services.membership import commands
from services.membership.commands import organisations
from services.runtime import platform
from services.runtime.embedded.queues import Message
from services.runtime.ports import Entry
from services.runtime.relay import BUS_SETTING
from tests.world import World

SLUG = "psmn"
RULES = ("Nothing is recorded.", "Hierarchy does not apply.", "Nobody is put on the spot.")
CODE = re.compile(r"\b\d{8}\b")
HIDDEN = re.compile(r'<input type="hidden" name="(\w+)" value="([^"]*)">')


@dataclass(frozen=True)
class Person:
    """Somebody who has proved an address."""

    member_id: str
    name: str
    email: str
    organisation: str


class Network:
    """The network `psmn`: `chair`, `facilitator`, `reviewer` and `members`."""

    def __init__(self, postman: Postman) -> None:
        self._heard: dict[str, dict[str, Any]] = {}
        self.world = World(seed=7, postman=self._postman(postman))
        commands.open_network(SLUG, "Patient Safety Peers", RULES, Policy.APPROVAL, listed=True)
        for number, (name, aliases) in enumerate(
            [("Kelder Bridge NHS Foundation Trust", ("Kelder",)), ("Ouseby Hospice", ())]
        ):
            organisations.register_local(f"org{number}", name, aliases)
        self.world.settle()
        self.waiting: Person | None = None
        self.host: Person | None = None
        self.chair = self.join("Maureen Achterberg", "maureen@kelder.example", "Ouseby Hospice")
        commands.appoint_first_chair(SLUG, self.chair.member_id)
        self.world.settle()
        self.facilitator = self.admitted("Tobias Renwick", "tobias@ouseby.example")
        self.reviewer = self.admitted("Imogen Fairweather", "imogen@ouseby.example")
        self.members = [
            self.admitted("Yusuf Lambourne", "yusuf@kelder.example"),
            self.admitted("Siân Pembridge", "sian@kelder.example"),
            self.admitted("Oluwaseun Hartley", "seun@ouseby.example"),
        ]
        for person, role in [
            (self.facilitator, Role.FACILITATOR),
            (self.reviewer, Role.REVIEWER),
        ]:
            commands.grant(SLUG, person.member_id, role, by=self.chair.member_id)
        self.world.settle()

    def again(self, postman: Postman) -> Network:
        """The same as it is now in a world of its own, with ids that are not there yet."""
        other = copy(self)
        other._heard = dict(self._heard)
        other.members = list(self.members)
        other.world = World(
            seed=8,
            postman=other._postman(postman),
            image=self.world.platform.database.image(),
        )
        return other

    @property
    def everybody(self) -> list[Person]:
        """All current members, those with a role too."""
        return [self.chair, self.facilitator, self.reviewer, *self.members]

    def join(self, name: str, email: str, organisation: str = "Ouseby Hospice") -> Person:
        """Join on the page, with the code from the mailbox."""
        page = self.world.post(
            "/join",
            {
                "name": name, "email": email, "organisation": organisation,
                "network": SLUG, "agree": "yes",
            },
        )  # fmt: skip
        assert page.status == 200, page.text
        mail = self.mail_to(email)[-1]
        (code,) = CODE.findall(mail["text"])
        entered = self.world.post("/sign-in/code", {"code": code, **hidden(page)})
        assert entered.status == 303, entered.text
        token = entered.cookies["__Host-session"]
        member_id = platform.current().identity.verify(token)
        return Person(member_id, name, email, organisation)

    def admitted(self, name: str, email: str) -> Person:
        """Join, and be let in by the chair."""
        person = self.join(name, email)
        done = self.world.post(
            f"/networks/{SLUG}/desk/waiting/{person.member_id}/approve",
            {},
            by=self.chair.member_id,
        )
        assert done.status == 303, done.text
        return person

    def get(self, path: str, by: Person | None = None) -> Answer:
        """Read a page of the network; `path` is what follows its address."""
        return self.world.get(f"/networks/{SLUG}{path}", by=by.member_id if by else None)

    def post(self, path: str, form: dict[str, Any], by: Person | None = None) -> Answer:
        """Send a form of the network."""
        return self.world.post(f"/networks/{SLUG}{path}", form, by=by.member_id if by else None)

    def plan(self, title: str, date: str = "2026-11-27", time: str = "14:00") -> str:
        """Plan a session on the desk; returns its id."""
        before = self._session_ids()
        done = self.post(
            "/desk/sessions",
            {
                "title": title, "date": date, "time": time, "minutes": "60",
                "meeting_url": "https://meet.example/room", "idempotency_key": "",
            },
            by=self.chair,
        )  # fmt: skip
        assert done.status == 303, done.text
        (session_id,) = self._session_ids() - before
        return session_id

    def mail_to(self, email: str) -> list[dict[str, Any]]:
        """All mail to one address, oldest first."""
        return [mail for mail in self.world.mail() if mail["to"] == email]

    def reminders(self, title: str) -> list[str]:
        """The addresses that were reminded of this session, in alphabetical order."""
        return sorted(
            mail["to"]
            for mail in self.world.mail()
            if title in mail["subject"] and "/join" in mail["text"]
        )

    def clock_to(self, instant: str) -> None:
        """Let time pass until then."""
        self.world.move_to(datetime.fromisoformat(instant))

    def replay(self) -> None:
        """Say again everything that was ever said, the last first, and let it settle."""
        for envelope in reversed(list(self._heard.values())):
            bus = events()[envelope["detail-type"]].bus
            entry = Entry(
                platform.setting(BUS_SETTING[bus]),
                envelope["source"],
                envelope["detail-type"],
                envelope["detail"],
            )
            assert platform.current().bus.publish([entry]) == []
        self.world.settle()

    def _postman(self, deliver: Postman) -> Postman:
        """Deliver like that one, and remember every event for `replay`."""

        def delivered(messages: Sequence[Message]) -> Sequence[Message]:
            for message in messages:
                envelope = json.loads(message.body)
                if "detail-type" in envelope:
                    self._heard[envelope["detail"]["event_id"]] = envelope
            return deliver(messages)

        return delivered

    def dump(self) -> list[dict[str, Any]]:
        """Every item of every table."""
        rows = self.world.platform.database.rows("SELECT tbl, body FROM items")
        return [{"table": row[0], **json.loads(row[1])} for row in rows]

    def everything(self) -> list[dict[str, Any]]:
        """Every row that this machine keeps, with the name of its table as `kept_in`."""
        database = self.world.platform.database
        kept = [
            name for (name,) in database.rows("SELECT name FROM sqlite_master WHERE type = 'table'")
        ]
        found: list[dict[str, Any]] = []
        for name in kept:
            columns = [column[1] for column in database.rows(f"PRAGMA table_info({name})")]
            rows = database.rows(f"SELECT * FROM {name}")  # noqa: S608 - the machine's own tables
            found += [{"kept_in": name, **dict(zip(columns, row, strict=True))} for row in rows]
        return found

    def _session_ids(self) -> set[str]:
        return {
            item["session_id"]
            for item in self.dump()
            if item["pk"].startswith("SESSION#") and item["sk"] == "STATE"
        }


def hidden(page: Answer) -> dict[str, str]:
    """The hidden fields of the first form that has any."""
    return {name: unescape(value) for name, value in HIDDEN.findall(page.text)}
