"""Deciding about a hidden note: withdrawn for real, or dismissed and then restored."""

from __future__ import annotations

import json
import random
import secrets
from contextlib import suppress
from datetime import timedelta
from typing import Any

import pytest

from services.contracts.event import Event
from services.contracts.refusals import Conflict, Gone, NotAllowed, NotFound, Refusal
from services.contracts.roles import Role
from services.notes import commands, objecting, store
from services.notes.model import NoteState, Outcome
from services.notes.objecting import AgreeToNote
from tests.notes import network
from tests.notes.meanwhile import meanwhile
from tests.notes.network import (
    CHAIR,
    CLEAN_TEXT,
    CLEAN_TITLE,
    FACILITATOR,
    MEMBER,
    NETWORK,
    NOTE_TAKER,
    REVIEWER,
    SECOND_REVIEWER,
    STRANGER,
    WEEK,
    hear,
)
from tests.notes.objections import (
    WHY,
    about,
    as_member,
    case,
    case_count,
    dismiss,
    dismissed,
    from_outside,
    restore,
    state,
    stored,
)
from tests.notes.writing import published
from tests.world import Home

# --- withdrawing --------------------------------------------------------------------------------


def test_what_is_withdrawn_is_nowhere_any_more(home: Home, note: str) -> None:
    """C18: text, title, what was said against it, who agreed; the week stays."""
    as_member(note)
    dismiss(note, CHAIR)
    objecting.uphold(NETWORK, note, by=REVIEWER)
    kept = [item for item in home.dump() if not item["pk"].startswith("OUTBOX#")]
    for gone in (CLEAN_TEXT, CLEAN_TITLE, WHY):
        assert json.dumps(gone)[1:-1] not in json.dumps(kept)
    (left,) = [item for item in kept if item["pk"] == f"NOTE#{note}"]
    assert set(left) - {"table"} == {
        "pk", "sk", "note_id", "network_id", "week", "state", "version", "format",
    }  # fmt: skip
    assert (left["week"], left["state"]) == (WEEK, "withdrawn")
    assert case_count(home) == 0


def test_the_link_of_a_withdrawn_note_says_gone_to_members_and_nothing_to_others(note: str) -> None:
    """C18, C21."""
    as_member(note)
    objecting.uphold(NETWORK, note, by=REVIEWER)
    with pytest.raises(Gone):
        commands.note(NETWORK, note, by=MEMBER)
    for other in (note, "0" * 32):
        with pytest.raises(NotFound):
            commands.note(NETWORK, other, by=STRANGER)


def test_nothing_can_be_done_to_a_withdrawn_note(note: str) -> None:
    as_member(note)
    version = AgreeToNote(version=case(note).version)
    objecting.uphold(NETWORK, note, by=REVIEWER)
    for again in (
        lambda: objecting.hide(NETWORK, note, by=CHAIR),
        lambda: objecting.uphold(NETWORK, note, by=CHAIR),
        lambda: objecting.dismiss(NETWORK, note, version, by=CHAIR),
        lambda: objecting.restore(NETWORK, note, version, by=CHAIR),
        lambda: as_member(note, by=FACILITATOR),
    ):
        with pytest.raises(Gone):
            again()


def test_a_note_that_can_be_read_is_not_withdrawn_by_one_press(note: str) -> None:
    with pytest.raises(Conflict):
        objecting.uphold(NETWORK, note, by=CHAIR)


# --- dismissing and restoring -------------------------------------------------------------------


def test_two_people_dismiss_an_objection_and_its_words_are_destroyed(home: Home, note: str) -> None:
    """C17: whoever holds the receipt hears of it."""
    secret = as_member(note)
    dismiss(note, CHAIR)
    assert objecting.outcome(secret) is Outcome.RECEIVED
    assert WHY in stored(home)
    dismiss(note, REVIEWER)
    assert objecting.outcome(secret) is Outcome.DISMISSED
    assert WHY not in stored(home)
    assert published() == []


def test_one_person_is_one_however_often(note: str) -> None:
    """C4."""
    as_member(note)
    for _ in range(3):
        assert dismiss(note, CHAIR).objections


@pytest.mark.parametrize("quorum", [2, 3])
def test_a_note_is_restored_by_quorum_and_one_more_and_says_nothing_by_mail(
    home: Home, note: str, quorum: int
) -> None:
    """C19: whoever dismissed has agreed already."""
    hear(network.changed_quorum(quorum))
    as_member(note)
    dismissed(note)
    others = [SECOND_REVIEWER, FACILITATOR]
    for by in others[: quorum - 2]:
        assert not restore(note, by)
    assert published() == []
    assert restore(note, others[quorum - 2])
    assert [one.note_id for one in published()] == [note]
    assert commands.note(NETWORK, note, by=MEMBER)[1].text == CLEAN_TEXT
    assert about(home).count("NoteRestored.v1") == 1
    assert about(home).count("NoteTitled.v1") == 1
    assert store.cases_of(NETWORK)[0] == []


def test_a_note_that_a_chair_hid_needs_as_many(note: str) -> None:
    objecting.hide(NETWORK, note, by=CHAIR)
    assert not restore(note, CHAIR)
    assert not restore(note, REVIEWER)
    assert restore(note, FACILITATOR)


def test_an_open_objection_is_not_jumped_over(note: str) -> None:
    as_member(note)
    with pytest.raises(Conflict):
        restore(note, CHAIR)


def test_who_objected_decides_nothing_now_or_later(note: str) -> None:
    """C4: nor in the round after the dismissal."""
    as_member(note, by=REVIEWER)
    with pytest.raises(NotAllowed):
        dismiss(note, REVIEWER)
    with pytest.raises(NotAllowed):
        objecting.uphold(NETWORK, note, by=REVIEWER)
    dismiss(note, CHAIR)
    dismiss(note, FACILITATOR)
    with pytest.raises(NotAllowed):
        restore(note, REVIEWER)
    assert restore(note, SECOND_REVIEWER)


@pytest.mark.parametrize("loss", [network.left, network.revoked, network.suspended])
def test_who_can_check_notes_no_longer_does_not_count(note: str, loss: Any) -> None:
    """C4, C6."""
    as_member(note)
    dismiss(note, REVIEWER)
    gone: Event = loss(REVIEWER)
    hear(gone)
    assert dismiss(note, CHAIR).objections
    assert not dismiss(note, FACILITATOR).objections
    assert restore(note, SECOND_REVIEWER), "three who count"


def test_no_yes_holds_if_its_loss_is_heard_meanwhile(home: Home, note: str) -> None:
    """C6: of whoever decides."""
    as_member(note)
    dismiss(note, REVIEWER)
    with meanwhile(home, lambda: hear(network.revoked(CHAIR))), pytest.raises(Conflict):
        dismiss(note, CHAIR)
    assert case(note, by=FACILITATOR).objections


def test_no_earlier_yes_counts_if_its_loss_is_heard_meanwhile(home: Home, note: str) -> None:
    """C6: of whoever agreed before; whoever decides now is heard all the same."""
    as_member(note)
    dismiss(note, REVIEWER)
    with meanwhile(home, lambda: hear(network.revoked(REVIEWER))):
        assert dismiss(note, CHAIR).objections
    dismiss(note, SECOND_REVIEWER)
    with meanwhile(home, lambda: hear(network.left(SECOND_REVIEWER))):
        assert not restore(note, FACILITATOR)
    assert published() == []
    hear(network.place(STRANGER, Role.REVIEWER))
    assert restore(note, STRANGER)


def test_who_got_another_role_meanwhile_still_counts(note: str) -> None:
    """C6: a place that has changed is looked at, and not held against anybody."""
    as_member(note)
    dismiss(note, REVIEWER)
    hear(network.granted(REVIEWER, Role.REVIEWER, Role.CHAIR, sequence=2))
    assert not dismiss(note, CHAIR).objections
    hear(network.revoked(CHAIR, Role.FACILITATOR, sequence=2))
    assert restore(note, FACILITATOR)


def test_a_new_objection_voids_who_agreed_before(note: str) -> None:
    """Nobody has agreed to what they have not read."""
    as_member(note)
    read = case(note).version
    dismiss(note, CHAIR)
    from_outside(note, "A new reason.")
    assert not case(note).agreed
    with pytest.raises(Conflict):
        objecting.dismiss(NETWORK, note, AgreeToNote(version=read), by=REVIEWER)
    assert dismiss(note, REVIEWER).objections


def test_the_same_person_hides_the_same_words_once_and_another_person_again(note: str) -> None:
    """C17."""
    as_member(note)
    dismissed(note)
    restore(note, SECOND_REVIEWER)
    with pytest.raises(Conflict):
        as_member(note, text="The same again.")
    assert len(published()) == 1
    as_member(note, by=FACILITATOR)
    assert published() == []


def test_whoever_cannot_be_known_hides_a_note_again(note: str) -> None:
    """Decision 0012: an address that many share must not silence another person."""
    from_outside(note)
    dismissed(note)
    restore(note, SECOND_REVIEWER)
    from_outside(note)
    assert published() == []


# --- traces -------------------------------------------------------------------------------------


def test_a_receipt_ends_on_the_first_of_a_month(home: Home, note: str) -> None:
    """So that its end does not tell when it began; nor does anything in it tell the note."""
    secret = as_member(note)
    (receipt,) = [item for item in home.dump() if item["pk"].startswith("RECEIPT#")]
    assert secret not in stored(home)
    assert set(receipt) == {"table", "pk", "sk", "outcome", "expires_at"}
    assert receipt["expires_at"] == 1830297600, "1 January 2028"


def test_what_is_said_of_a_hidden_note_has_the_hour_and_no_cause(home: Home, note: str) -> None:
    home.clock.advance(timedelta(minutes=7, seconds=11))
    as_member(note)
    objecting.uphold(NETWORK, note, by=REVIEWER)
    said = sorted(
        (event for event in home.said() if event.get("note_id") and event["sequence"] > 1),
        key=lambda event: event["sequence"],
    )
    assert [event["detail_type"] for event in said] == ["NoteHidden.v1", "NoteWithdrawn.v1"]
    assert [event["sequence"] for event in said] == [2, 3]
    for event in said:
        assert event["occurred_at"] == "2026-11-23T09:00:00Z"
        assert event["caused_by"] is None


def test_an_unknown_receipt_is_not_found(home: Home) -> None:
    with pytest.raises(NotFound):
        objecting.outcome("0" * 32)


# --- anything in any order ----------------------------------------------------------------------


def test_whatever_people_do_no_note_is_read_against_an_objection(home: Home, note: str) -> None:
    """C17–C19: on the tables, over random afternoons."""
    seed = secrets.randbits(32)
    print(f"seed {seed}")
    chance = random.Random(seed)
    people = [CHAIR, REVIEWER, SECOND_REVIEWER, FACILITATOR, NOTE_TAKER, MEMBER]
    objected: set[str] = set()
    yes: set[str] = set()
    for step in range(250):
        by = chance.choice(people)
        act = chance.choice(["object", "outside", "dismiss", "dismiss", "restore", "hide"])
        before = state(note)
        with suppress(Refusal):
            match act:
                case "object":
                    as_member(note, by=by)
                    objected, yes = objected | {by}, set()
                case "outside":
                    from_outside(note, ip=f"2001:db8::{step}")
                    yes = set()
                case "hide":
                    objecting.hide(NETWORK, note, by=by)
                    yes = set()
                case _:
                    done = dismiss if act == "dismiss" else restore
                    done(note, by)
                    yes.add(by)
        home.clock.advance(timedelta(minutes=9))
        if before is NoteState.HIDDEN and state(note) is NoteState.PUBLISHED:
            assert act == "restore"
            assert len(yes) >= 3
            assert not yes & objected
            assert yes <= {CHAIR, REVIEWER, SECOND_REVIEWER, FACILITATOR}
