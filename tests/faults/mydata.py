"""What happens to a copy of everything that is held about somebody, in all four services."""

from __future__ import annotations

from datetime import timedelta

from services.membership.commands import mydata
from tests.faults import events as said
from tests.faults import notes, notifications, sessions
from tests.faults.membership import API, network, the_next_tick
from tests.faults.playing import Path, hearing
from tests.faults.stage import DONE, Stage

ASKED, SHARED = frozenset({"MyDataAsked.v1"}), frozenset({"MyDataShared.v1"})


def asked_for(stage: Stage) -> None:
    """The member has asked for a copy, and no service has answered yet."""

    def ask() -> None:
        stage.facts["data_id"] = mydata.ask(by=stage.facts["member"]).data_id

    network(stage)
    assert stage.do(ask) == DONE
    stage.publish("MEMBERSHIP")


def all_but_sessions(stage: Stage) -> None:
    """Every service but sessions has given its share."""
    asked_for(stage)
    for service in ("membership", "notes", "notifications"):
        shared = said.data_shared(stage.facts["data_id"], service)
        assert stage.hear("membership", shared) == DONE


def late(stage: Stage) -> None:
    """Nobody has answered for a day."""
    asked_for(stage)
    stage.clock.advance(timedelta(days=1, minutes=1))


def ready(stage: Stage) -> None:
    """The copy is ready."""
    all_but_sessions(stage)
    assert stage.hear("membership", said.data_shared(stage.facts["data_id"], "sessions")) == DONE
    stage.publish("MEMBERSHIP")


def over(stage: Stage) -> None:
    """The copy has lain there for 7 days."""
    ready(stage)
    stage.clock.advance(timedelta(days=7, minutes=1))


def _ask(stage: Stage, _number: int) -> int:
    return stage.api("membership", "POST", f"{API}/me/data", by=stage.facts["member"])


def _tick(stage: Stage, _number: int) -> int:
    return stage.tick("membership")


def _hear(stage: Stage, _number: int) -> int:
    asked = said.data_asked(stage.facts["member"], stage.facts["data_id"])
    return stage.hear("membership", asked)


def _take(stage: Stage, _number: int) -> int:
    return stage.hear("membership", said.data_shared(stage.facts["data_id"], "sessions"))


PATHS = [
    Path("ask for my data", network, _ask),
    Path("ask for my data again", ready, _ask),
    Path("membership hears MyDataAsked", asked_for, _hear, hears=ASKED),
    Path(
        "membership hears MyDataShared", all_but_sessions, _take,
        hears=frozenset({"MyDataShared.v1"}),
    ),
    Path("membership's tick: a service is late with its share", late, _tick, the_next_tick),
    Path("membership's tick: a copy is deleted", over, _tick, the_next_tick),
    hearing("sessions", sessions.with_member, said.data_asked("m1"), said_again=SHARED),
    hearing("notes", notes.published_with_member, said.data_asked("m1"), said_again=SHARED),
    hearing("notifications", notifications.reminded, said.data_asked("m1"), said_again=SHARED),
    hearing(
        "notifications", notifications.network, said.data_ready(),
        # The page says it too: whoever misses the mail finds the file there.
        after=notifications.come_to_rest, loose=notifications.DOUBT | {"marks"}, forgone=True,
    ),
]  # fmt: skip
