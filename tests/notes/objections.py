"""Objecting and deciding by commands, in the small network."""

from __future__ import annotations

import json
from typing import Any

from services.notes import objecting, store
from services.notes.model import Case, NoteState
from services.notes.objecting import AgreeToNote, ObjectFromOutside, ObjectToNote
from services.runtime import platform
from tests.notes.network import (
    CHAIR,
    MEMBER,
    NETWORK,
    REVIEWER,
)
from tests.world import Home

WHY = "It says which ward it was."
IP = "192.0.2.7"


def address(note: str, network_id: str = NETWORK) -> str:
    return f"https://candour.example/networks/{network_id}/notes/{note}"


def from_outside(note: str, text: str = WHY, ip: str = IP, **more: Any) -> str:
    wish = ObjectFromOutside(address=address(note), text=text, **more)
    return objecting.object_from_outside(wish, source_ip=ip)


def as_member(note: str, by: str = MEMBER, text: str = WHY, **more: Any) -> str:
    wish = ObjectToNote(text=text, **more)
    return objecting.object_as_member(NETWORK, note, wish, by=by, source_ip=IP)


def case(note: str, by: str = CHAIR) -> Case:
    return objecting.look(NETWORK, note, by=by).case


def dismiss(note: str, by: str) -> Case:
    return objecting.dismiss(NETWORK, note, AgreeToNote(version=case(note).version), by=by)


def restore(note: str, by: str) -> bool:
    return objecting.restore(NETWORK, note, AgreeToNote(version=case(note).version), by=by)


def dismissed(note: str) -> None:
    for by in (CHAIR, REVIEWER):
        dismiss(note, by)


def about(home: Home) -> list[str]:
    return [event["detail_type"] for event in home.said() if "note_id" in event]


def stored(home: Home) -> str:
    return json.dumps(home.dump())


def case_count(home: Home) -> int:
    return sum(item["pk"].startswith("CASE#") for item in home.dump())


def state(note: str) -> NoteState:
    item = platform.current().tables.get(store.table(), store.note_key(note))
    assert item
    return store.read_note(item).state
