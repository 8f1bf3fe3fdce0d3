"""Checking a note: whose yes counts, for which words, and until when."""

from __future__ import annotations

import contextlib
import random
import secrets
from typing import Any

import pytest

from services.contracts.membership import PlaceEvent
from services.contracts.refusals import Conflict, NotAllowed, Refusal
from services.contracts.roles import Role
from services.notes import commands, reactions, store
from services.notes.checking import SentBack
from services.notes.commands import ReturnNote
from services.notes.model import State
from services.runtime import platform
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
    hear,
)
from tests.notes.writing import approve, published, save, submit
from tests.world import Home

# --- review -------------------------------------------------------------------------------------


def test_two_people_make_a_note(home: Home, task: str) -> None:
    """C2."""
    submit(task)
    assert approve(task)
    (note,) = published()
    assert (note.title, note.text, note.week) == (CLEAN_TITLE, CLEAN_TEXT, network.WEEK)
    assert store.drafts_of(NETWORK)[0] == []


def test_who_wrote_a_character_cannot_approve(task: str) -> None:
    """C4: neither the first writer nor the one who changed a comma."""
    save(task, by=FACILITATOR)
    submit(task, by=CHAIR, text=CLEAN_TEXT + ".")
    for writer in (FACILITATOR, CHAIR):
        with pytest.raises(NotAllowed):
            approve(task, by=writer)
    assert published() == []


def test_an_approval_of_another_text_is_refused(task: str) -> None:
    """U4: the reviewer read it, it came back, was changed and sent again."""
    read = commands.text_hash(submit(task))
    commands.send_back(NETWORK, task, ReturnNote(comment="Shorter."), by=SECOND_REVIEWER)
    submit(task, text="Something else.")
    with pytest.raises(Conflict):
        approve(task, text_hash=read)
    assert published() == []


@pytest.mark.parametrize("quorum", [2, 3])
def test_a_network_says_how_many_must_agree(task: str, quorum: int) -> None:
    """C4: distinct people; the same one twice is one."""
    hear(network.changed_quorum(quorum))
    submit(task)
    if quorum == 3:
        assert not approve(task, by=REVIEWER)
        assert not approve(task, by=REVIEWER)
    assert approve(task, by=SECOND_REVIEWER)


LOSSES = {
    "left": network.left(REVIEWER),
    "revoked": network.revoked(REVIEWER),
    "suspended": network.suspended(REVIEWER, Role.REVIEWER),
}


@pytest.mark.parametrize("loss", LOSSES.values(), ids=LOSSES.keys())
def test_an_approver_who_is_gone_counts_no_longer(task: str, loss: PlaceEvent) -> None:
    """C6."""
    hear(network.changed_quorum(3))
    submit(task)
    assert not approve(task, by=REVIEWER)
    hear(loss)
    assert not approve(task, by=SECOND_REVIEWER)
    assert approve(task, by=CHAIR)


@pytest.mark.parametrize("loss", LOSSES.values(), ids=LOSSES.keys())
@pytest.mark.parametrize("late", [False, True], ids=["in order", "the loss comes last"])
def test_an_approver_who_comes_back_has_to_agree_again(
    task: str, loss: PlaceEvent, *, late: bool
) -> None:
    """C6: the approval is void, not asleep; in either order, and when heard twice."""
    hear(network.changed_quorum(3))
    submit(task)
    assert not approve(task, by=REVIEWER)
    back = network.place(REVIEWER, Role.REVIEWER, sequence=10)
    for event in (back, loss, loss) if late else (loss, loss, back):
        hear(event)
    assert not approve(task, by=SECOND_REVIEWER)
    assert approve(task, by=REVIEWER)


@pytest.mark.parametrize("loss", LOSSES.values(), ids=LOSSES.keys())
def test_the_last_yes_does_not_hold_if_its_loss_is_heard_meanwhile(
    home: Home, task: str, loss: PlaceEvent
) -> None:
    """C6: between reading the rights and writing."""
    submit(task)
    with meanwhile(home, lambda: hear(loss)), pytest.raises(Conflict):
        approve(task, by=REVIEWER)
    assert published() == []
    assert approve(task, by=SECOND_REVIEWER)


def test_an_earlier_yes_does_not_hold_if_its_loss_is_heard_with_the_last_one(
    home: Home, task: str
) -> None:
    """C6: everybody who is counted still may when the note is published."""
    hear(network.changed_quorum(3))
    submit(task)
    assert not approve(task, by=REVIEWER)
    with meanwhile(home, lambda: hear(network.revoked(REVIEWER))), pytest.raises(Conflict):
        approve(task, by=SECOND_REVIEWER)
    assert published() == []


@pytest.mark.parametrize("loss", LOSSES.values(), ids=LOSSES.keys())
@pytest.mark.parametrize("late", [False, True], ids=["before", "meanwhile"])
def test_an_earlier_yes_counts_no_longer_before_it_is_voided(
    home: Home, task: str, loss: PlaceEvent, *, late: bool
) -> None:
    """C6: the loss is heard, and whoever heard it has not come to the drafts yet."""
    hear(network.changed_quorum(3))
    submit(task)
    assert not approve(task, by=REVIEWER)
    said = loss.stamped(event_id="said", occurred_at=platform.now(), caused_by=None)
    with meanwhile(home, lambda: reactions.on_place(said)) if late else contextlib.nullcontext():
        if not late:
            reactions.on_place(said)
        assert not approve(task, by=SECOND_REVIEWER)
    assert published() == []
    assert approve(task, by=CHAIR)


@pytest.mark.parametrize("loss", LOSSES.values(), ids=LOSSES.keys())
def test_a_yes_just_after_its_loss_was_heard_does_not_wake_up_later(
    home: Home, task: str, loss: PlaceEvent
) -> None:
    """C6: it would count again when the reviewer comes back, though nothing voided it."""
    hear(network.changed_quorum(3))
    submit(task)
    with meanwhile(home, lambda: hear(loss)), pytest.raises(Conflict):
        approve(task, by=REVIEWER)
    hear(network.place(REVIEWER, Role.REVIEWER, sequence=10))
    assert not approve(task, by=SECOND_REVIEWER)
    assert approve(task, by=REVIEWER)


@pytest.mark.parametrize("change", [network.granted, network.revoked])
def test_getting_or_losing_another_role_voids_nothing(task: str, change: Any) -> None:
    """C6: a place that has changed is looked at, and not held against anybody."""
    hear(network.changed_quorum(3))
    submit(task)
    assert not approve(task, by=CHAIR)
    hear(change(CHAIR, Role.CHAIR, sequence=9))
    assert approve(task, by=REVIEWER)


def test_an_edit_voids_what_was_agreed(task: str) -> None:
    """U4."""
    hear(network.changed_quorum(3))
    submit(task)
    assert not approve(task, by=REVIEWER)
    commands.send_back(NETWORK, task, ReturnNote(comment="One more thing."), by=FACILITATOR)
    submit(task, text="Something else.")
    assert not approve(task, by=SECOND_REVIEWER)
    assert approve(task, by=REVIEWER)


def test_a_name_that_was_registered_meanwhile_sends_the_note_back(home: Home, task: str) -> None:
    """The last check sees the register as of now, on the exact bytes."""
    submit(task, text="We heard that lovelock had told the family.")
    hear(network.contact(STRANGER, "Caoimhe Lovelock"))
    with pytest.raises(SentBack) as refused:
        approve(task)
    assert refused.value.extension["findings"][0]["words"] == "lovelock"
    draft = commands.desk(NETWORK, task, by=FACILITATOR).draft
    assert (draft.state, draft.approvals) == (State.WRITING, ())
    assert "found something new" in draft.comment
    assert published() == []
    assert "NoteReturned.v1" in [event["detail_type"] for event in home.said()]


def test_whoever_wrote_may_take_it_back_and_others_at_the_desk_may_not(task: str) -> None:
    submit(task, by=NOTE_TAKER)
    assert commands.send_back(NETWORK, task, ReturnNote(comment="A typo."), by=NOTE_TAKER)
    submit(task, by=FACILITATOR, text="Other.")
    hear(network.place(STRANGER, Role.NOTE_TAKER))
    with pytest.raises(NotAllowed):
        commands.send_back(NETWORK, task, ReturnNote(comment="x"), by=STRANGER)


def act(chance: random.Random, draft_id: str, by: str, text: str) -> bool:
    """Whatever comes to this person's mind; tells if a note was published."""
    match chance.choice(["save", "submit", "approve", "approve", "return"]):
        case "save":
            save(draft_id, by=by, text=text)
        case "submit":
            submit(draft_id, by=by, text=text)
        case "approve":
            return approve(draft_id, by=by)
        case "return":
            commands.send_back(NETWORK, draft_id, ReturnNote(comment="x"), by=by)
    return False


def test_random_desks_publish_only_what_others_agreed_to(home: Home, task: str) -> None:
    """U4, on the tables: whatever six people do, an author's own yes never publishes."""
    seed = secrets.randbits(32)
    print(f"seed {seed}")
    chance = random.Random(seed)
    people = [FACILITATOR, NOTE_TAKER, REVIEWER, CHAIR, SECOND_REVIEWER, MEMBER]
    hear(network.changed_quorum(3))
    done = 0
    for number in range(25):
        hear(network.held(f"{number:032x}"))
        draft_id = store.draft_id_of(f"{number:032x}")
        wrote: set[str] = set()
        for _ in range(30):
            by = chance.choice(people)
            before = store.find(NETWORK, draft_id)
            assert before
            text = chance.choice(["Fine.", "Fine too.", "Aled Bevanson said."])
            with contextlib.suppress(Refusal):
                if act(chance, draft_id, by, text):
                    done += 1
                    agreed = {approval.reviewer for approval in before.approvals} | {by}
                    assert len(agreed) == 2 and not agreed & wrote
                    break
            after = store.find(NETWORK, draft_id)
            assert after
            wrote |= {by} if after.wording != before.wording else set()
    print(f"published {done}")
    assert len(published()) == done
    assert all("Bevanson" not in note.text for note in published())
