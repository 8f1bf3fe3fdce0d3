"""What notes takes along when a network moves: what its members can read, and nothing else.

Drafts are never in an export (C1), nor is who wrote, reviewed or objected: nothing may lead from a
note to a person. Hidden notes wait where somebody objected to them. The register of names is made
anew from what membership says.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from pydantic import BaseModel, ConfigDict

from services.contracts.event import Event
from services.contracts.notes import NotePublished, NoteTitled
from services.notes import store
from services.notes.api.routes import api
from services.notes.model import Note, NoteState
from services.runtime.http.wishes import FilledLine, Prose
from services.runtime.portability import Kind, offer, things_under
from services.runtime.ports import Item

WEEK = re.compile(r"\d{4}-W(0[1-9]|[1-4]\d|5[0-3])")


class Readable(BaseModel):
    """What somebody could have written as a note."""

    model_config = ConfigDict(defer_build=True)

    title: FilledLine
    text: Prose


def read(network_id: str, after: Item | None) -> tuple[Sequence[Note], Item | None]:
    """Some notes, the latest week first and within it by their random ids (C3)."""
    return store.notes_of(network_id, after)


def fits(note: Note) -> None:
    """Raise ValueError unless it is a note that can be read."""
    same = Readable(title=note.title, text=note.text)
    if (same.title, same.text) != (note.title, note.text) or not WEEK.fullmatch(note.week):
        raise ValueError("It is not written as a note is.")
    if note.state is not NoteState.PUBLISHED:
        raise ValueError("Only notes that can be read come along.")


def there(_network_id: str, notes: Sequence[Note]) -> list[Any]:
    """What is here under the ids of these notes."""
    return things_under(
        store.table(), [store.note_key(note.note_id) for note in notes], store.read_note
    )


def write(_network_id: str, notes: Sequence[Note]) -> None:
    """Notes as they were where they were published; their words were checked there."""
    for note in notes:
        store.bring(note, said(note))


def said(note: Note) -> list[Event]:
    """What others keep of it."""
    told = {"note_id": note.note_id, "network_id": note.network_id, "week": note.week}
    return [
        NotePublished(**told, sequence=note.version),
        NoteTitled(**told, title=note.title, retold=True, sequence=note.version),
    ]


KINDS = {"notes": Kind(lambda: Note, read, there, write, fits)}

offer(api, store.table, KINDS)
