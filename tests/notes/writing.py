"""Writing and checking by commands, as the desk does it."""

from __future__ import annotations

from typing import Any

from services.notes import commands, model, store
from services.notes.commands import ApproveNote, SaveDraft
from services.notes.model import Draft
from tests.notes.network import CLEAN_TEXT, CLEAN_TITLE, FACILITATOR, NETWORK, REVIEWER


def save(draft_id: str, by: str = FACILITATOR, **wish: Any) -> Draft:
    current = commands.desk(NETWORK, draft_id, by=FACILITATOR).draft
    content = {"title": CLEAN_TITLE, "text": CLEAN_TEXT, "version": current.version, **wish}
    return commands.save(NETWORK, draft_id, SaveDraft(**content), by=by)


def submit(draft_id: str, by: str = FACILITATOR, **wish: Any) -> Draft:
    current = commands.desk(NETWORK, draft_id, by=FACILITATOR).draft
    content = {"title": CLEAN_TITLE, "text": CLEAN_TEXT, "version": current.version, **wish}
    return commands.submit(NETWORK, draft_id, SaveDraft(**content), by=by)


def approve(draft_id: str, by: str = REVIEWER, text_hash: str = "") -> bool:
    draft = commands.desk(NETWORK, draft_id, by=FACILITATOR).draft
    wish = ApproveNote(text_hash=text_hash or commands.text_hash(draft), intruder_checked=True)
    return commands.approve(NETWORK, draft_id, wish, by=by)


def published() -> list[model.Note]:
    return store.notes_of(NETWORK)[0]
