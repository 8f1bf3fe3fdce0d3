"""What happens to a complaint: made, chased, noted, answered."""

from __future__ import annotations

from datetime import timedelta

from services.membership.commands import complaints, host
from services.membership.commands.complaints import Complain
from tests.faults import events as said
from tests.faults import notifications
from tests.faults.membership import API, network, the_next_tick
from tests.faults.playing import Path, hearing
from tests.faults.stage import DONE, Stage

WISH = {
    "name": "Ada Lunn", "email": "ada.lunn@ferndale.example", "words": "My name is wrong.",
    "complaint_id": "c0" * 16,
}  # fmt: skip
HERE = f"{API}/host/complaints/{WISH['complaint_id']}"
ENDED = frozenset({409})


def made(stage: Stage) -> None:
    """A complaint waits, and somebody looks after the installation."""

    def make() -> None:
        host.appoint_first(stage.facts["chair"])
        complaints.complain(Complain.model_validate(WISH), source_ip="192.0.2.1")

    network(stage)
    assert stage.do(make) == DONE
    stage.publish("MEMBERSHIP")
    stage.clock.advance(timedelta(minutes=1))


def _complain(stage: Stage, _number: int) -> int:
    return stage.api("membership", "POST", f"{API}/complaints", WISH)


def _note(stage: Stage, _number: int) -> int:
    sent = {"words": "Asked the chairs."}
    return stage.api("membership", "POST", f"{HERE}/steps", sent, by=stage.facts["chair"])


def _answer(stage: Stage, _number: int) -> int:
    sent = {"outcome": "It is put right."}
    return stage.api("membership", "POST", f"{HERE}/answer", sent, by=stage.facts["chair"])


def _tick(stage: Stage, _number: int) -> int:
    return stage.tick("membership")


PATHS = [
    Path("complain", network, _complain, loose=frozenset({"at"})),
    # To note the same twice is a second note, which whoever deals with it sees.
    Path(
        "note what was done about a complaint", made, _note,
        loose=frozenset({"version", "steps"}),
    ),
    Path("answer a complaint", made, _answer, repeated=ENDED),
    Path("membership's tick: a complaint is told of", made, _tick, the_next_tick),
    *(
        hearing(
            "notifications", notifications.network, event,
            after=notifications.come_to_rest, loose=notifications.DOUBT | {"marks"}, forgone=True,
        )
        for event in said.complaints()
    ),
]  # fmt: skip
