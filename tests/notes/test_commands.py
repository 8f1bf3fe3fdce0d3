"""Writing, checking and publishing on the bare platform."""

from __future__ import annotations

import contextlib
import random
import secrets
from datetime import timedelta
from typing import Any

import pytest
from pydantic import ValidationError

from services.contracts.refusals import Conflict, NotAllowed, NotFound, Refusal
from services.contracts.roles import Role
from services.notes import commands, model, store
from services.notes.commands import ApproveNote, ReturnNote, SaveDraft
from services.notes.model import Draft, State
from services.runtime.ports import Put
from tests.notes import network
from tests.notes.network import (
    CHAIR,
    CLEAN_TEXT,
    CLEAN_TITLE,
    DIRTY_TEXT,
    FACILITATOR,
    MEMBER,
    NETWORK,
    NOTE_TAKER,
    REVIEWER,
    SECOND_REVIEWER,
    SESSION,
    STRANGER,
    hear,
)
from tests.world import Home


@pytest.fixture
def task(home: Home) -> str:
    network.found()
    hear(network.held())
    return store.draft_id_of(SESSION)


def save(draft_id: str, by: str = FACILITATOR, **wish: Any) -> Draft:
    current = commands.desk(NETWORK, draft_id, by=FACILITATOR).draft
    content = {"title": CLEAN_TITLE, "text": CLEAN_TEXT, "version": current.version, **wish}
    return commands.save(NETWORK, draft_id, SaveDraft(**content), by=by)


def submit(draft_id: str, by: str = FACILITATOR, **wish: Any) -> Draft:
    current = commands.desk(NETWORK, draft_id, by=FACILITATOR).draft
    content = {"title": CLEAN_TITLE, "text": CLEAN_TEXT, "version": current.version, **wish}
    return commands.submit(NETWORK, draft_id, SaveDraft(**content), by=by)


def approve(draft_id: str, by: str = REVIEWER, text_hash: str = "") -> bool:
    draft = commands.desk(NETWORK, draft_id, by=FACILITATOR).draft
    wish = ApproveNote(text_hash=text_hash or commands.text_hash(draft), intruder_checked=True)
    return commands.approve(NETWORK, draft_id, wish, by=by)


def published() -> list[model.Note]:
    return store.notes_of(NETWORK)[0]


# --- who may ------------------------------------------------------------------------------------


@pytest.mark.parametrize("by", [FACILITATOR, NOTE_TAKER, CHAIR])
def test_facilitator_note_taker_and_chair_may_write(task: str, by: str) -> None:
    assert save(task, by=by).writers == {by}


@pytest.mark.parametrize("by", [REVIEWER, MEMBER, STRANGER])
def test_nobody_else_may_write(task: str, by: str) -> None:
    with pytest.raises(NotAllowed):
        save(task, by=by)


@pytest.mark.parametrize("by", [MEMBER, STRANGER])
def test_a_draft_is_seen_at_the_desk_only(task: str, by: str) -> None:
    """C1."""
    with pytest.raises(NotAllowed):
        commands.desk(NETWORK, task, by=by)


def test_a_draft_of_another_network_is_not_found_here(task: str) -> None:
    """C1: a chair elsewhere knows nothing of it."""
    other = network.opened().model_copy(update={"network_id": "other"})
    hear(other)
    hear(network.place(CHAIR, Role.CHAIR).model_copy(update={"network_id": "other"}))
    with pytest.raises(NotFound):
        commands.desk("other", task, by=CHAIR)


@pytest.mark.parametrize("by", [NOTE_TAKER, MEMBER, STRANGER])
def test_a_note_taker_or_member_may_not_approve(task: str, by: str) -> None:
    submit(task)
    with pytest.raises(NotAllowed):
        approve(task, by=by)


def test_nothing_is_written_or_published_in_a_network_that_has_ended(task: str) -> None:
    submit(task)
    hear(network.archived())
    with pytest.raises(Conflict):
        save(task, text="More.")
    with pytest.raises(Conflict):
        approve(task)


# --- writing ------------------------------------------------------------------------------------


def test_what_is_refused_is_saved_all_the_same(task: str) -> None:
    """C7: findings block, and nothing that was typed is lost."""
    with pytest.raises(model.OpenFindings) as refused:
        submit(task, text=DIRTY_TEXT)
    stored = commands.desk(NETWORK, task, by=FACILITATOR).draft
    assert (stored.wording.text, stored.state) == (DIRTY_TEXT, State.WRITING)
    assert refused.value.extension["version"] == stored.version
    found = {f["words"]: f["tier"] for f in refused.value.extension["findings"]}
    assert found["943 476 5919"] == "hard"
    assert found["Aled Bevanson"] == found["Kelder Ouse Hospital"] == "certain"


def test_the_title_passes_the_same_gate(task: str) -> None:
    """C18."""
    with pytest.raises(model.OpenFindings) as refused:
        submit(task, title="What Bevanson found")
    assert set(refused.value.fields) == {"title"}


def test_words_may_be_kept_for_a_reason_that_the_second_person_sees(task: str) -> None:
    """C7."""
    text = "We spoke about the Helsingborg method."
    with pytest.raises(model.OpenFindings):
        submit(task, text=text)
    keep = [{"words": "helsingborg", "reason": "public_document"}]
    draft = submit(task, text=text, keep=keep)
    assert [(k.words, k.reason) for k in draft.wording.keeps] == [
        ("helsingborg", "public_document")
    ]


def test_a_patient_number_is_not_kept_for_any_reason(task: str) -> None:
    """C7."""
    keep = [{"words": "943 476 5919", "reason": "false_alarm"}]
    with pytest.raises(model.OpenFindings):
        submit(task, text="The number was 943 476 5919.", keep=keep)


def test_of_two_who_save_at_once_the_second_is_told(task: str) -> None:
    """Both have read version 1; nobody's text is overwritten unseen."""
    save(task, by=FACILITATOR, text="First.")
    with pytest.raises(model.Stale) as refused:
        save(task, by=NOTE_TAKER, text="Second.", version=1)
    assert refused.value.extension["stored"]["text"] == "First."


class SavedMeanwhile:
    """Tables in which somebody else saves just before the next write."""

    def __init__(self, tables: Any, draft_id: str, *, gone: bool) -> None:
        self._tables, self._draft_id, self._gone, self._done = tables, draft_id, gone, False

    def __getattr__(self, name: str) -> Any:
        return getattr(self._tables, name)

    def transact(self, *writes: Any) -> None:
        """Let the other one go first, once."""
        if not self._done:
            self._done = True
            if self._gone:
                commands.drop_task(SESSION)
            else:
                save(self._draft_id, by=NOTE_TAKER, text="First.")
        self._tables.transact(*writes)


@pytest.mark.parametrize(("gone", "refusal"), [(False, model.Stale), (True, NotFound)])
def test_somebody_who_saves_between_reading_and_writing_is_noticed(
    home: Home, task: str, gone: bool, refusal: type[Refusal]
) -> None:
    tables = home.platform.tables
    home.platform.tables = SavedMeanwhile(tables, task, gone=gone)  # type: ignore[assignment]
    with pytest.raises(refusal):
        save(task, text="Second.")
    home.platform.tables = tables
    drafts = store.drafts_of(NETWORK)[0]
    assert [draft.wording.text for draft in drafts] == ([] if gone else ["First."])


def test_sending_twice_is_harmless(home: Home, task: str) -> None:
    submit(task)
    submit(task, version=2)
    names = [event["detail_type"] for event in home.said()]
    assert names.count("NoteSubmitted.v1") == 1


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


@pytest.mark.parametrize("loss", ["left", "revoked"])
def test_an_approver_who_is_gone_counts_no_longer(task: str, loss: str) -> None:
    """C6."""
    hear(network.changed_quorum(3))
    submit(task)
    assert not approve(task, by=REVIEWER)
    gone = network.left(REVIEWER) if loss == "left" else network.granted(REVIEWER, sequence=9)
    hear(gone)
    assert not approve(task, by=SECOND_REVIEWER)
    assert approve(task, by=CHAIR)


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
    with pytest.raises(commands.SentBack) as refused:
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


@pytest.mark.parametrize("tick", [{}, {"intruder_checked": False}, {"intruder_checked": ""}])
def test_the_question_must_be_answered(tick: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        ApproveNote(text_hash="0" * 64, **tick)


@pytest.mark.parametrize(
    "wish",
    [
        {"title": "x" * 201},
        {"text": "x" * 50_001},
        {"text": "hidden\u200btext"},
        {"keep": ["because:aled"]},
        {"keep": [{"words": "aled"}]},
        {"keep": "aled"},
        {"keep": [f"false_alarm:{n}" for n in range(401)]},
        {"writers": ["x"]},
        {"version": "x"},
    ],
    ids=str,
)
def test_a_wish_that_cannot_be_meant_is_refused(wish: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        SaveDraft.model_validate({"title": "T", "text": "x", "version": 1, **wish})


def test_what_a_form_sends_about_words_that_are_to_be_changed_is_nothing() -> None:
    wish = SaveDraft.model_validate({"version": 1, "keep": ["", "false_alarm:a: b"]})
    assert [(keep.words, keep.reason) for keep in wish.wording().keeps] == [("a: b", "false_alarm")]


# --- publishing ---------------------------------------------------------------------------------


def test_a_note_that_cannot_be_saved_leaves_the_draft_as_it_was(home: Home, task: str) -> None:
    """C2: both tables or neither; the random id is taken, so the whole change fails."""
    submit(task)
    pk, sk = store.note_key("ab" * 16)
    home.platform.tables.transact(Put(store.table(), {"pk": pk, "sk": sk}))
    new_id = home.platform.ids.new
    coming = iter(["ab" * 16, "01" * 16, "02" * 16])
    home.platform.ids.new = lambda: next(coming)  # type: ignore[method-assign]
    with pytest.raises(Conflict):
        approve(task)
    home.platform.ids.new = new_id  # type: ignore[method-assign]
    assert commands.desk(NETWORK, task, by=FACILITATOR).draft.state is State.IN_REVIEW
    assert approve(task)


def test_within_a_week_notes_stand_in_no_order_of_time(home: Home, task: str) -> None:
    """C3."""
    for number in range(8):
        session = f"{number:032d}"
        hear(network.held(session, starts_at=network.FRIDAY + timedelta(hours=number)))
        draft_id = store.draft_id_of(session)
        submit(draft_id, title=f"Number {number}")
        assert approve(draft_id)
    notes = published()
    assert [note.note_id for note in notes] == sorted((n.note_id for n in notes), reverse=True)
    assert {note.week for note in notes} == {network.WEEK}


def test_hearing_the_session_again_after_publishing_opens_nothing(home: Home, task: str) -> None:
    submit(task)
    assert approve(task)
    home.clock.advance(timedelta(days=400))
    hear(network.held())
    assert store.drafts_of(NETWORK)[0] == []


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
            before = store.find(draft_id)
            assert before
            text = chance.choice(["Fine.", "Fine too.", "Aled Bevanson said."])
            with contextlib.suppress(Refusal):
                if act(chance, draft_id, by, text):
                    done += 1
                    agreed = {approval.reviewer for approval in before.approvals} | {by}
                    assert len(agreed) == 2 and not agreed & wrote
                    break
            after = store.find(draft_id)
            assert after
            wrote |= {by} if after.wording != before.wording else set()
    print(f"published {done}")
    assert len(published()) == done
    assert all("Bevanson" not in note.text for note in published())
