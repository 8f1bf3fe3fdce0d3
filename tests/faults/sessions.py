"""What happens to sessions: requests of chairs, messages, and the tick that reminds."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from services.contracts.roles import Role
from services.sessions import commands
from services.sessions.commands import HoldSession, ScheduleSession, feed, series
from services.sessions.commands import headcount as counting
from tests.faults import events as said
from tests.faults.playing import Path, hearing
from tests.faults.stage import DONE, Stage

API = f"/api/sessions/networks/{said.SLUG}/sessions"
SERIES = f"/api/sessions/networks/{said.SLUG}/series"
CHAIR = "chair"
WISH = {
    "title": "Learning", "date": "2026-11-27", "meeting_url": "https://meet.example/room",
    "idempotency_key": "once",
}  # fmt: skip


def network(stage: Stage) -> None:
    """A network with a chair."""
    for event in (said.opened(), said.named(), said.approved(CHAIR, Role.CHAIR)):
        assert stage.hear("sessions", event) == DONE


def planned(stage: Stage) -> None:
    """A session is planned."""

    def plan() -> None:
        wish = ScheduleSession.model_validate({**WISH, "idempotency_key": "planned"})
        stage.facts["session"] = commands.schedule(said.SLUG, wish, by=CHAIR).session_id

    network(stage)
    assert stage.do(plan) == DONE
    stage.publish("SESSIONS")


def reminded(stage: Stage) -> None:
    """Members were reminded of the session, half an hour ago."""
    planned(stage)
    stage.clock.advance(timedelta(days=3, hours=5))
    assert stage.tick("sessions") == DONE
    stage.publish("SESSIONS")
    stage.clock.advance(timedelta(minutes=30))


def over(stage: Stage) -> None:
    """A session has taken place."""
    planned(stage)
    stage.clock.advance(timedelta(days=4, hours=7))


def over_soon(stage: Stage) -> None:
    """A session has begun a moment ago."""
    planned(stage)
    stage.clock.advance(timedelta(days=4, hours=5, minutes=1))


def held(stage: Stage) -> None:
    """It is written down, with a number."""
    over(stage)
    done = HoldSession(recording_off=True, headcount=70)
    session = stage.facts["session"]
    assert stage.do(lambda: commands.hold(said.SLUG, session, done, by=CHAIR)) == DONE
    stage.publish("SESSIONS")


def due(stage: Stage) -> None:
    """Two sessions of which members are to be reminded, one of them cancelled in the last moment.

    The stream has missed its events.
    """
    planned(stage)

    def plan() -> None:
        for number in range(2):
            wish = ScheduleSession.model_validate({**WISH, "idempotency_key": f"{number}"})
            session = commands.schedule(said.SLUG, wish, by=CHAIR)
        commands.cancel(said.SLUG, session.session_id, by=CHAIR)

    assert stage.do(plan) == DONE
    stage.clock.advance(timedelta(days=3, hours=5, minutes=1))


def _post(what: str, sent: object = None) -> Callable[[Stage, int], int]:
    def act(stage: Stage, _number: int) -> int:
        path = f"{API}/{stage.facts['session']}/{what}"
        return stage.api("sessions", "POST", path, sent, by=CHAIR)

    return act


def _schedule(stage: Stage, _number: int) -> int:
    return stage.api("sessions", "POST", API, WISH, by=CHAIR)


def _tick(stage: Stage, _number: int) -> int:
    return stage.tick("sessions")


def the_next_tick(stage: Stage) -> None:
    """What comes in the minutes after a tick, whatever became of it."""
    stage.clock.advance(timedelta(minutes=3))
    stage.tick("sessions")


def with_member(stage: Stage) -> None:
    """Somebody is a member."""
    network(stage)
    assert stage.hear("sessions", said.approved("m1")) == DONE


def with_calendar(stage: Stage) -> None:
    """A member's calendar has an address."""
    with_member(stage)

    def begin() -> None:
        stage.facts["address"] = feed.begin(by="m1")

    assert stage.do(begin) == DONE


def _calendar(what: str) -> Callable[[Stage, int], int]:
    def act(stage: Stage, _number: int) -> int:
        sent = {"address": stage.facts["address"]} if what == "/renew" else {}
        return stage.api("sessions", "POST", f"/api/sessions/calendar{what}", sent, by="m1")

    return act


def called_off(stage: Stage) -> None:
    """A session was planned and cancelled."""
    planned(stage)
    assert _post("cancel")(stage, 0) == DONE
    stage.publish("SESSIONS")


def weekly(stage: Stage) -> None:
    """A series is planned."""

    def begin() -> None:
        wish = series.BeginSeries.model_validate({**WISH, "idempotency_key": "weekly"})
        stage.facts["series"] = series.begin(said.SLUG, wish, by=CHAIR).series_id

    network(stage)
    assert stage.do(begin) == DONE
    stage.publish("SESSIONS")


def paused(stage: Stage) -> None:
    """A series pauses, for longer than its sessions on the programme last."""
    weekly(stage)
    assert _to_series("pause", SEEN)(stage, 0) == DONE
    stage.publish("SESSIONS")
    stage.clock.advance(timedelta(weeks=13))


def near(stage: Stage) -> None:
    """A series whose next week comes near; of the first one members are reminded by then."""
    weekly(stage)
    stage.clock.advance(timedelta(days=3, hours=20))
    assert stage.tick("sessions") == DONE
    stage.publish("SESSIONS")


def _begin(stage: Stage, _number: int) -> int:
    return stage.api("sessions", "POST", SERIES, WISH, by=CHAIR)


def _to_series(what: str, sent: object) -> Callable[[Stage, int], int]:
    def act(stage: Stage, _number: int) -> int:
        path = f"{SERIES}/{stage.facts['series']}/{what}"
        return stage.api("sessions", "POST", path, sent, by=CHAIR)

    return act


def _count(stage: Stage, _number: int) -> int:
    def count() -> None:
        counting.count(said.SLUG, stage.facts["session"], [REPORT], version=2, by=CHAIR)

    return stage.do(count)


ANSWERED = frozenset({"ServiceErased.v1"})
MOVED = {"version": 1, "date": "2026-12-04", "time": "15:30", "title": "Speaking up"}
SEEN = {"version": 1}
CHANGED = {**SEEN, "time": "15:30", "title": "Speaking up"}
ROOM = {"version": 1, "format": "member_led", "observers": ["Kelder Institute"]}
COUNTED = {"version": 2, "headcount": 71}
REPORT = b"Name,Duration\nAnn Lee,60\nBo Finch,50\n"
HELD = {"recording_off": True, "headcount": 70}

PATHS = [
    Path("schedule", network, _schedule),
    Path("begin a calendar", with_member, _calendar("")),
    Path("renew a calendar", with_calendar, _calendar("/renew")),
    Path("end a calendar", with_calendar, _calendar("/end")),
    Path("move", planned, _post("move", MOVED)),
    Path("move after the reminder", reminded, _post("move", {**MOVED, "version": 2})),
    Path("cancel", planned, _post("cancel")),
    Path("replace", called_off, _post("replace", {"date": "2026-12-04", "time": "15:30"})),
    Path("begin a series", network, _begin),
    *(
        Path(f"{what} a series", weekly, _to_series(what, wish))
        for what, wish in {
            "change": {**CHANGED, "day": "2026-12-04", "date": "2026-12-04"},
            "skip": {**SEEN, "date": "2026-12-11", "reason": "Away"},
            "pause": SEEN,
            "end": {**SEEN, "last_day": "2027-01-29"},
        }.items()
    ),
    Path("resume a series", paused, _to_series("resume", {"version": 2})),
    Path("sessions' tick for a series", near, _tick, the_next_tick),
    Path("hold", over, _post("hold", HELD)),
    Path("arrange the room", planned, _post("room", ROOM)),
    Path("open a session", over_soon, _post("open", {"recording_is_off": True})),
    Path("write down that it was not held", over, _post("not-held")),
    Path("put a headcount right", held, _post("headcount", COUNTED)),
    Path("count from a report", held, _count),
    *(hearing("sessions", network, event) for event in (said.approved("m1"), *said.rights("m1"))),
    # To answer once more is harmless: membership counts each service once.
    hearing("sessions", with_calendar, said.erased("m1"), said_again=ANSWERED),
    Path("sessions' tick", due, _tick, the_next_tick),
]
