"""Mail about notes: who is told of one, who is asked to check one, and what neither gives away."""

from __future__ import annotations

from datetime import timedelta

from services.contracts.roles import Role
from tests.notifications import house as said
from tests.notifications.house import NAME, SLUG, House

NEW_NOTE = "New note:"


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
