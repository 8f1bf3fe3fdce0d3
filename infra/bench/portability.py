"""How long it takes to bring a network of 1,600 people with a year of sessions, and to take it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from importlib import import_module
from time import process_time
from typing import Any
from urllib.parse import urlencode

from infra.bench.figures import Chapter, Figure
from infra.bench.member_list import FAMILY, GIVEN, JOBS, ORGANISATIONS
from infra.embedded import demo, wiring
from infra.embedded.events import Door, Request
from infra.embedded.machine import Machine
from infra.embedded.pump import Pump
from services.contracts.roles import Policy, Role, Standing
from services.membership import commands
from services.membership.commands import host
from services.membership.model import Network, Place
from services.membership.organisations import Organisation
from services.membership.portability.people import Belonging, Whence
from services.membership.store.portability import Person
from services.notes.model import Note, NoteState
from services.notifications.model.choices import Choice, Choices
from services.runtime.embedded.platform import EmbeddedPlatform
from services.runtime.portability import MOST_ROWS, Kind
from services.sessions import walltime
from services.sessions.model import Plan, Session, State

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
SLUG, PEOPLE, SESSIONS = "moved", 1600, 52
SINCE = NOW - timedelta(days=365)
PARAMETERS = {"Stage": "bench", "SiteUrl": "https://candour.example"}
MOST_SECONDS_IN, MOST_SECONDS_OUT = 20.0, 2.0

Rows = list[dict[str, Any]]


def measure() -> Chapter:
    """Both ways, each with all that follows in the other services, in processor time."""
    platform = EmbeddedPlatform.in_memory(NOW)
    machine = Machine(platform, wiring.read(PARAMETERS))
    door, pump = Door(machine), Pump(machine)
    admin = _admin(door, pump, platform)
    before = _mails(platform)
    brought = {key: _rows(*key, things) for key, things in _network().items()}
    began = process_time()
    for (service, kind), rows in brought.items():
        for start in range(0, len(rows), MOST_ROWS):
            sent = {"kind": kind, "rows": rows[start : start + MOST_ROWS]}
            _ask(door, platform, admin, "POST", f"/api/{service}/networks/{SLUG}/import", sent)
    answered = process_time() - began
    pump.settle()
    heard = process_time() - began
    began = process_time()
    taken = dict(_take(door, platform, admin, list(brought)))
    seconds = process_time() - began
    if {key: len(rows) for key, rows in taken.items()} != {k: len(r) for k, r in brought.items()}:
        raise RuntimeError("what was taken is not what was brought")
    return Chapter(
        "Moving a network",
        f"{PEOPLE:,} people of {len(ORGANISATIONS)} organisations, {SESSIONS} sessions with notes;"
        " in memory, by the time of one processor.",
        [
            Figure("import", "answered", answered, "s"),
            Figure("import", "heard by all services", heard, "s", MOST_SECONDS_IN),
            Figure("import", "people in a second", PEOPLE / heard, ""),
            Figure("import", "mails", _mails(platform) - before, "", 0),
            Figure("export", "answered", seconds, "s", MOST_SECONDS_OUT),
        ],
    )


def _mails(platform: EmbeddedPlatform) -> int:
    (count,) = platform.database.row("SELECT count(*) FROM mail") or (0,)
    return int(count)


# --- asking -------------------------------------------------------------------------------------


def _admin(door: Door, pump: Pump, platform: EmbeddedPlatform) -> str:
    """Somebody who looks after the installation, and had one mail: the code."""
    commands.open_network("office", "Office", demo.RULES, Policy.OPEN, listed=True)
    wish = {
        "name": "Edith Marlowe", "email": "edith@elsewhere.example", "organisation": "Elsewhere",
        "network": ["office"], "agree": True,
    }  # fmt: skip
    challenge = _ask(door, platform, "", "POST", "/api/membership/join", wish)["challenge"]
    pump.settle()
    (text,) = platform.database.row("SELECT text FROM mail") or ("",)
    proof = {"challenge": challenge, "code": demo.CODE.findall(str(text))[0]}
    tokens = _ask(door, platform, "", "POST", "/api/membership/tokens", proof)
    admin = platform.identity.verify(tokens["id_token"])
    host.appoint_first(admin)
    pump.settle()
    return admin


def _take(
    door: Door, platform: EmbeddedPlatform, admin: str, kinds: Sequence[tuple[str, str]]
) -> Iterator[tuple[tuple[str, str], Rows]]:
    exports = f"/api/membership/networks/{SLUG}/exports"
    access = f"/api/membership/host/networks/{SLUG}/access"
    _ask(door, platform, admin, "POST", access, {"reason": "The bench."})
    permit = _ask(door, platform, admin, "POST", exports, {})["permit"]
    for service, kind in kinds:
        rows: dict[str, dict[str, Any]] = {}
        after: str | None = ""
        while after is not None:
            asked = urlencode({"kind": kind, "permit": permit, "next": after})
            path = f"/api/{service}/networks/{SLUG}/export?{asked}"
            page = _ask(door, platform, admin, "GET", path)
            rows |= {json.dumps(row, sort_keys=True): row for row in page["rows"]}
            after = page["next"]
        yield (service, kind), list(rows.values())


def _ask(
    door: Door,
    platform: EmbeddedPlatform,
    by: str,
    method: str,
    path: str,
    content: dict[str, Any] | None = None,
) -> Any:
    headers = {"content-type": "application/json"}
    if by:
        headers["authorization"] = f"Bearer {platform.identity.issue(by).id_token}"
    body = b"" if content is None else json.dumps(content).encode()
    answer = door.answer(Request(method, path, headers, body))
    if answer.status >= 400:
        raise RuntimeError(f"{method} {path}: {answer.text[:400]}")
    return answer.json() if answer.body else None


# --- what is brought ----------------------------------------------------------------------------


def _rows(service: str, kind: str, things: Sequence[Any]) -> Rows:
    chosen: Kind = import_module(f"services.{service}.portability").KINDS[kind]
    return [chosen.adapter.dump_python(thing, mode="json") for thing in things]


def _network() -> dict[tuple[str, str], Sequence[Any]]:
    ids = [f"{number:032x}" for number in range(PEOPLE)]
    network = Network(SLUG, "Moved", demo.RULES, Policy.APPROVAL, chairs=(ids[0],), version=5)
    held = [_session(number) for number in range(SESSIONS)]
    return {
        ("membership", "organisations"): [
            Organisation(f"org-{n}", name) for n, name in enumerate(ORGANISATIONS)
        ],
        ("membership", "people"): [_person(number, id_) for number, id_ in enumerate(ids)],
        ("sessions", "sessions"): held,
        ("notes", "notes"): [_note(session) for session in held],
        ("notifications", "choices"): [
            Choices(id_, SLUG, Choice.OFF, Choice.AT_ONCE, version=1) for id_ in ids[::10]
        ],
        ("membership", "network"): [network],
    }


def _person(number: int, member_id: str) -> Belonging:
    at, of = number % len(GIVEN), number // len(GIVEN) % len(FAMILY)
    organisation = number % len(ORGANISATIONS)
    person = Person(
        member_id,
        f"{GIVEN[at]} {FAMILY[of]}",
        f"person{number}@trust{organisation}.example",
        (),
        ORGANISATIONS[organisation],
        JOBS[number % len(JOBS)],
        SINCE,
        SINCE,
        1,
    )
    roles = (Role.CHAIR,) if number == 0 else ()
    since = SINCE + timedelta(minutes=number)
    place = Place(member_id, SLUG, Standing.MEMBER, since, roles, version=2)
    return Belonging(person, place, Whence(f"org-{organisation}", None, False, 1, 1))


def _session(number: int) -> Session:
    begins = (SINCE + timedelta(weeks=number)).replace(hour=14, minute=0, tzinfo=None)
    starts_at = walltime.instant(begins, "Europe/London")
    return Session(
        f"{number:032x}",
        SLUG,
        Plan(f"Session {number}", begins, "Europe/London", 60, demo.MEETING),
        starts_at,
        starts_at + timedelta(minutes=60),
        starts_at - timedelta(days=1),
        State.HELD,
        reminded_of=1,
        recording_off=True,
        headcount=70 + number % 30,
        version=3,
    )


def _note(session: Session) -> Note:
    year, week, _ = session.plan.local_start.isocalendar()
    words = demo.NOTE * 2
    return Note(
        session.session_id, SLUG, f"{year}-W{week:02d}", session.plan.title, words,
        NoteState.PUBLISHED, 1,
    )  # fmt: skip
