"""A death at any step leaves nobody twice and nobody out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import timedelta

import pytest

from tests.notifications import house as said
from tests.notifications.house import STARTS, House, accounted
from tests.notifications.provider import Deaths, Killed, Mortal
from tests.world import Home

REMINDER, MOVED, CANCELLED = "Reminder:", "New time:", "Cancelled:"
LATER = STARTS + timedelta(hours=1)
PEOPLE = 52
"""Two batches."""


def story(house: House) -> None:
    """Everything that is planned, sent and settled; every message comes until it was dealt with."""
    for event in (
        *(said.granted(f"m{n:03d}", "reviewer") for n in range(2)),  # type: ignore[arg-type]
        said.reminder_due(), said.note_titled(), said.submitted(), said.approved("new"),
        said.contact("new"), said.cancelled(),
    ):  # fmt: skip
        house.hear_surely(event)
        if event.detail_type() != "ReminderDue.v1":
            house.deliver()


def survives(house: House, deaths: Deaths, tell: Callable[[House], None] = story) -> int:
    """Play the story with one death in it; returns how many effects it had."""
    house.network(PEOPLE)
    house.session()
    home = house.home.platform
    home.tables = Mortal(home.tables, deaths)  # type: ignore[assignment]
    home.queues = Mortal(home.queues, deaths)  # type: ignore[assignment]
    home.mail = Mortal(home.mail, deaths)  # type: ignore[assignment]
    tell(house)
    for _ in range(3):
        try:
            house.pass_time(timedelta(minutes=20))
        except Killed:
            continue
    return deaths.effects


def effects_of_the_story() -> int:
    return survives(House(Home()), Deaths(10**9, before=True))


@pytest.mark.parametrize("before", [True, False], ids=["just before", "just after"])
def test_a_death_at_any_step_leaves_nobody_twice_and_nobody_out(before: bool) -> None:
    """Notifications.md 5.7: kill at each stage boundary."""
    for step in range(effects_of_the_story()):
        house = House(Home())
        survives(house, Deaths(step, before=before))
        counts = {
            subject: Counter(mail["to"] for mail in house.mail(subject))
            for subject in (REMINDER, CANCELLED, "New note:", "A note waits", "Welcome")
        }
        assert all(set(counted.values()) <= {1} for counted in counts.values()), step
        # Nobody is told of the end of a reminder that never came, and everybody of one that did.
        assert counts[CANCELLED].keys() == counts[REMINDER].keys(), step
        assert len(counts["New note:"]) == PEOPLE, step
        assert len(counts["A note waits"]) == 2, step
        assert len(counts["Welcome"]) == 1, step
        overs = house.finished()
        assert len(overs) == len({over.fanout_id for over in overs}) == 4, step
        assert all(accounted(over) and over.uncertain == 0 for over in overs), step


def moving(house: House) -> None:
    """The session is moved while its reminders go out, and is reminded of anew at once."""

    def move_after_the_first(_letter: object, _recipient: object) -> None:
        if house.provider.calls == 1:
            house.provider.watch = lambda *_: None
            house.hear_surely(said.moved())
            house.hear_surely(said.reminder_due(version=3, sequence=4, useful_until=LATER))

    house.provider.watch = move_after_the_first
    house.hear_surely(said.reminder_due())
    house.deliver()


@pytest.mark.parametrize("before", [True, False], ids=["just before", "just after"])
def test_a_death_while_a_session_is_moved_leaves_everybody_one_mail_with_the_new_time(
    before: bool,
) -> None:
    """A4, A11, notifications.md 5.4: by the mail about the move, or by the reminder after it."""
    for step in range(survives(House(Home()), Deaths(10**9, before=True), moving)):
        house = House(Home())
        survives(house, Deaths(step, before=before), moving)
        new = Counter(mail["to"] for mail in house.mail() if "at 10am" in mail["subject"])
        assert len(new) == PEOPLE, step
        assert set(new.values()) == {1}, step
        old = {mail["to"] for mail in house.mail(REMINDER) if "at 9am" in mail["subject"]}
        assert old <= {mail["to"] for mail in house.mail(MOVED)}, step
        overs = house.finished()
        assert len(overs) == len({over.fanout_id for over in overs}) == 3, step
        assert all(accounted(over) and over.uncertain == 0 for over in overs), step
