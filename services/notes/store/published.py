"""Published notes."""

from __future__ import annotations

from collections.abc import Sequence

from services.contracts.event import Event
from services.notes.model import Draft, Note
from services.notes.store.drafts import gone
from services.notes.store.tables import table
from services.runtime import platform
from services.runtime.ports import Absent, AtVersion, Item, Key, Put
from services.runtime.saving import save as save_all

ITEM_FORMAT = 1


def note_key(note_id: str) -> Key:
    """Where a published note is kept."""
    return f"NOTE#{note_id}", "STATE"


def publish(note: Note, draft: Draft, events: Sequence[Event]) -> None:
    """The note is there and the draft is gone, or neither; `draft` is as it was read."""
    state, title = gone(draft.draft_id, AtVersion(draft.version))
    save_all(
        [Put(table(), _note_item(note), Absent()), state, title],
        events,
        outbox=table(),
        traceless=True,
    )


def notes_of(network_id: str, after: Item | None = None) -> tuple[list[Note], Item | None]:
    """Notes of a network, the latest week first, and where to go on.

    Within a week they are in the order of their random ids, so that the list says nothing about
    who published when (C3).
    """
    page = platform.current().tables.query(
        table(), f"NETWORK#{network_id}#NOTES", index=True, backwards=True, after=after
    )
    return [read_note(item) for item in page.items], page.next


def read_note(item: Item) -> Note:
    """The note in an item."""
    return Note(
        note_id=item["note_id"],
        network_id=item["network_id"],
        week=item["week"],
        title=item["title"],
        text=item["text"],
    )


def _note_item(note: Note) -> Item:
    """The closed list of what a published note is (U2): add nothing that has a person or a time."""
    pk, sk = note_key(note.note_id)
    return {
        "pk": pk,
        "sk": sk,
        "gsi1pk": f"NETWORK#{note.network_id}#NOTES",
        "gsi1sk": f"{note.week}#{note.note_id}",
        "note_id": note.note_id,
        "network_id": note.network_id,
        "week": note.week,
        "title": note.title,
        "text": note.text,
        "format": ITEM_FORMAT,
    }
