"""Sessions, each with the reminder that is due for it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from datetime import date, datetime
from typing import Any

from services.contracts.event import Event
from services.runtime import due, platform
from services.runtime.ports import Absent, AtVersion, Delete, Item, Key, Put, Write
from services.sessions.model import Session, State, reminder_is_due
from services.sessions.model.session import Attendance, Counted, Format
from services.sessions.store import plan
from services.sessions.store.table import save, table


def key(session_id: str) -> Key:
    """Where a session is kept."""
    return f"SESSION#{session_id}", "STATE"


def add(session: Session, events: Sequence[Event]) -> None:
    """A new session and its due reminder; raises Conflict if the id is taken."""
    save(put_new(session), events)


def put_new(session: Session) -> list[Write]:
    """The writes of a new session and of its due reminder, if anybody is to be reminded of it."""
    put: list[Write] = [Put(table(), _item(session), Absent())]
    return [*put, _remind(session)] if reminder_is_due(session) else put


def bring(session: Session, events: Sequence[Event]) -> None:
    """A session that came along with its network; raises Conflict if the id is taken.

    It has a due reminder only if that is still to come: of what was due before, members were
    reminded where it was planned.
    """
    writes: list[Write] = [Put(table(), _item(session), Absent())]
    if reminder_is_due(session) and session.remind_at > platform.now():
        writes.append(_remind(session))
    save(writes, events)


def change(before: Session, session: Session, events: Sequence[Event]) -> None:
    """A changed session; raises Conflict if somebody else changed it meanwhile."""
    save(put_changed(before, session), events)


def put_changed(before: Session, session: Session) -> list[Write]:
    """The writes of a changed session, which hold if nobody else changed it meanwhile.

    Its due reminder goes, or goes to another time, with the change.
    """
    writes: list[Write] = [Put(table(), _item(session), AtVersion(before.version))]
    due_before = _due_key(before) if reminder_is_due(before) else None
    due_now = _due_key(session) if reminder_is_due(session) else None
    if due_before and due_before != due_now:
        writes.append(Delete(table(), due_before))
    if due_now and due_before != due_now:
        writes.append(_remind(session))
    return writes


def find(session_id: str) -> Session | None:
    """One session."""
    item = platform.current().tables.get(table(), key(session_id))
    return read(item) if item else None


def due_now(now: datetime) -> Iterator[Item]:
    """The due rows up to now."""
    return due.rows(table(), now)


def forget_reminder(row: Item) -> None:
    """A due row that has nothing to remind of any more."""
    platform.current().tables.transact(Delete(table(), (row["pk"], row["sk"])))


def read(item: Item) -> Session:
    """The session in an item."""
    moved_from, series_date = item.get("moved_from"), item.get("series_date")
    return Session(
        session_id=item["session_id"],
        network_id=item["network_id"],
        plan=plan.read(item),
        starts_at=datetime.fromisoformat(item["starts_at"]),
        ends_at=datetime.fromisoformat(item["ends_at"]),
        remind_at=datetime.fromisoformat(item["remind_at"]),
        state=State(item["state"]),
        # Written before sessions could be moved, an item tells only whether, and there was but one.
        reminded_of=item["reminded_of"] if "reminded_of" in item else int(item["reminded"]),
        recording_off=item["recording_off"],
        headcount=item["headcount"],
        # Written before headcounts could be corrected, an item has neither.
        attendance=_attendance(item.get("attendance")),
        counted_before=tuple(_counted(count) for count in item.get("counted_before", ())),
        moved_from=datetime.fromisoformat(moved_from) if moved_from else None,
        # Written before there were series, an item has none of these.
        reason=item.get("reason", ""),
        replaces=item.get("replaces", ""),
        series_id=item.get("series_id", ""),
        series_date=date.fromisoformat(series_date) if series_date else None,
        # Written before rooms were arranged, an item says nothing of them.
        format=Format(item["format"]) if item.get("format") else None,
        observers=tuple(item.get("observers", ())),
        observers_reason=item.get("observers_reason", ""),
        occurrence_version=item["occurrence_version"],
        version=item["version"],
    )


def _item(session: Session) -> Item:
    pk, sk = key(session.session_id)
    content: dict[str, Any] = {
        "session_id": session.session_id,
        "network_id": session.network_id,
        **plan.content(session.plan),
        "starts_at": session.starts_at.isoformat(),
        "ends_at": session.ends_at.isoformat(),
        "remind_at": session.remind_at.isoformat(),
        "state": session.state,
        "reminded_of": session.reminded_of,
        "recording_off": session.recording_off,
        "headcount": session.headcount,
        **_counts(session),
        "moved_from": session.moved_from.isoformat() if session.moved_from else None,
        "reason": session.reason,
        "replaces": session.replaces,
        "series_id": session.series_id,
        "series_date": session.series_date.isoformat() if session.series_date else None,
        **_room(session),
        "occurrence_version": session.occurrence_version,
        "version": session.version,
    }
    return {
        "pk": pk,
        "sk": sk,
        "gsi1pk": partition(session.network_id),
        "gsi1sk": f"{session.starts_at.isoformat()}#{session.session_id}",
        **content,
    }


def _room(session: Session) -> dict[str, Any]:
    """What is said of the room, if anything is."""
    found: dict[str, Any] = {}
    if session.format is not None:
        found["format"] = session.format
    if session.observers:
        found["observers"] = list(session.observers)
        found["observers_reason"] = session.observers_reason
    return found


def _counts(session: Session) -> dict[str, Any]:
    """What a file said, and headcounts that were corrected: most sessions have neither."""
    found: dict[str, Any] = {}
    if session.attendance is not None:
        found["attendance"] = asdict(session.attendance)
    if session.counted_before:
        found["counted_before"] = [
            {**asdict(count), "until": count.until.isoformat()} for count in session.counted_before
        ]
    return found


def _attendance(kept: dict[str, Any] | None) -> Attendance | None:
    if kept is None:
        return None
    late, early = kept["joined_late"], kept["left_early"]
    return Attendance(
        unique=kept["unique"],
        peak=kept["peak"],
        joined_late=None if late is None else (late[0], late[1]),
        left_early=None if early is None else (early[0], early[1]),
    )


def _counted(kept: dict[str, Any]) -> Counted:
    return Counted(
        headcount=kept["headcount"],
        attendance=_attendance(kept["attendance"]),
        until=datetime.fromisoformat(kept["until"]),
    )


def partition(network_id: str) -> str:
    """Where the index has the sessions of a network, by their start."""
    return f"NETWORK#{network_id}#SESSIONS"


def _remind(session: Session) -> Write:
    pk, sk = _due_key(session)
    return Put(table(), {"pk": pk, "sk": sk, "session_id": session.session_id})


def _due_key(session: Session) -> Key:
    return due.key(session.remind_at, session.session_id)
