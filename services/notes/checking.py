"""Checking a wording with the register as of now, and publishing it or not."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from services.contracts.refusals import Conflict
from services.notes import model, names, store
from services.notes.anonymise import check, register
from services.notes.model import Decision, Draft, Wording
from services.runtime import platform
from services.runtime.ports import Check, Item, Key


class SentBack(Conflict):
    """The last check found something new; the draft is with its writers again."""

    code = "sent-back"


def decided(
    wording: Wording, buckets: int, *also: tuple[str, Key]
) -> tuple[list[Decision], Sequence[Item | None]]:
    """The decisions, and what lies under further keys, in one batched read.

    `buckets` is how many the register has, as whoever read the draft saw.
    """
    key = names.names_key()
    heads = register.heads(key, wording.title) | register.heads(key, wording.text)
    known, items = store.look_up(heads, buckets, *also)
    found = [
        *check(wording.title, key=key, known=known, part="title"),
        *check(wording.text, key=key, known=known, part="text"),
    ]
    return model.decisions(found, wording.keeps), items


def publish(draft: Draft, found: Sequence[Decision], holds: Iterable[Check]) -> None:
    """Publish what was checked just now, or send it back; `holds` while those who agreed may."""
    try:
        note, events = model.publish(draft, found, platform.new_id())
    except model.OpenFindings as new:
        store.change(*model.send_back(draft, new.sentence, platform.now()))
        refused = SentBack(new.sentence)
        refused.extension = new.extension
        raise refused from new
    store.publish(note, draft, events, holds)
