"""A moved session: those who were told of the old time hear of it once, the others of the new."""

from __future__ import annotations

from datetime import timedelta
from itertools import permutations

import pytest

from services.contracts.event import Event
from services.notifications import commands
from services.notifications.model.kinds import MailClass
from services.runtime import platform
from tests.notifications import house as said
from tests.notifications.house import MINUTE, SLUG, STARTS, House, accounted, nobody_twice

REMINDER, MOVED, CANCELLED = "Reminder:", "New time:", "Cancelled:"
HOUR = timedelta(hours=1)


def again(version: int = 3, by: timedelta = HOUR) -> Event:
    """It is time to remind of the new time."""
    return said.reminder_due(version=version, sequence=version + 1, useful_until=STARTS + by)


def reminded(house: House, members: int = 3) -> list[str]:
    people = house.network(members)
    house.session()
    house.hear(said.reminder_due())
    house.deliver()
    return people


def told(house: House, subject: str) -> list[str]:
    return sorted(mail["to"] for mail in house.mail(subject))


def test_those_who_were_reminded_are_told_at_once_and_once(house: House) -> None:
    """S8, A2: however often it is heard; with the new time in the subject."""
    members = reminded(house, 60)
    house.hear(said.approved("late"), said.contact("late"))
    move = house.said(said.moved())
    for event in (move, move, said.moved()):
        house.hear(event)
        house.deliver()
    assert told(house, MOVED) == [said.address_of(m) for m in members]
    (mail,) = house.mail_to(members[0], MOVED)
    assert "at 10am, London time" in mail["subject"]
    assert "planned for Tuesday 24 November 2026 at 9am, London time" in mail["text"]


def test_whoever_was_not_reminded_gets_the_reminder_of_the_new_time_alone(house: House) -> None:
    """A11, notifications.md 5.4: one mail about one time, whichever it is."""
    members = reminded(house)
    house.hear(said.approved("late"), said.contact("late"))
    house.hear(said.moved(), again())
    house.deliver()
    assert told(house, MOVED) == [said.address_of(m) for m in members]
    (mail,) = house.mail_to("late", REMINDER)
    assert "at 10am, London time" in mail["subject"]
    assert len(house.mail(REMINDER)) == len(members) + 1


def test_a_move_before_anybody_was_reminded_is_told_to_nobody(house: House) -> None:
    """S8: the reminder of the new time is enough."""
    house.network(3)
    house.session()
    house.hear(said.moved(sequence=2, reminded=False, reminds=False))
    house.deliver()
    assert house.mail() == []
    assert house.finished() == [], "there is nothing on the desk's list of mail"
    house.hear(again(version=2))
    house.deliver()
    assert len(house.mail(REMINDER)) == 3
    assert all("at 10am" in mail["subject"] for mail in house.mail(REMINDER))


def test_a_session_moved_to_another_week_is_reminded_of_again(house: House) -> None:
    """A4: reminders belong to a version; what was told a week ago reminds nobody."""
    reminded(house)
    week = timedelta(days=7)
    house.hear(said.moved(by=week, reminds=False))
    house.deliver()
    assert len(house.mail(MOVED)) == 3
    house.home.clock.move_to(STARTS + week - timedelta(days=1))
    house.hear(again(by=week))
    house.deliver()
    assert len([m for m in house.mail(REMINDER) if "1 December" in m["subject"]]) == 3


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_the_order_in_which_it_is_heard_does_not_matter(
    house: House, order: tuple[int, ...]
) -> None:
    """A3, X2: the old reminder, the move and the new reminder, each of them twice."""
    members = house.network(3)
    house.session()
    events = [house.said(one) for one in (said.reminder_due(), said.moved(), again())]
    for number in (*order, *order):
        house.hear(events[number])
        house.deliver()
    house.pass_time(HOUR)
    mail = [m for m in house.mail() if "Reminder" in m["subject"] or "New time" in m["subject"]]
    latest = {m["to"]: m["subject"] for m in mail}
    assert set(latest) == {said.address_of(m) for m in members}
    assert all("at 10am" in subject for subject in latest.values())
    nobody_twice(house, MOVED)
    for member in members:
        new = [m for m in house.mail_to(member) if "at 10am" in m["subject"]]
        assert len(new) == 1, "one mail about one time"
    assert all(accounted(over) for over in house.finished())


def test_an_older_time_that_comes_late_changes_nothing(house: House) -> None:
    """X2: neither the first time nor an earlier move."""
    reminded(house)
    house.hear(said.moved(sequence=6, by=2 * HOUR, old=HOUR))
    house.deliver()
    house.hear(said.moved(sequence=3), said.scheduled())
    house.deliver()
    house.pass_time(HOUR)
    assert len(house.mail(MOVED)) == 3
    assert all("at 11am" in mail["subject"] for mail in house.mail(MOVED))


def test_a_move_while_reminders_go_out_is_told_to_those_who_have_one(house: House) -> None:
    """A4, notifications.md 5.4: moved at batch 1 of 3; the others get the new time at once."""
    house.network(150)
    house.session()
    house.hear(said.reminder_due())

    def move_after_the_first(_letter: object, _recipient: object) -> None:
        if house.provider.calls == 1:
            house.provider.watch = lambda *_: None
            house.hear(said.moved(), again())

    house.provider.watch = move_after_the_first
    house.deliver()
    house.pass_time(10 * MINUTE)
    old = {m["to"] for m in house.mail(REMINDER) if "at 9am" in m["subject"]}
    new = {m["to"] for m in house.mail(REMINDER) if "at 10am" in m["subject"]}
    moved = {m["to"] for m in house.mail(MOVED)}
    assert (len(old), len(new)) == (50, 100)
    assert moved == old
    assert not old & new
    nobody_twice(house, MOVED)
    first = next(over for over in house.finished() if over.fanout_id == "reminder#s1#1")
    assert (first.sent, first.superseded) == (50, 100)
    assert all(accounted(over) for over in house.finished())


def test_a_second_move_reaches_everybody_who_was_told_of_any_time_once(house: House) -> None:
    """S8, A11: by the first reminder, by the first move, or by the reminder after it."""
    members = reminded(house, 60)
    house.hear(said.approved("late"), said.contact("late"))
    house.hear(said.moved(), again())
    house.deliver()
    house.hear(said.moved(sequence=6, by=2 * HOUR, old=HOUR), again(version=6, by=2 * HOUR))
    house.deliver()
    later = [m["to"] for m in house.mail(MOVED) if "at 11am" in m["subject"]]
    assert sorted(later) == sorted(said.address_of(m) for m in [*members, "late"])
    assert not [m for m in house.mail(REMINDER) if "at 11am" in m["subject"]]


def test_a_cancellation_after_a_move_reaches_whoever_was_told_of_either_time(house: House) -> None:
    """S6."""
    members = reminded(house)
    house.hear(said.approved("late"), said.contact("late"))
    house.hear(said.moved(), again())
    house.deliver()
    house.hear(said.cancelled(sequence=5))
    house.deliver()
    assert told(house, CANCELLED) == sorted(said.address_of(m) for m in [*members, "late"])


def test_mail_about_a_move_ignores_what_was_switched_off_but_not_who_has_left(
    house: House,
) -> None:
    """A1, A6, A10."""
    members = reminded(house)
    commands.stop((members[0], SLUG, MailClass.REMINDERS), undo=False)
    house.hear(said.left(members[1]), said.moved())
    house.deliver()
    assert told(house, MOVED) == [said.address_of(members[0]), said.address_of(members[2])]


def test_whoever_left_and_came_back_gets_the_reminder_of_the_new_time(house: House) -> None:
    """A1, A11: left out of the mail about the move, and a member when the reminder is planned."""
    members = reminded(house)
    house.hear(said.left(members[0], sequence=9), said.moved())
    house.deliver()
    house.hear(said.approved(members[0], sequence=11), again())
    house.deliver()
    assert len(house.mail(MOVED)) == 2
    assert [m["subject"] for m in house.mail_to(members[0]) if "at 10am" in m["subject"]] == [
        f"Reminder: {said.TITLE}, Tuesday 24 November 2026 at 10am, London time"
    ]


def test_an_old_move_is_known_and_told_to_nobody(house: House) -> None:
    """A23."""
    reminded(house)
    house.hear(said.moved(by=timedelta(days=7), reminds=False), at=platform.now() - 30 * HOUR)
    house.deliver()
    assert house.mail(MOVED) == []
    house.hear(again(by=timedelta(days=7)))
    house.deliver()
    assert len(house.mail(REMINDER)) == 6


def test_a_move_that_comes_after_both_times_is_told_to_nobody(house: House) -> None:
    """A4: late firing after the start is not sent."""
    reminded(house)
    house.home.clock.move_to(STARTS + HOUR)
    house.hear(said.moved(), at=STARTS - HOUR)
    house.deliver()
    assert house.mail(MOVED) == []
