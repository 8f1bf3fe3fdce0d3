"""Each event once, twice, late and in every order: the same mail, once."""

from __future__ import annotations

import itertools
from datetime import timedelta

import pytest

from services.contracts.event import Event
from services.contracts.membership import MembershipSuspended, NetworkArchived
from services.contracts.roles import Policy, Role, Standing
from services.notifications.model.batch import LEASE
from services.runtime import platform
from tests.notifications import house as said
from tests.notifications.house import MINUTE, NAME, RULES, SLUG, TITLE, House

REMINDER, NEW_NOTE = "Reminder:", "New note:"


def suspended(member_id: str) -> MembershipSuspended:
    return MembershipSuspended(
        member_id=member_id, network_id=SLUG, standing=Standing.SUSPENDED, sequence=8
    )


def archived() -> NetworkArchived:
    return NetworkArchived(
        network_id=SLUG, policy=Policy.APPROVAL, listed=False, quorum=2, archived=True, sequence=9
    )


# --- reminders ----------------------------------------------------------------------------------


def test_every_member_is_reminded_once_with_all_that_is_needed(house: House) -> None:
    members = house.network(120)
    house.session()
    assert house.hear(said.reminder_due())
    house.deliver()
    assert sorted(m["to"] for m in house.mail(REMINDER)) == [said.address_of(m) for m in members]
    mail = house.mail(REMINDER)[0]
    for part in ("text", "html"):
        assert "Tuesday 24 November 2026 at 9am, London time" in mail[part]
        assert TITLE in mail[part]
        assert all(rule in mail[part] for rule in RULES)
        assert f"https://candour.example/networks/{SLUG}/sessions/s1/join" in mail[part]
    (over,) = house.finished()
    assert (over.audience, over.sent, over.withheld) == (120, 120, 0)


@pytest.mark.parametrize("order", list(itertools.permutations(range(5))))
def test_a_reminder_waits_for_whatever_it_speaks_of(house: House, order: tuple[int, ...]) -> None:
    """Its time, its title and the network's name may be later than itself; none is guessed."""
    members = house.network(2)
    events: list[Event] = [
        said.scheduled(), said.titled(), said.reminder_due(), said.named("A better name"),
        said.scheduled(),
    ]  # fmt: skip
    for position in order:
        assert house.hear(events[position])
        house.deliver()
    assert len(house.mail(REMINDER)) == len(members)


def test_a_reminder_waits_for_the_name_of_the_network(house: House) -> None:
    house.hear(said.opened(), said.approved("m000"), said.contact("m000"))
    house.session()
    house.hear(said.reminder_due())
    house.deliver()
    assert house.mail() == []
    house.hear(said.named())
    house.pass_time(3 * MINUTE)
    assert len(house.mail_to("m000", REMINDER)) == 1
    assert len(house.mail_to("m000", f"Welcome to {NAME}")) == 1


def test_what_it_waits_for_never_comes(house: House) -> None:
    """A4: useless after the start; the fan-out ends and says that nobody was mailed."""
    house.network(2)
    house.hear(said.scheduled(), said.reminder_due())
    house.pass_time(timedelta(days=2))
    assert house.mail() == []
    (over,) = house.finished()
    assert over.audience == 0


def test_hearing_it_again_reminds_nobody_again(house: House) -> None:
    """X2, A11: by the same message, by another one, and long after."""
    house.network(3)
    house.session()
    due = house.said(said.reminder_due())
    for event in (due, due, said.reminder_due(), said.reminder_due(sequence=7)):
        house.hear(event)
        house.deliver()
    house.pass_time(timedelta(hours=5))
    house.hear(due, said.titled(), said.scheduled())
    house.deliver()
    assert len(house.mail(REMINDER)) == 3
    assert len(house.finished()) == 1


def test_a_reminder_for_an_older_version_of_the_session_is_nothing(house: House) -> None:
    """A4."""
    house.network(3)
    house.session()
    house.hear(said.scheduled(sequence=4), said.reminder_due(version=1))
    house.deliver()
    assert house.mail() == []
    house.hear(said.reminder_due(version=4, sequence=5))
    house.deliver()
    assert len(house.mail(REMINDER)) == 3


def test_a_session_that_changes_between_planning_and_sending_fences_what_is_left(
    house: House,
) -> None:
    """A4: the claim itself checks the version."""
    house.network(120)
    house.session()
    house.hear(said.reminder_due())
    house.hear(said.cancelled(reminded=False))
    house.deliver()
    assert house.mail() == []
    (over,) = house.finished()
    assert (over.audience, over.superseded) == (120, 120)


def test_whoever_left_or_was_suspended_meanwhile_gets_none(house: House) -> None:
    """A1, M20, story 2: facts of the moment, not of the plan."""
    members = house.network(5)
    house.session()
    house.hear(said.reminder_due())
    house.hear(said.left(members[0]), suspended(members[1]))
    house.deliver()
    assert {m["to"] for m in house.mail(REMINDER)} == {said.address_of(m) for m in members[2:]}
    (over,) = house.finished()
    assert (over.audience, over.sent, over.withheld) == (5, 3, 2)


def test_the_address_is_the_one_of_the_moment(house: House) -> None:
    house.network(1)
    house.session()
    house.hear(said.reminder_due())
    moved = said.contact("m000", sequence=2).model_copy(update={"email": "new@people.example"})
    house.hear(moved, said.contact("m000"))
    house.deliver()
    assert [m["to"] for m in house.mail(REMINDER)] == ["new@people.example"]


def test_a_network_that_has_ended_sends_nothing(house: House) -> None:
    house.network(2)
    house.session()
    house.hear(said.reminder_due(), archived())
    house.deliver()
    assert house.mail() == []
    assert house.finished()[0].withheld == 2


def test_an_event_of_the_day_before_yesterday_tells_facts_but_sends_nothing(
    house: House,
) -> None:
    """A23, story 14: a replayed archive."""
    before = platform.now() - timedelta(hours=25)
    house.network(2)
    house.session()
    house.hear(
        said.reminder_due(), said.note_titled(), said.submitted(), said.approved("m9"),
        said.contact("m9"), at=before,
    )  # fmt: skip
    house.deliver()
    house.pass_time(timedelta(hours=1))
    assert house.mail() == []
    house.hear(said.reminder_due())
    house.deliver()
    assert len(house.mail_to("m9", REMINDER)) == 1, "the old event made her a member"


# --- all of it ----------------------------------------------------------------------------------


def test_everything_twice_and_backwards_is_the_same_mail(house: House) -> None:
    """X2: tolerant of duplicates and reorder; only what time passes for may wait."""
    events: list[Event] = [
        said.opened(), said.named(),
        *(make(f"m{n}") for n in range(3) for make in (said.approved, said.contact)),
        said.granted("m0", Role.REVIEWER), said.scheduled(), said.titled(), said.submitted(),
        said.note_titled(),
    ]  # fmt: skip
    stamped = [house.said(event) for event in events]
    for event in [*reversed(stamped), *stamped, *reversed(stamped)]:
        assert house.hear(event)
    house.deliver()
    house.pass_time(LEASE + 10 * MINUTE)
    assert len(house.mail(f"Welcome to {NAME}")) == 3
    assert len(house.mail("A note waits")) == 1
    assert len(house.mail(NEW_NOTE)) == 3
    house.hear(said.reminder_due())
    house.deliver()
    assert len(house.mail(REMINDER)) == 3
