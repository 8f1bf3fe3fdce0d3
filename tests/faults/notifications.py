"""What happens to mail: messages, the sending queue, the tick that settles, people's choices.

SES tells what it took, as its delivery events will; `test_without_evidence.py` is about today.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

from services.contracts.event import Event
from services.contracts.membership import MembershipSuspended
from services.contracts.roles import Role
from services.notifications import commands, pages
from services.notifications.commands import ChooseMail
from services.notifications.model.kinds import MailClass
from tests.faults import events as said
from tests.faults.faults import Fault
from tests.faults.playing import Path, hearing
from tests.faults.stage import DIED, DONE, Stage
from tests.world import START

MEMBERS = ("m1", "m2", "m3")
LONG_AGO = START - timedelta(days=3)
A_LOOK_LATER = timedelta(minutes=31)
"""Longer than any pause between two looks."""
MOST_LOOKS = 8
CALLS_BEFORE_SENDING = 4


def network(stage: Stage) -> None:
    """A network with three members, one of them a reviewer, all welcomed long ago."""
    events: list[Event] = [said.opened(), said.named()]
    for member_id in MEMBERS:
        roles = (Role.REVIEWER,) if member_id == MEMBERS[0] else ()
        events.append(said.approved(member_id, *roles, at=LONG_AGO))
        events.append(said.contact(member_id, at=LONG_AGO))
    _heard(stage, *events)


def with_chair(stage: Stage) -> None:
    """The same with a chair."""
    network(stage)
    _heard(stage, said.approved("m4", Role.CHAIR, at=LONG_AGO), said.contact("m4", at=LONG_AGO))


def one_gone(stage: Stage) -> None:
    """The same, and somebody is no member any more."""
    with_chair(stage)
    _heard(stage, said.left("m1"))


def with_session(stage: Stage) -> None:
    """The same with a session tomorrow."""
    network(stage)
    _heard(stage, said.scheduled(), said.session_titled())


def reminder_planned(stage: Stage) -> None:
    """Members are to be reminded, and the batch lies in the queue."""
    with_session(stage)
    _heard(stage, said.reminder_due())


def reminded(stage: Stage) -> None:
    """Members were reminded."""
    reminder_planned(stage)
    stage.deliver()


def moved(stage: Stage) -> None:
    """Members were reminded, and told since that the session has moved; one has come meanwhile."""
    reminded(stage)
    _heard(stage, said.approved("m4", at=LONG_AGO), said.contact("m4", at=LONG_AGO), said.moved())
    stage.deliver()


def reminder_without_title(stage: Stage) -> None:
    """A reminder waits for the title of its session."""
    network(stage)
    _heard(stage, said.scheduled(), said.reminder_due())


def reminder_without_time(stage: Stage) -> None:
    """A reminder waits for the time of its session."""
    network(stage)
    _heard(stage, said.session_titled(), said.reminder_due())


def welcome_without_address(stage: Stage) -> None:
    """A welcome waits for the address."""
    network(stage)
    _heard(stage, said.approved("new"))


def with_applicant(stage: Stage) -> None:
    """Somebody can be reached who is no member."""
    network(stage)
    _heard(stage, said.contact("new", at=LONG_AGO))


def _dies_sending(stage: Stage, fault: Fault) -> None:
    """The sender has claimed the batch and is gone; the look at it is due."""
    reminder_planned(stage)
    (body,) = stage.take()
    stage.wire.faults = {len(stage.wire.calls) + CALLS_BEFORE_SENDING: fault}
    assert stage.send(body) == DIED
    assert stage.wire.calls[-1] == "SendBulkEmail"
    stage.clock.advance(A_LOOK_LATER)


def gone(stage: Stage) -> None:
    """Somebody has just been erased who still has a link to stop a class of mail."""
    network(stage)
    _heard(stage, said.erased(MEMBERS[0]))


def erasing(stage: Stage) -> None:
    """Somebody who was reminded is erased, and the rest of what there is of them is due to go."""
    reminded(stage)
    _heard(stage, said.erased("m1"))
    stage.clock.advance(A_LOOK_LATER)


def in_doubt_and_sent(stage: Stage) -> None:
    """Nobody wrote down what SES has accepted."""
    _dies_sending(stage, Fault.CRASH_AFTER)


def in_doubt_and_not_sent(stage: Stage) -> None:
    """Nobody wrote down that SES was never asked."""
    _dies_sending(stage, Fault.CRASH_BEFORE)


def _heard(stage: Stage, *events: Event) -> None:
    for event in events:
        assert stage.hear("notifications", event) == DONE


# --- what happens -------------------------------------------------------------------------------


def come_to_rest(stage: Stage) -> None:
    """The queue is emptied and ticks go on until nothing is to be looked at any more."""
    stage.deliver()
    for _ in range(MOST_LOOKS):
        if not _something_waits(stage):
            return
        stage.clock.advance(A_LOOK_LATER)
        stage.tick("notifications")
        stage.deliver()
    raise AssertionError("it does not come to rest")


def _something_waits(stage: Stage) -> bool:
    kept = stage.items("NOTIFICATIONS")
    return any(item["pk"].startswith("DUE#") for item in kept)


def _send(stage: Stage, _number: int) -> int:
    """Let the sender take what lies in the queue; who was killed is given the message again."""
    messages = stage.facts.setdefault("messages", stage.take())
    (body,) = messages
    return stage.send(body)


def _tick(stage: Stage, _number: int) -> int:
    return stage.tick("notifications")


def _set_choices(stage: Stage, _number: int) -> int:
    path = f"/api/notifications/networks/{said.SLUG}/choices"
    wish = {"reminders": "off", "notes": "off"}
    return stage.api("notifications", "PUT", path, wish, by=MEMBERS[0])


def _choose() -> None:
    commands.choose(ChooseMail(networks=(said.SLUG,), notes=(said.SLUG,)), by=MEMBERS[0])


def _unsubscribe(*, undo: bool) -> None:
    commands.stop((MEMBERS[0], said.SLUG, MailClass.REMINDERS), undo=undo)


def note_planned(stage: Stage) -> None:
    """Members are to be told of a note, and the batch lies in the queue."""
    network(stage)
    _heard(stage, said.note_titled())


def note_hidden(stage: Stage) -> None:
    """The same, and the note was hidden before anybody was told."""
    note_planned(stage)
    _heard(stage, said.note_hidden())


def without_reminders(stage: Stage) -> None:
    """Somebody wants no reminders."""
    network(stage)
    assert stage.do(lambda: _unsubscribe(undo=False)) == DONE
    stage.publish("NOTIFICATIONS")


def _do(command: Callable[[], object]) -> Callable[[Stage, int], int]:
    return lambda stage, _number: stage.do(command, pages.handler)


DOUBT = frozenset({"version", "claimed_at"})
"""A batch that was in doubt has moved on more often."""


def _mail(start: Callable[[Stage], None], *events: Event) -> Path:
    heard = hearing("notifications", start, *events, after=come_to_rest, loose=DOUBT)
    return replace(heard, name=f"{heard.name}, and mail follows")


FACTS = [
    hearing("notifications", network, event)
    for event in (*said.rights("m2"), said.scheduled(), said.session_titled())
    if not isinstance(event, MembershipSuspended)
]
SEVERAL = hearing(
    "notifications", network, said.scheduled(), said.session_titled(), said.left("m1")
)
MAIL = [
    _mail(with_applicant, said.approved("new")),
    _mail(with_applicant, said.declined("new")),
    _mail(welcome_without_address, said.contact("new")),
    # The address is kept nowhere: whoever misses a code asks for another (docs/decisions/0009).
    *(
        hearing(
            "notifications", network, event,
            after=come_to_rest, loose=DOUBT | {"marks"}, forgone=True,
        )
        for event in (
            said.code("m1"), said.receipt(), said.invitation(),
            said.address_taken("m1"), said.first_address_changed("m1"),
            said.introduced("m1", "m2"), said.contact_asked(), said.contact_sought(),
            said.contact_introduced("m1"),
        )
    ),
    _mail(network, said.passed_on("m1")),
    hearing("notifications", reminded, said.erased("m1"), after=come_to_rest),
    _mail(reminder_without_time, said.scheduled()),
    _mail(reminder_without_title, said.session_titled()),
    _mail(with_session, said.reminder_due()),
    _mail(reminded, said.moved()),
    replace(
        _mail(moved, said.reminder_due(version=3)),
        name="notifications hears ReminderDue after a move, and mail follows",
    ),
    _mail(reminded, said.cancelled()),
    _mail(network, said.submitted()),
    _mail(with_chair, said.glass_broken()),
    *(_mail(with_chair, event) for event in said.rights("m1")
      if isinstance(event, MembershipSuspended)),
    *(_mail(with_chair, event) for event in said.duties("m1")),
    _mail(one_gone, said.removed("m1")),
    _mail(network, said.note_titled()),
    _mail(note_planned, said.note_hidden()),
    _mail(note_hidden, said.note_restored()),
    _mail(note_hidden, said.note_withdrawn()),
]  # fmt: skip
REST = [
    Path("the sender", reminder_planned, _send, come_to_rest, loose=DOUBT),
    Path("notifications' tick: stuck", reminder_planned, _tick, come_to_rest, loose=DOUBT),
    *(
        Path(f"notifications' tick: {what}", start, _tick, come_to_rest, loose=DOUBT)
        for what, start in (
            ("in doubt, sent", in_doubt_and_sent),
            ("in doubt, not sent", in_doubt_and_not_sent),
        )
    ),
    Path("notifications' tick: somebody is erased", erasing, _tick, come_to_rest, loose=DOUBT),
    Path("set choices", network, _set_choices),
    Path("choose on the page", network, _do(_choose)),
    Path("unsubscribe", network, _do(lambda: _unsubscribe(undo=False))),
    Path("unsubscribe, erased", gone, _do(lambda: _unsubscribe(undo=False))),
    Path("unsubscribe, undone", without_reminders, _do(lambda: _unsubscribe(undo=True))),
]

PATHS = [*FACTS, SEVERAL, *MAIL, *REST]
