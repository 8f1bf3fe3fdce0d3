"""Batches under every answer of the provider, and under two senders at once."""

from __future__ import annotations

from datetime import timedelta

import pytest

from services.notifications import sending
from services.notifications.handover import PASS
from services.notifications.model.batch import MOST_PEOPLE
from services.notifications.store import people
from services.runtime.embedded.queues import Message
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


def test_whoever_has_no_address_yet_is_reminded_once_it_is_known(house: House) -> None:
    """An approval may overtake the address, which travels on the other bus."""
    house.network(2)
    house.hear(said.approved("late"))
    house.session()
    house.hear(said.reminder_due())
    house.deliver()
    assert len(house.mail(REMINDER)) == 2, "the others do not wait"
    house.hear(said.contact("late"))
    house.pass_time(10 * MINUTE)
    assert len(house.mail_to("late", REMINDER)) == 1
    assert house.given_up == []
    nobody_twice(house, REMINDER)
    assert accounted(house.finished()[0])


def test_whoever_never_gets_an_address_is_withheld_in_the_end(house: House) -> None:
    house.network(2)
    house.hear(said.approved("nowhere"))
    house.session()
    house.hear(said.reminder_due())
    house.pass_time(timedelta(days=1, hours=1))
    assert house.given_up == []
    (over,) = house.finished()
    assert (over.audience, over.sent, over.withheld) == (3, 2, 1)


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


def test_a_message_that_comes_twice_changes_nothing(house: House) -> None:
    due(house, 120)
    queue = house.home.platform.settings["SENDING_QUEUE"]
    house.home.platform.queues.send(queue, [m.body for m in queued(house)] * 2)
    house.deliver()
    assert len(house.mail(REMINDER)) == 120
    nobody_twice(house, REMINDER)


def test_a_message_that_is_lost_is_made_again(house: House) -> None:
    due(house, 60)
    house.home.platform.queues.delete([message.id for message in queued(house)])
    house.deliver()
    assert house.mail(REMINDER) == []
    house.pass_time(5 * MINUTE)
    assert len(house.mail(REMINDER)) == 60
    nobody_twice(house, REMINDER)


def test_one_lost_answer_holds_up_nobody_but_those_whom_it_was_about(house: House) -> None:
    """A2: the handfuls after it go out at once, and those in doubt are not sent to again."""
    due(house, 120)
    house.provider.script = first(Fate.FINE, Fate.LOST_AND_NEVER_SEEN)
    house.provider.knows = False
    house.deliver()
    assert len(house.mail(REMINDER)) == 70
    house.pass_time(timedelta(days=2))
    (over,) = house.finished()
    assert (over.sent, over.uncertain, house.provider.calls) == (70, 50, 3)


def test_a_sender_that_dies_between_handfuls_is_followed_by_another(house: House) -> None:
    """Whoever was in its hand is settled by evidence; everybody else need not wait for that."""
    due(house, 160)
    house.provider.script = first(Fate.FINE, Fate.KILLED_AFTER)
    house.deliver()
    assert len(house.mail(REMINDER)) == 100
    house.provider.knows = False
    house.pass_time(10 * MINUTE)
    assert len(house.mail(REMINDER)) == 160
    assert house.finished() == []
    house.provider.knows = True
    house.pass_time(timedelta(hours=1))
    nobody_twice(house, REMINDER)
    assert house.finished()[0].sent == 160


def test_a_slow_provider_gets_the_rest_later_and_no_function_is_stopped_midway(
    house: House,
) -> None:
    due(house, 120)
    slow = house.home.clock.advance
    house.provider.watch = lambda _letter, _recipient: slow(PASS / 50)
    house.deliver()
    assert house.provider.calls == 3
    nobody_twice(house, REMINDER)
    assert house.finished()[0].sent == 120


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


def test_a_session_that_is_cancelled_between_two_handfuls_is_not_reminded_of_any_more(
    house: House,
) -> None:
    """A4: the claim of each handful holds the check, and what was sent is written down."""
    due(house, 120)
    interrupted(house).at_write(2, lambda: house.hear(said.cancelled()))
    sending.send("reminder#s1#1", 0)
    assert len(house.mail(REMINDER)) == 50
    house.pass_time(10 * MINUTE)
    overs = {over.kind: over for over in house.finished()}
    assert (overs["reminder"].sent, overs["reminder"].superseded) == (50, 70)
    assert overs["cancellation"].sent == 50


@pytest.mark.parametrize("write", range(1, 4))
def test_somebody_else_at_any_write_of_a_batch_sends_nobody_twice(house: House, write: int) -> None:
    """Claim, settle and claim, settle and count."""
    due(house, 70)
    interrupted(house).at_write(write, lambda: sending.send("reminder#s1#1", 0))
    sending.send("reminder#s1#1", 0)
    house.pass_time(10 * MINUTE)
    assert len(house.mail(REMINDER)) == 70
    nobody_twice(house, REMINDER)
    assert house.finished()[0].sent == 70


def test_batches_that_are_counted_at_the_same_moment_are_both_counted(house: House) -> None:
    """Everybody here has left, so that ten claims come before the last word."""
    house.network(0)
    for number in range(MOST_PEOPLE + 1):
        people.keep_place(said.approved(f"m{number:03d}"))
    house.session()
    house.hear(said.reminder_due())
    for number in range(MOST_PEOPLE + 1):
        people.keep_place(said.left(f"m{number:03d}"))
    interrupted(house).at_write(11, lambda: sending.send("reminder#s1#1", 1))
    sending.send("reminder#s1#1", 0)
    (over,) = house.finished()
    assert (over.audience, over.withheld) == (MOST_PEOPLE + 1, MOST_PEOPLE + 1)


def queued(house: House) -> list[Message]:
    queue = house.home.platform.settings["SENDING_QUEUE"]
    return house.home.platform.queues.waiting(queue)
