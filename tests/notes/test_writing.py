"""Writing a note: who may, what is kept, and what two people do at once."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from services.contracts.refusals import Conflict, NotAllowed, NotFound, Refusal
from services.contracts.roles import Role
from services.notes import commands, model, store
from services.notes.model import State
from tests.notes import network
from tests.notes.meanwhile import meanwhile
from tests.notes.network import (
    CHAIR,
    DIRTY_TEXT,
    FACILITATOR,
    MEMBER,
    NETWORK,
    NOTE_TAKER,
    REVIEWER,
    SESSION,
    STRANGER,
    hear,
)
from tests.notes.writing import approve, save, submit
from tests.world import Home

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


@pytest.mark.parametrize("do", [save, submit])
@pytest.mark.parametrize(("gone", "refusal"), [(False, model.Stale), (True, NotFound)])
def test_somebody_who_saves_between_reading_and_writing_is_noticed(
    home: Home, task: str, gone: bool, refusal: type[Refusal], do: Callable[..., object]
) -> None:
    def other() -> None:
        if gone:
            commands.drop_task(SESSION, NETWORK)
        else:
            save(task, by=NOTE_TAKER, text="First.")

    with meanwhile(home, other), pytest.raises(refusal):
        do(task, text="Second.")
    drafts = store.drafts_of(NETWORK)[0]
    assert [draft.wording.text for draft in drafts] == ([] if gone else ["First."])


class WithoutRegister:
    """Tables in which the register of names cannot be read, unless it goes with a draft."""

    def __init__(self, tables: Any) -> None:
        self._tables = tables

    def __getattr__(self, name: str) -> Any:
        return getattr(self._tables, name)

    def get_many(self, keys: Any) -> Any:
        """Fail at buckets, and read anything else."""
        if all(sk == "BUCKET" for _, (_, sk) in keys):
            raise TimeoutError
        return self._tables.get_many(keys)


def test_what_was_typed_is_saved_if_the_check_fails(home: Home, task: str) -> None:
    tables = home.platform.tables
    home.platform.tables = WithoutRegister(tables)  # type: ignore[assignment]
    with pytest.raises(TimeoutError):
        submit(task, text="Typed for an hour.", lookup="4096")
    home.platform.tables = tables
    stored = commands.desk(NETWORK, task, by=FACILITATOR).draft
    assert (stored.wording.text, stored.state) == ("Typed for an hour.", State.WRITING)
    assert submit(task, text="Typed for an hour.").state is State.IN_REVIEW


def test_sending_twice_is_harmless(home: Home, task: str) -> None:
    submit(task)
    submit(task, version=2)
    names = [event["detail_type"] for event in home.said()]
    assert names.count("NoteSubmitted.v1") == 1
