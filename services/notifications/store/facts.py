"""What other services said of sessions, notes and networks, as of now; of people see `people`."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from services.contracts.sessions import OccurrenceMoved
from services.notifications.model.facts import HiddenNote, Moved, Network, Note, Session
from services.notifications.store.table import read_many, table
from services.runtime.ports import Absent, AtVersion, Check, Item, Key
from services.runtime.rights import network_keys
from services.runtime.saving import project

if TYPE_CHECKING:
    from services.contracts.notes import NoteHidden, NoteRestored, NoteTitled, NoteWithdrawn
    from services.contracts.sessions import OccurrenceEvent, SessionTitled

MINUTE = timedelta(minutes=1)


# --- what was said ------------------------------------------------------------------------------


def keep_time(event: OccurrenceEvent) -> bool:
    """Keep when a session is, or that it is cancelled (shape: project)."""
    pk, sk = _time_key(event.session_id)
    item: dict[str, Any] = {
        "pk": pk,
        "sk": sk,
        "starts_at": event.starts_at.isoformat(),
        "zone": event.zone,
        "cancelled": event.cancelled,
        "version": event.sequence,
    }
    if isinstance(event, OccurrenceMoved):
        item["moved"] = {
            "minutes": (event.ends_at - event.starts_at) // MINUTE,
            "old_starts_at": event.old_starts_at.isoformat(),
            "old_zone": event.old_zone,
            "old_minutes": (event.old_ends_at - event.old_starts_at) // MINUTE,
            "reminds": event.reminded and event.occurred_at >= event.remind_at,
        }
    return project(table(), item, sequence=event.sequence)


def keep_session_title(event: SessionTitled) -> bool:
    """Keep what a session is called (shape: project)."""
    pk, sk = _title_key(event.session_id)
    return project(table(), {"pk": pk, "sk": sk, "title": event.title}, sequence=event.sequence)


def keep_note_title(event: NoteTitled) -> bool:
    """Keep what a note is called (shape: project)."""
    pk, sk = _note_key(event.note_id)
    item = {"pk": pk, "sk": sk, "title": event.title, "week": event.week}
    return project(table(), item, sequence=event.sequence)


def keep_note_hidden(event: NoteHidden) -> bool:
    """Keep that a note cannot be read: from now on no mail about it is claimed (shape: project)."""
    return _keep_note_state(event, week=event.week)


def keep_note_decided(event: NoteRestored | NoteWithdrawn) -> bool:
    """Keep that nothing is to be decided about a note any more (shape: project)."""
    return _keep_note_state(event, week=None)


def forget_note_title(event: NoteWithdrawn) -> bool:
    """Keep no title of a note that is gone, though it may still be on its way (C18; project)."""
    pk, sk = _note_key(event.note_id)
    return project(table(), {"pk": pk, "sk": sk}, sequence=event.sequence)


def _keep_note_state(event: NoteHidden | NoteRestored | NoteWithdrawn, week: str | None) -> bool:
    pk, sk = _note_state_key(event.note_id)
    item = {"pk": pk, "sk": sk, "week": week, "version": event.sequence}
    return project(table(), item, sequence=event.sequence)


# --- as of now ----------------------------------------------------------------------------------


def network(network_id: str) -> Network | None:
    """A network, once both its state and its name are known."""
    state, name = read_many(network_keys(network_id))
    return _network(network_id, state, name)


def session(network_id: str, session_id: str) -> tuple[Network | None, Session | None]:
    """A session and its network; either is None until all of it is known."""
    state, name, time, title = read_many(
        [*network_keys(network_id), _time_key(session_id), _title_key(session_id)]
    )
    found = None
    if time is not None and title is not None:
        found = Session(
            session_id=session_id,
            title=title["title"],
            starts_at=datetime.fromisoformat(time["starts_at"]),
            zone=time["zone"],
            cancelled=time["cancelled"],
            version=time["version"],
            moved=_moved(time["moved"]) if "moved" in time else None,
        )
    return _network(network_id, state, name), found


def note(network_id: str, note_id: str) -> tuple[Network | None, Note | None, bool]:
    """A note and its network, either None until it is known; and whether it was ever hidden."""
    state, name, title, since = read_many(
        [*network_keys(network_id), _note_key(note_id), _note_state_key(note_id)]
    )
    found = Note(note_id, title["title"], title["week"]) if title and "title" in title else None
    return _network(network_id, state, name), found, since is not None


def hidden_note(network_id: str, note_id: str) -> tuple[Network | None, HiddenNote | None, int]:
    """A hidden note, its network, and the version of what is known; None once it is decided."""
    state, name, since = read_many([*network_keys(network_id), _note_state_key(note_id)])
    found = HiddenNote(note_id, since["week"]) if since and since["week"] else None
    return _network(network_id, state, name), found, since["version"] if since else 0


def titles(keys: Sequence[tuple[str, str]]) -> dict[str, str]:
    """What sessions and notes are called, by id; `keys` say ("session" or "note", id)."""
    wanted = [_note_key(one) if what == "note" else _title_key(one) for what, one in keys]
    pairs = zip(keys, read_many(wanted), strict=True)
    return {one: item["title"] for (_, one), item in pairs if item and "title" in item}


def network_names(network_ids: Sequence[str]) -> dict[str, str]:
    """What networks are called, by id, as far as is known."""
    found = read_many([network_keys(network_id)[1] for network_id in network_ids])
    return {
        network_id: item["name"]
        for network_id, item in zip(network_ids, found, strict=True)
        if item
    }


def unchanged(session_id: str, version: int) -> Check:
    """Lets a transaction hold only while the session is what it was in this version (A4)."""
    return Check(table(), _time_key(session_id), AtVersion(version))


def never_hidden(note_id: str) -> Check:
    """Lets a transaction hold only while a note was never hidden (C18, C19)."""
    return Check(table(), _note_state_key(note_id), Absent())


def still_hidden(note_id: str, version: int) -> Check:
    """Lets a transaction hold only while a hidden note was not decided about."""
    return Check(table(), _note_state_key(note_id), AtVersion(version))


def _network(network_id: str, state: Item | None, name: Item | None) -> Network | None:
    if state is None or name is None:
        return None
    return Network(
        network_id=network_id,
        name=name["name"],
        ground_rules=tuple(name["ground_rules"]),
        listed=state["listed"],
        archived=state["archived"],
    )


def _moved(item: Item) -> Moved:
    return Moved(**{**item, "old_starts_at": datetime.fromisoformat(item["old_starts_at"])})


def _time_key(session_id: str) -> Key:
    return f"SESSION#{session_id}", "TIME"


def _title_key(session_id: str) -> Key:
    return f"SESSION#{session_id}", "TITLE"


def _note_key(note_id: str) -> Key:
    return f"NOTE#{note_id}", "TITLE"


def _note_state_key(note_id: str) -> Key:
    return f"NOTE#{note_id}", "STATE"
