"""A note is hidden, withdrawn or restored: what was to be mailed about it, and who is told."""

from __future__ import annotations

import itertools
from datetime import timedelta
from typing import Any

import pytest

from services.contracts.event import Event
from services.contracts.notes import NoteHidden, NoteRestored, NoteWithdrawn
from services.contracts.roles import Role
from tests.notifications import house as said
from tests.notifications.house import SLUG, House, accounted

NEW_NOTE, HIDDEN = "New note:", "A note is hidden"


def hidden(sequence: int = 2) -> NoteHidden:
    return NoteHidden(note_id="n1", network_id=SLUG, week="2026-W48", sequence=sequence)


def restored(sequence: int = 3) -> NoteRestored:
    return NoteRestored(note_id="n1", network_id=SLUG, sequence=sequence)


def withdrawn(sequence: int = 3) -> NoteWithdrawn:
    return NoteWithdrawn(note_id="n1", network_id=SLUG, sequence=sequence)


def fanout(house: House, kind: str) -> Any:
    (over,) = [one for one in house.finished() if one.kind == kind]
    return over


def with_checkers(house: House, count: int = 5) -> list[str]:
    members = house.network(count)
    for member, role in zip(members, (Role.CHAIR, Role.REVIEWER, Role.FACILITATOR), strict=False):
        house.hear(said.granted(member, role))
    return members


@pytest.mark.parametrize("then", [[], [restored()], [withdrawn()]], ids=["", "restored", "gone"])
def test_mail_that_waits_when_a_note_is_hidden_is_never_sent(
    house: House, then: list[Event]
) -> None:
    """A9, C19: nor after it was restored; the accounts say that it was overtaken."""
    members = house.network(3)
    house.hear(said.note_titled(), hidden(), *then)
    house.deliver()
    house.pass_time(timedelta(days=5))
    assert house.mail(NEW_NOTE) == []
    over = fanout(house, "note")
    assert accounted(over)
    assert (over.audience, over.superseded) == (len(members), len(members))


def test_a_note_is_hidden_between_the_letter_and_the_claim(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The fence is in the claim itself."""
    house.network(3)
    house.hear(said.note_titled())
    claim = house.home.platform.tables.transact
    hidden_once = iter([True])

    def overtaken(*writes: Any) -> None:
        if next(hidden_once, False):
            monkeypatch.undo()
            house.hear(hidden())
        claim(*writes)

    monkeypatch.setattr(house.home.platform.tables, "transact", overtaken)
    house.deliver()
    assert house.mail(NEW_NOTE) == []
    assert fanout(house, "note").superseded == 3


EVENTS: list[Event] = [said.note_titled(), hidden(2), restored(3), hidden(4), withdrawn(5)]


@pytest.mark.parametrize("order", list(itertools.permutations(range(5))), ids=str)
def test_in_any_order_and_twice_no_title_is_kept_of_what_is_withdrawn(
    house: House, order: tuple[int, ...]
) -> None:
    """C18."""
    with_checkers(house, 3)
    stamped = [house.said(event) for event in EVENTS]
    for number in order:
        house.hear(stamped[number], stamped[number])
    house.deliver()
    assert "Speaking up" not in str(house.home.dump())
    if order.index(0) > 0:
        assert house.mail(NEW_NOTE) == [], "something of the hiding was heard first"
    assert house.given_up == []


def test_those_who_check_notes_are_asked_to_decide_once_and_without_a_title(house: House) -> None:
    members = with_checkers(house)
    house.hear(said.granted(members[3], Role.NOTE_TAKER), said.note_titled())
    house.deliver()
    for event in (hidden(), hidden()):
        house.hear(event)
        house.deliver()
    told = house.mail(HIDDEN)
    assert sorted(m["to"] for m in told) == [said.address_of(m) for m in members[:3]]
    for part in ("text", "html", "subject"):
        assert "Speaking up" not in told[0][part]
    assert f"https://candour.example/networks/{SLUG}/desk/objections/n1" in told[0]["text"]
    assert "List-Unsubscribe" not in told[0]["headers"]


@pytest.mark.parametrize("decided", [restored(), withdrawn()])
def test_nobody_is_asked_to_decide_what_is_decided(house: House, decided: Event) -> None:
    with_checkers(house)
    house.hear(hidden(), decided)
    house.deliver()
    assert house.mail(HIDDEN) == []
    assert fanout(house, "note_hidden").superseded == 3


def test_a_note_that_is_hidden_again_is_a_new_thing_to_decide(house: House) -> None:
    with_checkers(house)
    for event in (hidden(2), restored(3), hidden(4)):
        house.hear(event)
        house.deliver()
    assert len(house.mail(HIDDEN)) == 6


def test_an_old_event_tells_the_fact_and_asks_nobody(house: House) -> None:
    """A23."""
    with_checkers(house)
    house.hear(said.note_titled())
    house.hear(hidden(), at=house.home.clock.now() - timedelta(days=2))
    house.deliver()
    assert house.mail() == []


def test_what_is_said_of_that_mail_leads_to_no_moment(house: House) -> None:
    with_checkers(house)
    house.home.clock.advance(timedelta(minutes=17, seconds=3))
    house.hear(hidden())
    house.deliver()
    over = fanout(house, "note_hidden")
    assert over.occurred_at.minute == over.occurred_at.second == 0
    assert over.caused_by is None
