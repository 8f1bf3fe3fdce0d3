"""Published notes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from services.contracts.event import Event
from services.notes.model import Draft, Note, NoteState
from services.notes.store.drafts import gone
from services.notes.store.tables import table
from services.runtime import platform
from services.runtime.ports import Absent, AtVersion, Check, Item, Key, Put
from services.runtime.saving import save as save_all

ITEM_FORMAT = 1


def note_key(note_id: str) -> Key:
    """Where a published note is kept."""
    return f"NOTE#{note_id}", "STATE"


def publish(note: Note, draft: Draft, events: Sequence[Event], holds: Iterable[Check]) -> None:
    """The note is there and the draft is gone, or neither; `draft` is as it was read.

    `holds` is what must be true besides: that those who agreed may still check notes.
    """
    state, title = gone(draft.network_id, draft.draft_id, AtVersion(draft.version))
    save_all(
        [Put(table(), note_item(note), Absent()), state, title, *holds],
        events,
        outbox=table(),
        traceless=True,
    )


def bring(note: Note, events: Sequence[Event]) -> None:
    """A note that came along with its network; raises Conflict if the id is taken."""
    save_all([Put(table(), note_item(note), Absent())], events, outbox=table(), traceless=True)


def notes_of(network_id: str, after: Item | None = None) -> tuple[list[Note], Item | None]:
    """Notes of a network that can be read, the latest week first, and where to go on.

    Within a week they are in the order of their random ids, so that the list says nothing about
    who published when (C3).
    """
    page = platform.current().tables.query(
        table(), f"NETWORK#{network_id}#NOTES", index=True, backwards=True, after=after
    )
    return [read_note(item) for item in page.items], page.next


def find_note(note_id: str) -> Note | None:
    """One note, whether or not it can be read."""
    item = platform.current().tables.get(table(), note_key(note_id))
    return read_note(item) if item else None


def read_note(item: Item) -> Note:
    """The note in an item; a withdrawn one has no words any more."""
    return Note(
        note_id=item["note_id"],
        network_id=item["network_id"],
        week=item["week"],
        title=item.get("title", ""),
        text=item.get("text", ""),
        state=NoteState(item["state"]),
        version=item["version"],
    )


def note_item(note: Note) -> Item:
    """The closed list of what a published note is (U2): add nothing that has a person or a time.

    Only what can be read is in the list of the network; what is withdrawn has no words (C18).
    """
    pk, sk = note_key(note.note_id)
    item: Item = {
        "pk": pk,
        "sk": sk,
        "note_id": note.note_id,
        "network_id": note.network_id,
        "week": note.week,
        "state": note.state,
        "version": note.version,
        "format": ITEM_FORMAT,
    }
    if note.state is not NoteState.WITHDRAWN:
        item |= {"title": note.title, "text": note.text}
    if note.state is NoteState.PUBLISHED:
        item["gsi1pk"] = f"NETWORK#{note.network_id}#NOTES"
        item["gsi1sk"] = f"{note.week}#{note.note_id}"
    return item
