"""An import can be taken back for a day; what anybody did with it since is theirs and stays."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from services.contracts.refusals import Conflict
from services.membership.importing import (
    Import,
    Stage,
    Today,
    Undo,
    Written,
    after_undo,
    begin_undo,
    undo,
    undo_until,
)

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
DAY = timedelta(hours=24)
COMMITTED = Import(
    "import-1", "psmn", "host", NOW, 3, Stage.COMMITTED, done=3, written=25, began_at=NOW,
    committed_at=NOW, version=5,
)  # fmt: skip
WRITTEN = Written(2, "member-1", place_version=1, member_version=1)


@pytest.mark.parametrize(
    ("today", "what"),
    [
        pytest.param(Today(1, 1), Undo.REMOVE_PERSON, id="untouched"),
        pytest.param(Today(1, 1, signed_in=True), Undo.KEEP, id="signed in"),
        pytest.param(Today(1, 2), Undo.KEEP, id="place changed, such as by a role"),
        pytest.param(Today(2, 1), Undo.KEEP, id="profile changed"),
        pytest.param(Today(1, 1, other_places=1), Undo.REMOVE_PLACE, id="in another network too"),
        pytest.param(Today(1, None), Undo.NOTHING, id="place gone"),
        pytest.param(Today(None, None), Undo.NOTHING, id="person gone"),
    ],
)
def test_only_who_is_untouched_is_removed(today: Today, what: Undo) -> None:
    """M24."""
    assert undo(WRITTEN, today) is what


@pytest.mark.parametrize(
    ("today", "what"),
    [
        (Today(7, 1, other_places=1), Undo.REMOVE_PLACE),
        (Today(7, 1), Undo.REMOVE_PLACE),
        (Today(7, 2), Undo.KEEP),
        (Today(7, 1, signed_in=True), Undo.KEEP),
    ],
)
def test_who_was_there_before_only_loses_the_place(today: Today, what: Undo) -> None:
    assert undo(replace(WRITTEN, member_version=None), today) is what


def test_an_import_can_be_undone_for_a_day() -> None:
    """M24: from the last chunk on, however long the commit has taken."""
    slow = replace(COMMITTED, began_at=NOW - timedelta(hours=3))
    assert undo_until(slow) == undo_until(COMMITTED) == NOW + DAY
    begun = begin_undo(COMMITTED, NOW + DAY - timedelta(seconds=1))
    assert (begun.stage, begun.chunks, begun.done) == (Stage.UNDOING, 3, 0)
    with pytest.raises(Conflict, match="for a day"):
        begin_undo(COMMITTED, NOW + DAY)


@pytest.mark.parametrize(
    "stage", [stage for stage in Stage if stage not in (Stage.COMMITTING, Stage.COMMITTED)]
)
def test_only_what_was_committed_can_be_undone_and_once(stage: Stage) -> None:
    with pytest.raises(Conflict, match="nothing to undo"):
        begin_undo(replace(COMMITTED, stage=stage), NOW)


def test_undo_stops_a_commit_and_takes_back_what_is_there() -> None:
    stopped = replace(COMMITTED, stage=Stage.COMMITTING, done=2, committed_at=None)

    begun = begin_undo(stopped, NOW + timedelta(hours=1))

    assert (begun.stage, begun.chunks) == (Stage.UNDOING, 2)
    assert begin_undo(replace(stopped, done=0), NOW).stage is Stage.UNDONE


def test_undo_goes_from_chunk_to_chunk_and_counts_each_once() -> None:
    state = begin_undo(COMMITTED, NOW)
    assert after_undo(state, 1, removed=1, kept=0) is None

    for number in range(3):
        after = after_undo(state, number, removed=8, kept=1)
        assert after is not None
        assert after_undo(after, number, removed=8, kept=1) is None
        state = after

    assert (state.stage, state.removed, state.kept) == (Stage.UNDONE, 24, 3)
    assert undo_until(replace(COMMITTED, began_at=None, committed_at=None)) is None
