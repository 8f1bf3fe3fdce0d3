"""Faults strike where they should, once, and nowhere else."""

from __future__ import annotations

import random

import pytest

from infra.embedded.wiring import QueueMapping
from infra.simulator import calm
from infra.simulator.beginnings import beginning
from infra.simulator.faults import FIRST_WRITE, Crash, Danger, Fault, Kind, Unavailable
from infra.simulator.ports import DangerousPlatform
from infra.simulator.world import World
from services.contracts.refusals import Conflict
from services.contracts.roles import Role
from services.membership import commands
from services.membership.commands import joining
from services.runtime import platform
from services.runtime.ports import Letter as PortLetter
from services.runtime.ports import LostAnswer, Outcome, Recipient

LETTER = PortLetter("Candour <a@candour.example>", "Your code to sign in", "12345678", "")
COPIES = [Recipient(f"key{n}", f"person{n}@kelder.example") for n in range(3)]


@pytest.fixture
def world() -> World:
    return World(beginning("open", "ordinary"), seed=1)


def test_a_crash_before_the_write_leaves_nothing(world: World) -> None:
    with pytest.raises(Crash), world.danger.over(Fault(Kind.CRASH, FIRST_WRITE)):
        _grant(world)

    _grant(world)  # nobody has the role yet


def test_a_crash_after_the_last_call_leaves_everything(world: World) -> None:
    with pytest.raises(Crash), world.danger.over(Fault(Kind.CRASH, 1000)):
        _grant(world)

    with pytest.raises(Conflict):
        _grant(world)


def test_an_error_does_nothing_and_a_timeout_everything(world: World) -> None:
    with pytest.raises(Unavailable), world.danger.over(Fault(Kind.ERROR, FIRST_WRITE)):
        _grant(world)
    with pytest.raises(Unavailable), world.danger.over(Fault(Kind.TIMEOUT, FIRST_WRITE)):
        _grant(world)

    with pytest.raises(Conflict):
        _grant(world)


def test_whoever_is_overtaken_notices(world: World) -> None:
    """Two people press the same button at the same moment: one of them is told."""
    with pytest.raises(Conflict, match="Somebody changed this"):
        _overtaken_by_the_same(world)


def _overtaken_by_the_same(world: World) -> None:
    danger = Danger(lambda _dice: _grant(world))
    platform.install(
        DangerousPlatform.over(world.platform, danger, world.watch, slow_evidence=False)
    )
    with danger.over(Fault(Kind.MEANWHILE, FIRST_WRITE)):
        _grant(world)


def test_a_lost_answer_leaves_mail_that_was_taken_or_not(world: World) -> None:
    mail = platform.current().mail
    for kind, taken in ((Kind.LOST_SENT, True), (Kind.LOST_UNSENT, False)):
        copies = [Recipient(f"{kind.name}{n}", "a@kelder.example") for n in range(2)]
        with pytest.raises(LostAnswer), world.danger.over(Fault(kind, 0)):
            mail.send(LETTER, copies)
        assert [mail.accepted(copy.key) for copy in copies] == [taken, taken]


def test_some_copies_are_refused(world: World) -> None:
    with world.danger.over(Fault(Kind.AGAIN, 0, dice=0b100)):
        outcomes = platform.current().mail.send(LETTER, COPIES)

    assert outcomes == [Outcome.AGAIN, Outcome.ACCEPTED, Outcome.AGAIN]


def test_a_fault_strikes_once(world: World) -> None:
    with world.danger.over(Fault(Kind.REJECTED, 0, dice=0)):
        first = platform.current().mail.send(LETTER, COPIES[:1])
        second = platform.current().mail.send(LETTER, COPIES[1:2])

    assert [first, second] == [[Outcome.REJECTED], [Outcome.ACCEPTED]]


def test_a_function_that_dies_has_its_message_again(world: World) -> None:
    """As Lambda does: no answer, so the queue brings it again, and then it is done."""
    inbox = _sign_in_heard_by(world, Fault(Kind.CRASH, 1))

    assert [message.received for message in world.platform.queues.waiting(inbox.queue)] == [1]

    calm.settle(world)

    assert world.look.latest_code(world.people[0].email) != ""
    assert world.platform.queues.waiting(inbox.queue) == []


@pytest.mark.parametrize("call", range(1, 8))
def test_a_code_outlives_its_sender_on_one_machine(world: World, call: int) -> None:
    """The claim of the dead is over before the last try of the message: seed 987 found it."""
    world = World(beginning("open", "ordinary"), seed=1, one_machine=True)
    before = len(world.journal.accepted)

    inbox = _sign_in_heard_by(world, Fault(Kind.CRASH, call))
    calm.settle(world)

    assert len(world.journal.accepted) == before + 1
    assert world.platform.queues.waiting(inbox.dead_letters) == []


def _sign_in_heard_by(world: World, fault: Fault) -> QueueMapping:
    """The inbox of notifications, whose function heard of a code and came to grief."""
    joining.sign_in(world.people[0].email, source_ip="192.0.2.1")
    (stream,) = world.deliveries.sources()
    world.deliveries.deliver(stream, random.Random(1), None)
    (inbox,) = world.deliveries.sources()
    assert isinstance(inbox, QueueMapping)
    world.deliveries.deliver(inbox, random.Random(1), fault)
    return inbox


def _grant(world: World) -> None:
    chair, member = world.people[0].member_id, world.people[3].member_id
    commands.grant("psmn", member, Role.NOTE_TAKER, by=chair)
