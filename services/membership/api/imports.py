"""Imports for programs: a list of members is checked, then committed, and undone for a day."""

from __future__ import annotations

from datetime import datetime
from itertools import islice
from typing import Annotated

from pydantic import Field

from services.membership.api.routes import NETWORK, api
from services.membership.commands import imports as importing
from services.membership.importing import Basis, Stage, undo_until
from services.membership.store import imports as shelf
from services.membership.store import lists
from services.membership.store.imports import Listed
from services.runtime.http.uploads import Upload
from services.runtime.http.wishes import Answer
from services.runtime.signing import after, cursor

ROWS_AT_ONCE = 500
First = Annotated[int, Field(ge=0, le=1_000_000)]


class CheckedAnswer(Answer):
    """The id under which the outcome is found."""

    import_id: str


class ImportAnswer(Answer):
    """An import: what its dry run found of how many rows, and how far it is.

    `done` of `chunks` are committed, or undone; `written`, `skipped`, `removed` and `kept` count
    people. `can_be_undone_until` is null if nothing was written.
    """

    import_id: str
    stage: Stage
    checked_at: datetime
    counts: dict[str, int]
    remarks: tuple[str, ...]
    ground: str
    source: str
    chunks: int
    done: int
    written: int
    skipped: int
    removed: int
    kept: int
    can_be_undone_until: datetime | None


class ImportsAnswer(Answer):
    """Some imports, the newest first, and where the list goes on."""

    imports: list[ImportAnswer]
    next: str | None


class RowAnswer(Answer):
    """A row of the list: what happens to it, what is to be done, and what is to be looked at."""

    row: int
    what: str
    to_do: str
    to_look_at: str
    name: str
    email: str
    organisation: str
    role: str
    found_as: str


class RowsAnswer(Answer):
    """Some rows in the order of the list, and from which one it goes on."""

    rows: list[RowAnswer]
    next: int | None


@api.get(f"{NETWORK}/imports")
def list_imports(network: str, next: str | None = None) -> ImportsAnswer:
    """The imports into a network, the newest first."""
    importing.look_at_all(network, by=api.member_id)
    route = f"{network}/imports"
    found, more = shelf.imports(network, after(route, api.member_id, next))
    answers = [_answer(listed) for listed in found]
    return ImportsAnswer(imports=answers, next=cursor(route, api.member_id, more))


@api.post(f"{NETWORK}/imports", status=201)
def check_list(network: str, file: Upload) -> CheckedAnswer:
    """Check a list, sent as it is, of up to 4 megabytes; nothing is written, and nobody is told."""
    return CheckedAnswer(import_id=importing.check(network, file, by=api.member_id))


@api.get(f"{NETWORK}/imports/<import_>")
def look_at_import(network: str, import_: str) -> ImportAnswer:
    """What the dry run found, and how far the import is."""
    _, listed = importing.look(network, import_, by=api.member_id)
    return _answer(listed)


@api.get(f"{NETWORK}/imports/<import_>/rows")
def rows_of_import(network: str, import_: str, first: First = 0) -> RowsAnswer:
    """Every row with its class, 500 at a time; `first` counts from 0."""
    _, listed = importing.look(network, import_, by=api.member_id)
    lines = islice(lists.lines_of(import_, listed.lists), first, first + ROWS_AT_ONCE + 1)
    found = [
        RowAnswer(
            row=int(number),
            what=what,
            to_do=to_do,
            to_look_at=hints,
            name=name,
            email=email,
            organisation=organisation,
            role=role,
            found_as=found_as,
        )
        for number, what, to_do, hints, name, email, organisation, role, found_as in lines
    ]
    more = first + ROWS_AT_ONCE if len(found) > ROWS_AT_ONCE else None
    return RowsAnswer(rows=found[:ROWS_AT_ONCE], next=more)


@api.post(f"{NETWORK}/imports/<import_>/commit", status=202)
def commit_import(network: str, import_: str, wish: Basis) -> None:
    """Add whoever of a list is ready, on this ground and from this source."""
    importing.commit(network, import_, wish, by=api.member_id)


@api.post(f"{NETWORK}/imports/<import_>/abandon", status=204)
def abandon_import(network: str, import_: str) -> None:
    """Drop a list that was checked; nobody was added."""
    importing.abandon(network, import_, by=api.member_id)


@api.post(f"{NETWORK}/imports/<import_>/undo", status=202)
def undo_import(network: str, import_: str) -> None:
    """Undo an import within a day: whoever has done nothing yet is taken out."""
    importing.undo(network, import_, by=api.member_id)


def _answer(listed: Listed) -> ImportAnswer:
    state = listed.state
    return ImportAnswer(
        import_id=state.import_id,
        stage=state.stage,
        checked_at=state.checked_at,
        counts=dict(listed.counts),
        remarks=listed.remarks,
        ground=state.basis.ground if state.basis else "",
        source=state.basis.source if state.basis else "",
        chunks=state.chunks,
        done=state.done,
        written=state.written,
        skipped=state.skipped,
        removed=state.removed,
        kept=state.kept,
        can_be_undone_until=undo_until(state),
    )
