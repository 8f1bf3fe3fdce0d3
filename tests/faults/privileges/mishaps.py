"""What only happens when something goes wrong, and needs permissions of its own."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from functools import partial

from tests.faults import events as said
from tests.faults import membership, notes, notifications, sessions
from tests.faults.faults import Fault
from tests.faults.notifications import A_LOOK_LATER
from tests.faults.playing import Path
from tests.faults.stage import Stage

Act = Callable[[Stage], None]
TIME_FOR_THE_SWEEP = timedelta(minutes=3)


def happen(stage: Stage) -> None:
    """The buses refuse a part of what is said, and the sender of a single mail dies."""
    for service, start in SAYING.items():
        _go_wrong(stage, start, partial(_relay, service), *REFUSED)
        _go_wrong(stage, start, partial(_sweep, service), *REFUSED)
    _go_wrong(stage, notifications.with_applicant, _welcome, "SendBulkEmail", Fault.CRASH_BEFORE)
    stage.clock.advance(A_LOOK_LATER)
    stage.tick("notifications")
    stage.deliver()


REFUSED = ("PutEvents", Fault.PARTIAL)


def _go_wrong(stage: Stage, start: Act, act: Act, operation: str, fault: Fault) -> None:
    """Act once to see which calls that takes, and once with those of this operation going wrong."""
    stage.begin(start, {})
    act(stage)
    calls = [number for number, call in enumerate(stage.wire.calls) if call == operation]
    assert calls, f"{operation} was not called"
    stage.begin(start, dict.fromkeys(calls, fault))
    act(stage)


def _relay(service: str, stage: Stage) -> None:
    table = service.upper()
    stage.relay(table, stage.outbox(table))


def _sweep(service: str, stage: Stage) -> None:
    stage.clock.advance(TIME_FOR_THE_SWEEP)
    stage.tick(service)


def _welcome(stage: Stage) -> None:
    stage.hear("notifications", said.approved("new"))


def _called(name: str, paths: list[Path]) -> Act:
    (path,) = (path for path in paths if path.name == name)

    def say(stage: Stage) -> None:
        path.start(stage)
        path.act(stage, 0)

    return say


def _choices_and_a_share(stage: Stage) -> None:
    """One for each bus."""
    _called("choose on the page", notifications.PATHS)(stage)
    stage.hear("notifications", said.data_asked("m1"))


SAYING: dict[str, Act] = {
    "membership": membership.said_just_now,
    "sessions": _called("schedule", sessions.PATHS),
    "notes": _called("approve and publish", notes.PATHS),
    "notifications": _choices_and_a_share,
}
"""For each service something that makes it speak on every bus on which it has anything to say."""
