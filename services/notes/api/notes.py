"""Published notes for programs."""

from __future__ import annotations

from services.notes import commands, store
from services.notes.api.routes import NETWORK, api
from services.notes.model import Note
from services.runtime.http.wishes import Answer
from services.runtime.rights import viewer
from services.runtime.signing import after, cursor


class NoteAnswer(Answer):
    """A published note; `week` is the ISO week of the session, and no time is finer."""

    note_id: str
    network_id: str
    week: str
    title: str
    text: str


class NotesAnswer(Answer):
    """Some notes, the latest week first, and where the list goes on."""

    notes: list[NoteAnswer]
    next: str | None


@api.get(f"{NETWORK}/notes")
def list_notes(network: str, next: str | None = None) -> NotesAnswer:
    """The notes of a network."""
    seen, _ = viewer(store.table(), api.member_id, network)
    seen.must_be_member()
    route = f"notes/{network}"
    found, more = store.notes_of(network, after(route, api.member_id, next))
    return NotesAnswer(
        notes=[_note(note) for note in found], next=cursor(route, api.member_id, more)
    )


@api.get(f"{NETWORK}/notes/<note>")
def read_note(network: str, note: str) -> NoteAnswer:
    """One note; one that is hidden for now is refused with 409, a withdrawn one with 410."""
    _, found = commands.note(network, note, by=api.member_id)
    return _note(found)


def _note(note: Note) -> NoteAnswer:
    return NoteAnswer(
        note_id=note.note_id,
        network_id=note.network_id,
        week=note.week,
        title=note.title,
        text=note.text,
    )
