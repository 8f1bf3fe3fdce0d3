"""Batches under every answer of the provider, and under two senders at once."""

from __future__ import annotations

from datetime import timedelta

import pytest

from services.notifications import sending
from tests.notifications import house as said
from tests.notifications.house import MINUTE, STARTS, House, accounted, nobody_twice
from tests.notifications.provider import Fate, Interrupted, always, first

REMINDER, CANCELLED = "Reminder:", "Cancelled:"


def due(house: House, members: int) -> list[str]:
    people = house.network(members)
    house.session()
    house.hear(said.reminder_due())
    return people


# --- one answer at a time -----------------------------------------------------------------------


def test_people_are_mailed_in_batches_of_fifty_with_one_call_each(house: House) -> None:
    due(house, 120)
    house.deliver()
    assert house.provider.calls == 3
    nobody_twice(house, REMINDER)


@pytest.mark.parametrize("fate", [Fate.ALL_AGAIN, Fate.HALF_AGAIN])
def test_whoever_the_provider_wants_later_is_sent_later(house: House, fate: Fate) -> None:
    due(house, 60)
    house.provider.script = first(fate)
    house.deliver()
    assert len(house.mail(REMINDER)) == 60
    nobody_twice(house, REMINDER)
    assert accounted(house.finished()[0])


def test_a_provider_that_stays_busy_is_asked_again_while_the_mail_is_of_use(house: House) -> None:
    due(house, 10)
    house.provider.script = always(Fate.ALL_AGAIN)
    house.deliver()
    assert len(house.given_up) == 1, "it lies with the dead letters, under an alarm"
    house.pass_time(timedelta(hours=1))
    house.provider.script = always(Fate.FINE)
    house.pass_time(timedelta(hours=1))
    assert len(house.mail(REMINDER)) == 10
    assert house.finished()[0].sent == 10


def test_after_the_start_nobody_is_reminded_and_the_accounts_close(house: House) -> None:
    """A4: late firing after the start is not sent."""
    due(house, 10)
    house.provider.script = always(Fate.ALL_AGAIN)
    house.pass_time(timedelta(days=1))
    assert house.home.clock.now() >= STARTS
    house.provider.script = always(Fate.FINE)
    house.pass_time(timedelta(hours=1))
    assert house.mail(REMINDER) == []
    (over,) = house.finished()
    assert (over.audience, over.withheld) == (10, 10)


def test_refused_addresses_are_not_tried_again(house: House) -> None:
    due(house, 3)
    house.provider.script = always(Fate.ALL_REJECTED)
    house.deliver()
    house.pass_time(timedelta(hours=1))
    assert house.provider.calls == 1
    assert house.finished()[0].rejected == 3


@pytest.mark.parametrize("fate", [Fate.LOST_BUT_ACCEPTED, Fate.LOST_AND_NEVER_SEEN])
def test_a_lost_answer_is_settled_by_evidence(house: House, fate: Fate) -> None:
    """Story 13: the provider times out after accepting, or before."""
    due(house, 60)
    house.provider.script = first(fate)
    house.deliver()
    assert house.finished() == []
    house.pass_time(10 * MINUTE)
    assert len(house.mail(REMINDER)) == 60
    nobody_twice(house, REMINDER)
    (over,) = house.finished()
    assert (over.sent, over.uncertain) == (60, 0)


@pytest.mark.parametrize("fate", [Fate.LOST_BUT_ACCEPTED, Fate.LOST_AND_NEVER_SEEN])
def test_without_evidence_a_lost_answer_stays_in_doubt_and_is_counted(
    house: House, fate: Fate
) -> None:
    """Decision 0009: in AWS, until delivery events are read."""
    due(house, 60)
    house.provider.knows = False
    house.provider.script = first(fate)
    house.deliver()
    house.pass_time(timedelta(days=2))
    nobody_twice(house, REMINDER)
    (over,) = house.finished()
    assert (over.audience, over.sent, over.uncertain) == (60, 10, 50)
    assert house.items("DUE#") == []


@pytest.mark.parametrize("fate", [Fate.KILLED_BEFORE, Fate.KILLED_AFTER])
def test_a_process_that_dies_in_the_call_leaves_a_batch_that_evidence_settles(
    house: House, fate: Fate
) -> None:
    due(house, 60)
    house.provider.script = first(fate)
    house.deliver()
    house.pass_time(10 * MINUTE)
    assert len(house.mail(REMINDER)) == 60
    nobody_twice(house, REMINDER)
    assert house.finished()[0].sent == 60


def test_a_message_that_comes_twice_or_is_lost_changes_nothing(house: House) -> None:
    due(house, 120)
    queue = house.home.platform.settings["SENDING_QUEUE"]
    waiting = house.home.platform.queues.waiting(queue)
    house.home.platform.queues.send(queue, [m.body for m in waiting[:2]] * 2)
    house.home.platform.queues.delete([waiting[2].id])
    house.deliver()
    assert len(house.mail(REMINDER)) == 100
    house.pass_time(5 * MINUTE)
    assert len(house.mail(REMINDER)) == 120
    nobody_twice(house, REMINDER)


def test_a_cancellation_waits_for_a_batch_in_doubt_and_tells_whoever_may_have_it(
    house: House,
) -> None:
    """A3: it neither overtakes its reminder nor forgets somebody who got one."""
    due(house, 60)
    house.provider.script = first(Fate.KILLED_AFTER)
    house.deliver()
    house.hear(said.cancelled())
    house.deliver()
    house.pass_time(timedelta(minutes=20))
    reminded = {mail["to"] for mail in house.mail(REMINDER)}
    assert {mail["to"] for mail in house.mail(CANCELLED)} == reminded
    nobody_twice(house, CANCELLED)


# --- at the same moment -------------------------------------------------------------------------


def interrupted(house: House) -> Interrupted:
    tables = Interrupted(house.home.platform.tables)
    house.home.platform.tables = tables  # type: ignore[assignment]
    return tables


def test_two_senders_of_one_batch_send_it_once(house: House) -> None:
    """A2: both read it as open, one claims it first."""
    due(house, 60)
    interrupted(house).at_write(1, lambda: sending.send("reminder#s1#1", 0))
    sending.send("reminder#s1#1", 0)
    house.deliver()
    assert len(house.mail(REMINDER)) == 60
    nobody_twice(house, REMINDER)
    assert house.finished()[0].sent == 60


def test_a_session_that_is_cancelled_between_reading_and_claiming_is_not_reminded_of(
    house: House,
) -> None:
    """A4: the claim is one transaction with the check of the session's version."""
    due(house, 10)
    interrupted(house).at_write(1, lambda: house.hear(said.cancelled()))
    sending.send("reminder#s1#1", 0)
    assert house.mail(REMINDER) == []
    house.pass_time(10 * MINUTE)
    assert house.mail() == []
    overs = {over.kind: over for over in house.finished()}
    assert overs["reminder"].superseded == 10


def test_whoever_leaves_between_reading_and_claiming_gets_no_mail(house: House) -> None:
    """A1: the gate comes after the claim."""
    members = due(house, 10)
    interrupted(house).at_write(1, lambda: house.hear(said.left(members[0])))
    sending.send("reminder#s1#1", 0)
    assert len(house.mail(REMINDER)) == 9


def test_batches_that_are_counted_at_the_same_moment_are_both_counted(house: House) -> None:
    due(house, 60)
    interrupted(house).at_write(3, lambda: sending.send("reminder#s1#1", 1))
    sending.send("reminder#s1#1", 0)
    (over,) = house.finished()
    assert (over.audience, over.sent) == (60, 60)
