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
from tests.notifications.house import MINUTE, NAME, RULES, SLUG, STARTS, TITLE, House

REMINDER, CANCELLED, NEW_NOTE = "Reminder:", "Cancelled:", "New note:"


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


# --- cancellations ------------------------------------------------------------------------------


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
    from services.notifications import commands
    from services.notifications.model.kinds import MailClass

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


# --- notes --------------------------------------------------------------------------------------


def test_a_published_note_is_told_once_by_title_and_link(house: House) -> None:
    """A13."""
    members = house.network(3)
    note = house.said(said.note_titled())
    for event in (note, note, said.note_titled()):
        house.hear(event)
        house.deliver()
    mails = house.mail(NEW_NOTE)
    assert len(mails) == len(members)
    for part in ("text", "html"):
        assert "Speaking up at night" in mails[0][part]
        assert "week of 23 November 2026" in mails[0][part]
        assert f"https://candour.example/networks/{SLUG}/notes/n1" in mails[0][part]


def test_what_is_said_of_a_note_leads_to_no_moment_and_no_cause(house: House) -> None:
    """Decisions 'Who owns what': a time rounded to the hour, no cause."""
    house.network(3)
    house.home.clock.advance(timedelta(minutes=17, seconds=3))
    house.hear(said.note_titled(), said.submitted())
    house.deliver()
    over = {over.kind: over for over in house.finished()}
    assert over["note"].occurred_at.minute == over["note"].occurred_at.second == 0
    assert over["note"].caused_by is None
    assert over["note_to_check"].occurred_at.minute == 17


def test_whoever_may_check_a_note_is_told_that_one_waits_and_nothing_of_its_author(
    house: House,
) -> None:
    members = house.network(5)
    for member, role in zip(members, (Role.CHAIR, Role.REVIEWER, Role.FACILITATOR), strict=False):
        house.hear(said.granted(member, role))
    house.hear(said.granted(members[3], Role.NOTE_TAKER))
    for event in (said.submitted(), said.submitted()):
        house.hear(event)
        house.deliver()
    told = house.mail("A note waits")
    assert {m["to"] for m in told} == {said.address_of(m) for m in members[:3]}
    assert len(told) == 3
    assert f"https://candour.example/networks/{SLUG}/desk/notes" in told[0]["text"]
    assert NAME in told[0]["subject"]
    house.hear(said.submitted(sequence=6))
    house.deliver()
    assert len(house.mail("A note waits")) == 6, "it was returned, and waits again"


def test_a_role_that_was_taken_back_meanwhile_gets_no_mail(house: House) -> None:
    (member,) = house.network(1)
    house.hear(said.granted(member, Role.REVIEWER), said.submitted())
    taken_back = said.granted(member, Role.REVIEWER, sequence=4).model_copy(update={"roles": ()})
    house.hear(taken_back)
    house.deliver()
    assert house.mail() == []


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
    assert len(house.mail("A note waits")) <= 1
    house.hear(said.reminder_due())
    house.deliver()
    assert len(house.mail(REMINDER)) == 3
