"""What other services said, kept for the pages of membership."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from services.contracts.event import Event
from services.membership.store.table import read, table
from services.runtime import platform
from services.runtime.ports import Item
from services.runtime.saving import project

if TYPE_CHECKING:
    from services.contracts.headcounts import HeadcountCorrected
    from services.contracts.notes import NoteHidden, NoteRestored, NoteTitled, NoteWithdrawn
    from services.contracts.sessions import OccurrenceEvent, SessionHeld, SessionTitled

LONGEST_SESSION = timedelta(days=1)
NOTES_AT_ONCE = 10


def keep_session(event: OccurrenceEvent) -> None:
    """When a session is, and whether it still is."""
    _keep(
        f"SESSION#{event.session_id}", "STATE", event,
        gsi1pk=f"NETWORK#{event.network_id}#SESSIONS",
        gsi1sk=f"{event.starts_at.isoformat()}#{event.session_id}",
        session_id=event.session_id, starts_at=event.starts_at.isoformat(),
        ends_at=event.ends_at.isoformat(), zone=event.zone, cancelled=event.cancelled,
    )  # fmt: skip


def keep_session_title(event: SessionTitled) -> None:
    """What a session is called."""
    _keep(f"SESSION#{event.session_id}", "TITLE", event, title=event.title)


def keep_session_held(event: SessionHeld | HeadcountCorrected) -> None:
    """How many came, of which the newest version counts (S19)."""
    _keep(f"SESSION#{event.session_id}", "HELD", event, headcount=event.headcount)


def keep_note_title(event: NoteTitled) -> None:
    """What a published note is called; within a week the order is by random id (C3)."""
    _keep(
        f"NOTE#{event.note_id}", "TITLE", event,
        gsi1pk=f"NETWORK#{event.network_id}#NOTES", gsi1sk=f"{event.week}#{event.note_id}",
        note_id=event.note_id, title=event.title, week=event.week,
    )  # fmt: skip


def keep_note_hidden(event: NoteHidden) -> None:
    """A note cannot be read for now."""
    _keep(f"NOTE#{event.note_id}", "STATE", event, readable=False)


def keep_note_restored(event: NoteRestored) -> None:
    """A note can be read again."""
    _keep(f"NOTE#{event.note_id}", "STATE", event, readable=True)


def keep_note_withdrawn(event: NoteWithdrawn) -> None:
    """A note is gone, and so is its title, which may still be on its way (C18)."""
    _keep(f"NOTE#{event.note_id}", "STATE", event, readable=False)
    _keep(f"NOTE#{event.note_id}", "TITLE", event)


def next_session(network_id: str, now: datetime) -> Item | None:
    """The session that is on or comes first, with its title; None if nothing is planned."""
    partition = f"NETWORK#{network_id}#SESSIONS"
    # A list goes on after any position, whether or not an item lies there.
    position: Item | None = {
        "pk": "SESSION#",
        "sk": "STATE",
        "gsi1pk": partition,
        "gsi1sk": (now - LONGEST_SESSION).isoformat(timespec="seconds"),
    }
    while position is not None:
        page = platform.current().tables.query(table(), partition, index=True, after=position)
        for item in page.items:
            if not item["cancelled"] and datetime.fromisoformat(item["ends_at"]) > now:
                return _with_parts([item])[0]
        position = page.next
    return None


def held_sessions(network_id: str, now: datetime, most: int = 5) -> list[Item]:
    """The latest sessions that were held, with title and headcount, the latest first."""
    page = platform.current().tables.query(
        table(),
        f"NETWORK#{network_id}#SESSIONS",
        up_to=now.isoformat(timespec="seconds") + "#\uffff",
        index=True,
        limit=30,
        backwards=True,
    )
    return [session for session in _with_parts(page.items) if session["held"]][:most]


def notes(network_id: str, most: int = 3) -> list[Item]:
    """The latest notes of a network that can be read."""
    found: list[Item] = []
    position: Item | None = None
    while len(found) < most:
        page = platform.current().tables.query(
            table(),
            f"NETWORK#{network_id}#NOTES",
            index=True,
            limit=NOTES_AT_ONCE,
            backwards=True,
            after=position,
        )
        states = read([(item["pk"], "STATE") for item in page.items])
        pairs = zip(page.items, states, strict=True)
        found += [item for item, state in pairs if state is None or state["readable"]]
        if page.next is None:
            break
        position = page.next
    return found[:most]


def _with_parts(items: list[Item]) -> list[Item]:
    """Sessions with their titles and headcounts, which arrive by themselves."""
    parts = read([(item["pk"], part) for item in items for part in ("TITLE", "HELD")])
    return [
        {
            **item,
            "title": (title or {}).get("title", "Session"),
            "held": held is not None,
            "headcount": (held or {}).get("headcount"),
        }
        for item, title, held in zip(items, parts[::2], parts[1::2], strict=True)
    ]


def _keep(pk: str, sk: str, event: Event, **content: Any) -> None:
    project(table(), {"pk": pk, "sk": sk, **content}, sequence=event.sequence)
