"""What publishing leaves, and when it leaves everything as it was."""

from __future__ import annotations

from datetime import timedelta

import pytest

from services.contracts.refusals import Conflict
from services.notes import commands, store
from services.notes.model import State
from services.runtime.ports import Put
from tests.notes import network
from tests.notes.network import (
    FACILITATOR,
    NETWORK,
    hear,
)
from tests.notes.writing import approve, published, submit
from tests.world import Home


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
