"""What a commit writes, in chunks that can be taken up again wherever it was stopped (M24, M25)."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum

from pydantic import Field

from services.contracts.refusals import Conflict
from services.membership.importing.classifying import Finding
from services.membership.importing.verdicts import Class, Known, verdict
from services.runtime.http.wishes import FilledLine, Wish

ROWS_OF_A_CHUNK = 10
"""A transaction takes 100 writes; one person is up to eight of them: who they are, the address,
their place, what undo has to know, and their events."""
GOOD_FOR = timedelta(hours=24)
"""As long as a dry run can be committed; what is known of addresses grows old."""
UNDO_WITHIN = timedelta(hours=24)


class Stage(StrEnum):
    """How far an import is; it only ever goes down this list, and ends in three ways."""

    CHECKED = "checked"
    ABANDONED = "abandoned"
    COMMITTING = "committing"
    COMMITTED = "committed"
    UNDOING = "undoing"
    UNDONE = "undone"


class Basis(Wish):
    """Why these people may be added, said by whoever adds them (M25)."""

    ground: FilledLine = Field(repr=False)
    source: FilledLine = Field(repr=False)


@dataclass(frozen=True, slots=True)
class Import:
    """One import, from the dry run on; `done` is how many chunks were written, or undone.

    `kept` counts rows that undo has left alone. `basis` and `by` are for the record.
    """

    import_id: str
    network_id: str
    by: str
    checked_at: datetime
    chunks: int
    stage: Stage = Stage.CHECKED
    basis: Basis | None = None
    done: int = 0
    written: int = 0
    skipped: int = 0
    removed: int = 0
    kept: int = 0
    began_at: datetime | None = None
    committed_at: datetime | None = None
    version: int = 0

    @property
    def share(self) -> float:
        """How much of what is under way is done, from 0 to 1."""
        return self.done / self.chunks if self.chunks else 1.0


@dataclass(frozen=True, slots=True)
class Newcomer:
    """Somebody to import: what is written of them.

    With `elsewhere` they have an account: they get a place and nothing else of them changes, so
    `member_id` is only for somebody who is new. The directory stays off, and nothing says that
    they have agreed to anything: they have not been asked yet (M25).
    """

    row: int
    member_id: str
    key: str = field(repr=False)
    alias_key: str = field(repr=False)
    name: str = field(repr=False)
    email: str = field(repr=False)
    organisation: str = field(repr=False)
    role: str = field(repr=False)
    organisation_id: str | None = None
    elsewhere: bool = False


@dataclass(frozen=True, slots=True)
class Chunk:
    """Rows that are written together or not at all."""

    chunk_id: str
    number: int
    newcomers: tuple[Newcomer, ...]


def plan(
    import_id: str,
    findings: Sequence[Finding],
    new_id: Callable[[], str],
    size: int = ROWS_OF_A_CHUNK,
) -> tuple[Chunk, ...]:
    """All that a commit would write. Ids are given now, so that a chunk played twice is one."""
    ready = [_newcomer(found, new_id()) for found in findings if found.what.goes_in]
    starts = range(0, len(ready), size)
    return tuple(
        Chunk(f"{import_id}-{number:04}", number, tuple(ready[start : start + size]))
        for number, start in enumerate(starts)
    )


def still(
    chunk: Chunk, facts: Mapping[str, Collection[Known]]
) -> tuple[tuple[Newcomer, ...], tuple[tuple[Newcomer, Class], ...]]:
    """Who of a chunk is written, and who is not because of what happened since the dry run.

    Somebody may have joined, left, or been erased meanwhile: an import revives nobody (M23).
    """
    written: list[Newcomer] = []
    skipped: list[tuple[Newcomer, Class]] = []
    for newcomer in chunk.newcomers:
        kept_out = verdict(newcomer.key, newcomer.alias_key, facts)
        if kept_out:
            skipped.append((newcomer, kept_out[0]))
        else:
            elsewhere = Known.ELSEWHERE in facts.get(newcomer.key, ())
            written.append(replace(newcomer, elsewhere=elsewhere))
    return tuple(written), tuple(skipped)


# --- one import ---------------------------------------------------------------------------------


def checked(
    import_id: str, network_id: str, chunks: Sequence[Chunk], by: str, now: datetime
) -> Import:
    """An import of which only the dry run has happened."""
    return Import(import_id, network_id, by, now, len(chunks), version=1)


def begin(state: Import, basis: Basis, by: str, now: datetime) -> Import:
    """Commit what is ready, with the reason for which it may be (M25)."""
    if state.stage is not Stage.CHECKED:
        raise Conflict("This import was committed or abandoned already.")
    if now >= state.checked_at + GOOD_FOR:
        raise Conflict("This check is more than a day old. Upload the file again.")
    if not state.chunks:
        raise Conflict("No row of this list is ready, so there is nothing to import.")
    return _moved(state, Stage.COMMITTING, basis=basis, by=by, began_at=now)


def abandon(state: Import) -> Import:
    """Drop the dry run; nothing was written and nothing stays of the rows."""
    if state.stage is not Stage.CHECKED:
        raise Conflict("This import was committed or abandoned already.")
    return _moved(state, Stage.ABANDONED)


def after_chunk(
    state: Import, number: int, *, written: int, skipped: int, now: datetime
) -> Import | None:
    """The import after a chunk; None if that chunk is counted already, or its turn is over.

    Chunks come in order: `state.done` is the next one, wherever the commit was stopped.
    """
    if state.stage is not Stage.COMMITTING or number != state.done:
        return None
    done = state.done + 1
    ended = done == state.chunks
    return _moved(
        state,
        Stage.COMMITTED if ended else Stage.COMMITTING,
        done=done,
        written=state.written + written,
        skipped=state.skipped + skipped,
        committed_at=now if ended else None,
    )


def _newcomer(found: Finding, member_id: str) -> Newcomer:
    person = found.person
    if person is None:
        raise ValueError(f"row {found.row.number} is {found.what}, it has no person")
    return Newcomer(
        row=found.row.number,
        member_id=member_id,
        key=found.key,
        alias_key=found.alias_key,
        name=person.name,
        email=person.email,
        organisation=person.organisation,
        role=person.role,
        organisation_id=found.organisation.organisation_id if found.organisation else None,
        elsewhere=found.elsewhere,
    )


def _moved(state: Import, stage: Stage, **changes: object) -> Import:
    return replace(state, stage=stage, version=state.version + 1, **changes)  # type: ignore[arg-type]
