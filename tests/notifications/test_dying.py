"""A death at any step leaves nobody twice and nobody out."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

import pytest

from tests.notifications import house as said
from tests.notifications.house import House, accounted
from tests.notifications.provider import Deaths, Killed, Mortal
from tests.world import Home

REMINDER, CANCELLED = "Reminder:", "Cancelled:"
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


def survives(house: House, deaths: Deaths) -> int:
    """Play the story with one death in it; returns how many effects it had."""
    house.network(PEOPLE)
    house.session()
    home = house.home.platform
    home.tables = Mortal(home.tables, deaths)  # type: ignore[assignment]
    home.queues = Mortal(home.queues, deaths)  # type: ignore[assignment]
    home.mail = Mortal(home.mail, deaths)  # type: ignore[assignment]
    story(house)
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
