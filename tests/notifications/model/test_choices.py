"""What members choose, and what they start with."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from services.contracts.notifications import PreferencesChanged
from services.notifications.model import choices as rules
from services.notifications.model.choices import OFFERED, Choice, Choices
from services.notifications.model.kinds import (
    Kind,
    MailClass,
    cancellation_useful_until,
    is_stale,
)

NEW = Choices("m1", "psmn")
NOW = datetime(2026, 11, 26, 14, tzinfo=UTC)


def test_members_start_with_everything_and_can_switch_it_off() -> None:
    assert (NEW.reminders, NEW.notes) == (Choice.ON, Choice.AT_ONCE)
    assert NEW.wants(Kind.REMINDER)
    assert NEW.wants(Kind.NOTE)


def test_a_choice_that_changes_something_says_so_without_saying_what() -> None:
    change = rules.choose(NEW, reminders=Choice.OFF, notes=Choice.AT_ONCE)
    assert change is not None
    changed, events = change
    assert (changed.reminders, changed.version) == (Choice.OFF, 1)
    assert events == [PreferencesChanged(member_id="m1", network_id="psmn", sequence=1)]


def test_the_same_choice_again_says_nothing() -> None:
    assert rules.choose(NEW, reminders=NEW.reminders, notes=NEW.notes) is None


@pytest.mark.parametrize("mail_class", OFFERED)
def test_switching_off_twice_is_once_and_can_be_undone(mail_class: MailClass) -> None:
    """A5: idempotent."""
    change = rules.switch(NEW, mail_class, off=True)
    assert change is not None
    off, _ = change
    assert rules.switch(off, mail_class, off=True) is None
    back = rules.switch(off, mail_class, off=False)
    assert back is not None
    assert (back[0].reminders, back[0].notes) == (NEW.reminders, NEW.notes)


def test_an_event_of_yesterday_is_stale_after_a_day() -> None:
    """A23."""
    assert not is_stale(NOW - timedelta(hours=24), NOW)
    assert is_stale(NOW - timedelta(hours=24, seconds=1), NOW)


def test_an_old_cancellation_is_worth_a_mail_only_before_the_session() -> None:
    """A23: except cancel for a future occurrence."""
    starts, ends = NOW + timedelta(hours=1), NOW + timedelta(hours=2)
    fresh, old = NOW - timedelta(minutes=1), NOW - timedelta(days=2)
    assert cancellation_useful_until(fresh, starts, ends, NOW) == ends
    assert cancellation_useful_until(old, starts, ends, NOW) == starts
