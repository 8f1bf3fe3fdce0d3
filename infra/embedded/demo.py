"""A small fictional network, made through the commands of the services: a week of its life."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from infra.embedded.events import Request
from infra.engine import Engine
from services.contracts.roles import Policy, Role, Standing
from services.membership import commands, store
from services.membership.commands import host, organisations
from services.membership.organisations import Sector
from services.membership.store import host as shelf
from services.runtime import platform
from services.runtime.ports import Tokens

SLUG = "psmn"
NAME = "Patient Safety Matters Network"
RULES = (
    "Nothing is recorded, and there is no transcript.",
    "Notes name nobody: no person, no organisation, no patient.",
    "Hierarchy does not apply. Whatever your job title is, your voice counts the same.",
    "We say whole words instead of acronyms, so that everybody can follow.",
    "Nobody is put on the spot. Come, listen, speak or leave as you like.",
    "Raise a hand or write in the chat. What is written there is not kept either.",
)
ORGANISATIONS = {
    "brackenmoor": (
        "Brackenmoor University Hospitals NHS Foundation Trust",
        ("Brackenmoor", "Brackenmoor General Hospital"),
        Sector.TRUST,
    ),
    "ellerbeck": (
        "Ellerbeck Community Health NHS Trust",
        ("Ellerbeck", "Ellerbeck Community"),
        Sector.TRUST,
    ),
    "saint-osyth": ("St Osyth's Hospice", ("St Osyth's",), Sector.CHARITY),
    "wolds": ("Wolds and Holme Integrated Care Board", ("Wolds and Holme",), Sector.COMMISSIONER),
    "thornleigh": ("Thornleigh Independent Hospital", ("Thornleigh",), Sector.INDEPENDENT),
}


@dataclass(frozen=True)
class Person:
    """Somebody of the demo; `does` is a role in the network."""

    name: str
    email: str
    organisation: str
    job: str = ""
    does: Role | None = None


CHAIR = Person(
    "Ruth Ashworth", "ruth.ashworth@brackenmoor.example", "Brackenmoor",
    "Head of patient safety", Role.CHAIR,
)  # fmt: skip
FACILITATOR = Person(
    "Daniel Okonjo", "daniel.okonjo@ellerbeck.example", "Ellerbeck Community",
    "Quality lead", Role.FACILITATOR,
)  # fmt: skip
REVIEWER = Person(
    "Priya Raghavan", "priya.raghavan@saint-osyth.example", "St Osyth's Hospice",
    "Nurse", Role.REVIEWER,
)  # fmt: skip
MEMBER = Person(
    "Tom Fairclough", "tom.fairclough@thornleigh.example", "Thornleigh Independent Hospital",
    "Governance officer",
)  # fmt: skip
APPLICANT = Person(
    "Alice Pemberton", "alice.pemberton@ellerbeck.example", "Ellerbeck Community Health",
    "Investigation lead",
)  # fmt: skip
OTHERS = (
    Person("Siân Prosser", "sian.prosser@brackenmoor.example", "Brackenmoor General Hospital"),
    Person("Callum Drummond", "callum@ellerbeck.example", "Ellerbeck", "Physiotherapist"),
    Person("Helen Braithwaite", "h.braithwaite@wolds.example", "Wolds and Holme", "Analyst"),
    Person("Yusuf Rahimi", "yusuf.rahimi@brackenmoor.example", "Brackenmoor", "Pharmacist"),
    Person("Joanne Tully", "joanne.tully@post.example", "None, I am a volunteer"),
    Person("Gareth Penrose", "gareth.penrose@thornleigh.example", "Thornleigh"),
    Person("Fiona Macrae", "fiona.macrae@saint-osyth.example", "St Osyth's", "Family liaison"),
)
PERSONAS = (CHAIR, FACILITATOR, REVIEWER, MEMBER, APPLICANT)
HOST_ADMIN = Person(
    "Edith Marlowe", "edith.marlowe@host.example", "Candour Hosting", "Operations",
)  # fmt: skip
"""Somebody who looks after the installation and is in no network."""

LAST_SESSION = "Telling families early"
NOTE = """\
We talked about the first conversation with a family after something has gone wrong.

What people found to work:

- Ring on the same day, even if little is known yet. Say when you will ring again.
- One person stays in touch until the end, with a telephone that is answered.
- Ask the family what they want to understand. Their questions are often not ours.

What is still hard: staff who were involved wait for weeks without hearing anything. Several \
people will try a short meeting with them in the first week, and tell us how it went."""
NEXT_SESSION = "Learning from what goes well"
MEETING = "https://meet.example/friday"

LONDON = ZoneInfo("Europe/London")
FRIDAY = 4
CODE = re.compile(r"\b\d{8}\b")
HOME = f"/api/membership/networks/{SLUG}"


class DemoFailed(Exception):
    """A door said no to the demo: what is served and what the demo does no longer fit together."""


def is_loaded(engine: Engine) -> bool:
    """Whether the network is there already."""
    return bool(engine.people())


def load(engine: Engine, say: Callable[[str], None]) -> None:
    """Let the network live from a week ago until now, with everything that happens by itself."""
    with engine.beginning():
        _Story(engine, say).tell()


def personas(engine: Engine) -> list[dict[str, Any]]:
    """Whom one can be: name, address, member id, and what they are in the network just now."""
    return [{**person, "roles": _roles(person["member_id"])} for person in engine.people()]


class _Story:
    def __init__(self, engine: Engine, say: Callable[[str], None]) -> None:
        self._engine = engine
        self._say = say
        self._ids: dict[Person, str] = {}

    def tell(self) -> None:
        """From the opening of the network to the present."""
        now = self._engine.now()
        coming, last = _fridays(now)
        self._say("Making a fictional network ...")
        # Backwards only here, where nothing has happened yet.
        self._engine.set_clock(last - timedelta(days=4, hours=5))
        self._open()
        self._say("Letting a week pass in it ...")
        session_id = self._plan(LAST_SESSION, last)
        self._engine.move_clock(last + timedelta(minutes=65))
        self._hold(session_id)
        self._publish_note()
        self._plan(NEXT_SESSION, coming)
        self._engine.move_clock(max(self._engine.now(), now - timedelta(hours=20)))
        self._ask(APPLICANT)
        self._engine.move_clock(now)
        people = [
            {"name": person.name, "email": person.email, "member_id": self._ids[person]}
            for person in (*PERSONAS, HOST_ADMIN)
        ]
        self._engine.remember(people)

    def _open(self) -> None:
        commands.open_network(SLUG, NAME, RULES, Policy.APPROVAL, listed=True)
        for organisation_id, (name, aliases, sector) in ORGANISATIONS.items():
            organisations.register_local(organisation_id, name, aliases, sector=sector)
        self._engine.settle()
        self._ask(CHAIR)
        commands.appoint_first_chair(SLUG, self._ids[CHAIR])
        for person in (FACILITATOR, REVIEWER, MEMBER, *OTHERS):
            self._ask(person)
            self._call("POST", f"{HOME}/waiting/{self._ids[person]}/approve", by=CHAIR)
        for person in (FACILITATOR, REVIEWER):
            grant = f"{HOME}/members/{self._ids[person]}/grant"
            self._call("POST", grant, {"role": person.does}, by=CHAIR)
        self._ask(HOST_ADMIN)
        self._call("POST", f"{HOME}/leave", by=HOST_ADMIN)
        host.appoint_first(self._ids[HOST_ADMIN])
        self._engine.settle()

    def _ask(self, person: Person) -> None:
        """Ask to join, and prove the address with the code from the mailbox."""
        wish = {
            "name": person.name, "email": person.email, "organisation": person.organisation,
            "role": person.job, "network": [SLUG], "agree": True,
        }  # fmt: skip
        challenge = self._call("POST", "/api/membership/join", wish)["challenge"]
        self._engine.settle()
        mail = next((m for m in self._engine.mail() if m["to"] == person.email), None)
        code = CODE.search(mail["text"]) if mail else None
        if code is None:
            raise DemoFailed("no code came")
        proof = {"challenge": challenge, "code": code[0]}
        proved = self._call("POST", "/api/membership/tokens", proof)
        tokens = Tokens(proved["id_token"], proved["refresh_token"])
        self._ids[person] = platform.current().identity.verify(tokens.id_token)
        self._engine.signed_in(self._ids[person], tokens)

    def _plan(self, title: str, starts_at: datetime) -> str:
        wish = {
            "title": title, "date": starts_at.date().isoformat(),
            "time": starts_at.strftime("%H:%M"), "meeting_url": MEETING,
        }  # fmt: skip
        planned = self._call("POST", f"/api/sessions/networks/{SLUG}/sessions", wish, by=CHAIR)
        return str(planned["session_id"])

    def _hold(self, session_id: str) -> None:
        held = {"recording_off": True, "headcount": 74}
        path = f"/api/sessions/networks/{SLUG}/sessions/{session_id}/hold"
        self._call("POST", path, held, by=FACILITATOR)
        self._engine.settle()

    def _publish_note(self) -> None:
        drafts = f"/api/notes/networks/{SLUG}/drafts"
        (task,) = self._call("GET", drafts, by=FACILITATOR)["drafts"]
        draft = f"{drafts}/{task['draft_id']}"
        wording = {"title": LAST_SESSION, "text": NOTE, "version": task["version"]}
        submitted = self._call("POST", f"{draft}/submit", wording, by=FACILITATOR)
        yes = {"text_hash": submitted["text_hash"], "intruder_checked": True}
        if not self._call("POST", f"{draft}/approve", yes, by=REVIEWER)["published"]:
            raise DemoFailed("the note is not published")

    def _call(self, method: str, path: str, content: Any = None, by: Person | None = None) -> Any:
        """Ask a door as a program does."""
        headers = {"content-type": "application/json"}
        if by is not None:
            token = self._engine.sign_in(self._ids[by]).id_token
            headers["authorization"] = f"Bearer {token}"
        body = b"" if content is None else json.dumps(content).encode()
        answer = self._engine.answer(Request(method, path, headers, body))
        if answer.status >= 400:
            raise DemoFailed(f"{method} {path}: {answer.text}")
        return answer.json() if answer.body else None


def _roles(member_id: str) -> list[str]:
    if member_id in shelf.host().admins:
        return ["host admin"]
    place = next((p for p in store.places(member_id) if p.network_id == SLUG), None)
    if place is None:
        return []
    if place.standing is Standing.MEMBER:
        return list(place.roles) or ["member"]
    return ["applicant" if place.standing is Standing.WAITING else place.standing]


def _fridays(now: datetime) -> tuple[datetime, datetime]:
    """2pm on the next Friday and on the last one, well before and well after now."""
    today = now.astimezone(LONDON)
    day = today.date() + timedelta(days=(FRIDAY - today.weekday()) % 7 or 7)
    coming = datetime(day.year, day.month, day.day, 14, tzinfo=LONDON)
    last = coming - timedelta(days=7)
    return coming, last if last + timedelta(days=1) < now else last - timedelta(days=7)
