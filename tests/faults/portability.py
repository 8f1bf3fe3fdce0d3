"""What happens when a network moves: it is taken along, and brought in kind by kind."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from services.contracts.host import HostAdminsChanged
from services.contracts.roles import Policy, Role, Standing
from services.membership.commands import host
from services.membership.model import Invitation, Network, Place
from services.membership.organisations import Organisation
from services.membership.portability import KINDS as OF_MEMBERSHIP
from services.membership.portability.invited import Invited
from services.membership.portability.people import Belonging, Whence, Written
from services.membership.store.portability import Person
from services.notes.model import Note, NoteState
from services.notes.portability import KINDS as OF_NOTES
from services.notifications.model.choices import Choice, Choices
from services.notifications.portability import KINDS as OF_NOTIFICATIONS
from services.runtime.portability import Kind
from services.sessions import model as sessions
from services.sessions.model import Plan
from services.sessions.model.series import Series, Skip
from services.sessions.portability import KINDS as OF_SESSIONS
from tests.faults import events as said
from tests.faults.membership import SLUG, network
from tests.faults.playing import Path
from tests.faults.stage import DONE, Stage

MOVED, ADMIN = "moved", "chair"
SINCE = datetime(2025, 3, 7, 9, tzinfo=UTC)
THERE = frozenset({409})
KINDS = {
    "membership": OF_MEMBERSHIP,
    "sessions": OF_SESSIONS,
    "notes": OF_NOTES,
    "notifications": OF_NOTIFICATIONS,
}

ORGANISATION = Organisation("fenwick", "Fenwick Hospice", aliases=("Fenwick",))
PERSON = Person(
    "m" * 32, "Wilhelmina Stroud", "wilma@fenwick.example", ("wilma@home.example",),
    "Some hospice", "Nurse", SINCE, SINCE, 3,
)  # fmt: skip
BELONGING = Belonging(
    PERSON,
    Place(PERSON.member_id, MOVED, Standing.MEMBER, SINCE, (Role.CHAIR,), version=4),
    Whence(None, Written("Some hospice", SINCE, True, None, 0), True, 3, 1),
)
INVITED = Invited(Invitation("i" * 32, MOVED, "", "new@fenwick.example", SINCE))
NETWORK = Network(MOVED, "Moved", ("Be kind.",), Policy.OPEN, chairs=(PERSON.member_id,), version=7)
NOTE = Note("n" * 32, MOVED, "2026-W40", "Speaking up", "We spoke.", NoteState.PUBLISHED, 2)
CHOICES = Choices(PERSON.member_id, MOVED, Choice.OFF, Choice.OFF, version=2)


def hosted(stage: Stage) -> None:
    """Somebody looks after the installation."""
    network(stage)
    assert stage.do(lambda: host.appoint_first(stage.facts[ADMIN])) == DONE
    stage.publish("MEMBERSHIP")


def elsewhere(service: str) -> Callable[[Stage], None]:
    """Another service has heard who looks after the installation, and who somebody is."""

    def start(stage: Stage) -> None:
        stage.facts[ADMIN] = ADMIN
        event = said.stamped(HostAdminsChanged(admins=(ADMIN,), sequence=1))
        assert stage.hear(service, event) == DONE

    return start


def people_came(stage: Stage) -> None:
    """The people of the network are here, and the network is still to come."""
    hosted(stage)
    assert _bring("membership", "people", BELONGING)(stage, 0) == DONE
    stage.publish("MEMBERSHIP")


def a_session(now: datetime) -> sessions.Session:
    """A session in nine days."""
    start = (now + timedelta(days=9)).replace(hour=14, minute=0, tzinfo=None)
    plan = Plan("Listening", start, "Europe/London", 60, "https://meet.example/room")
    made, _ = sessions.schedule("s" * 32, MOVED, plan, now)
    return replace(made, version=3)


WEEKLY = Series(
    "w" * 32, MOVED, Plan("Listening", datetime(2026, 12, 4, 14), "UTC", 60, "https://meet.example/"),
    next_day=date(2027, 2, 26), skips=(Skip(date(2027, 3, 26), "Good Friday"),), version=3,
)  # fmt: skip


def _bring(service: str, kind: str, thing: Any) -> Callable[[Stage, int], int]:
    def act(stage: Stage, _number: int) -> int:
        chosen: Kind = KINDS[service][kind]
        made = a_session(stage.facts["began"]) if thing is None else thing
        row = chosen.adapter.dump_python(made, mode="json")
        path, sent = f"/api/{service}/networks/{MOVED}/import", {"kind": kind, "rows": [row]}
        return stage.api(service, "POST", path, sent, by=stage.facts[ADMIN])

    return act


def _planned_there(stage: Stage) -> None:
    elsewhere("sessions")(stage)
    stage.facts["began"] = stage.clock.now()


def _begin(stage: Stage, _number: int) -> int:
    path = f"/api/membership/networks/{SLUG}/exports"
    return stage.api("membership", "POST", path, {"reason": ""}, by=stage.facts[ADMIN])


PATHS = [
    Path("begin an export", network, _begin, loose=frozenset({"at"})),
    Path("bring organisations", hosted, _bring("membership", "organisations", ORGANISATION)),
    Path("bring people", hosted, _bring("membership", "people", BELONGING)),
    Path("bring invitations", hosted, _bring("membership", "invitations", INVITED)),
    Path(
        "bring a network", people_came, _bring("membership", "network", NETWORK), repeated=THERE
    ),
    Path("bring series", elsewhere("sessions"), _bring("sessions", "series", WEEKLY)),
    Path("bring sessions", _planned_there, _bring("sessions", "sessions", None)),
    Path("bring notes", elsewhere("notes"), _bring("notes", "notes", NOTE)),
    Path(
        "bring choices of mail", elsewhere("notifications"),
        _bring("notifications", "choices", CHOICES),
    ),
]  # fmt: skip
