"""Taking an import back, for a day, and only where nobody has touched what it wrote (M24)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from services.contracts.refusals import Conflict
from services.membership.importing.committing import UNDO_WITHIN, Import, Stage


class Undo(StrEnum):
    """What undo does with a row."""

    REMOVE_PERSON = "remove person"
    """Everything that the import wrote of somebody who was new."""
    REMOVE_PLACE = "remove place"
    """The place in the network; the account was there before, or has other places by now."""
    KEEP = "keep"
    NOTHING = "nothing"
    """It is gone already."""


@dataclass(frozen=True, slots=True)
class Written:
    """What the import wrote for a row: the versions that person and place had then."""

    row: int
    member_id: str
    place_version: int
    member_version: int | None
    """None if the person was there before; what was there before is never removed."""


@dataclass(frozen=True, slots=True)
class Today:
    """What there is now of somebody who was imported; versions are None if it is gone."""

    member_version: int | None
    place_version: int | None
    signed_in: bool = False
    other_places: int = 0


def undo_until(state: Import) -> datetime | None:
    """Until when the import can be undone; None if nothing was written."""
    since = state.committed_at or state.began_at
    return since + UNDO_WITHIN if since else None


def begin_undo(state: Import, now: datetime) -> Import:
    """Take an import back; one that is still being committed is stopped by it."""
    if state.stage not in (Stage.COMMITTING, Stage.COMMITTED):
        raise Conflict("There is nothing to undo: this import is not committed.")
    until = undo_until(state)
    if until is None or now >= until:
        raise Conflict("An import can be undone for a day. Now only members themselves can leave.")
    return replace(
        state,
        stage=Stage.UNDOING if state.done else Stage.UNDONE,
        chunks=state.done,
        done=0,
        version=state.version + 1,
    )


def undo(written: Written, today: Today) -> Undo:
    """What to do with one row: whatever somebody has done with it since is theirs, and stays."""
    if today.place_version is None:
        # They left, or were erased: that was their own doing and is not ours to undo.
        return Undo.NOTHING
    if today.signed_in or today.place_version != written.place_version:
        return Undo.KEEP
    if written.member_version is None:
        return Undo.REMOVE_PLACE
    if today.member_version != written.member_version:
        return Undo.KEEP
    return Undo.REMOVE_PLACE if today.other_places else Undo.REMOVE_PERSON


def after_undo(state: Import, number: int, *, removed: int, kept: int) -> Import | None:
    """The import after the rows of a chunk were undone; None if they are counted already."""
    if state.stage is not Stage.UNDOING or number != state.done:
        return None
    done = state.done + 1
    return replace(
        state,
        stage=Stage.UNDONE if done == state.chunks else Stage.UNDOING,
        done=done,
        removed=state.removed + removed,
        kept=state.kept + kept,
        version=state.version + 1,
    )
