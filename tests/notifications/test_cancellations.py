"""Cancellations reach exactly those who were reminded."""

from __future__ import annotations

from datetime import timedelta

from services.notifications import commands
from services.notifications.model.kinds import MailClass
from services.runtime import platform
from tests.notifications import house as said
from tests.notifications.house import MINUTE, SLUG, STARTS, House

REMINDER, CANCELLED = "Reminder:", "Cancelled:"


def reminded(house: House, members: int = 3) -> list[str]:
    people = house.network(members)
    house.session()
    house.hear(said.reminder_due())
    house.deliver()
    return people


def test_those_who_were_reminded_are_told_once_and_nobody_else(house: House) -> None:
    """S6, story 1."""
    members = reminded(house, 60)
    house.hear(said.approved("late"), said.contact("late"))
    cancel = house.said(said.cancelled())
    for event in (cancel, cancel, said.cancelled()):
        house.hear(event)
        house.deliver()
    told = sorted(m["to"] for m in house.mail(CANCELLED))
    assert told == [said.address_of(m) for m in members]
    assert house.mail(CANCELLED)[0]["text"].count("/join") == 0


def test_a_cancellation_ignores_what_was_switched_off_after_the_reminder(house: House) -> None:
    """A6, A10: it is critical; but who has left hears no more."""
    members = reminded(house)
    commands.stop((members[0], SLUG, MailClass.REMINDERS), undo=False)
    house.hear(said.left(members[1]), said.cancelled())
    house.deliver()
    assert {m["to"] for m in house.mail(CANCELLED)} == {
        said.address_of(members[0]),
        said.address_of(members[2]),
    }


def test_a_cancellation_of_what_nobody_was_reminded_of_is_dropped(house: House) -> None:
    """A3, A11: in whichever order the two are heard."""
    house.network(3)
    house.session()
    house.hear(said.cancelled(reminded=True))
    house.deliver()
    house.hear(said.reminder_due())
    house.deliver()
    house.pass_time(timedelta(hours=1))
    assert house.mail() == []


def test_a_cancellation_while_reminders_go_out_reaches_exactly_those_who_have_one(
    house: House,
) -> None:
    """Notifications.md 5.4: cancelled at batch 1 of 3."""
    house.network(150)
    house.session()
    house.hear(said.reminder_due())

    def cancel_after_the_first(_letter: object, _recipient: object) -> None:
        if house.provider.calls == 1:
            house.provider.watch = lambda *_: None
            house.hear(said.cancelled())

    house.provider.watch = cancel_after_the_first
    house.deliver()
    assert len(house.mail(REMINDER)) == 50
    house.pass_time(5 * MINUTE)
    assert {m["to"] for m in house.mail(CANCELLED)} == {m["to"] for m in house.mail(REMINDER)}
    assert len(house.mail(CANCELLED)) == 50
    overs = {over.kind: over for over in house.finished()}
    assert (overs["reminder"].sent, overs["reminder"].superseded) == (50, 100)
    assert overs["cancellation"].audience == 50


def test_an_old_cancellation_is_still_told_before_the_session_and_not_after(house: House) -> None:
    """A23: except cancel for a future occurrence."""
    reminded(house)
    before = platform.now() - timedelta(hours=30)
    house.hear(said.cancelled(), at=before)
    house.deliver()
    assert len(house.mail(CANCELLED)) == 3
    house.home.clock.move_to(STARTS + MINUTE)
    house.hear(said.cancelled(sequence=5), at=before)
    house.deliver()
    assert len(house.mail(CANCELLED)) == 3


def test_a_session_that_nobody_was_reminded_of_is_cancelled_in_silence(house: House) -> None:
    house.network(3)
    house.session()
    house.hear(said.cancelled(reminded=False))
    house.deliver()
    assert house.mail() == []
    assert house.finished() == []
