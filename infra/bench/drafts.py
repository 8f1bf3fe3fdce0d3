"""Notes that are written and checked, and what can be asked for on their way to being published."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from infra.bench.network import Network
from infra.embedded import demo
from services.notes import checking, store
from services.notes import commands as notes

WORDING = notes.SaveDraft(title="Speaking up", text=demo.NOTE, version=1)
WRITTEN, CHECKED = "0" * 31 + "2", "0" * 31 + "3"


def acts(network: Network) -> Mapping[str, Callable[[], object]]:
    """What is measured, by name: a task that is open, and a note that waits for its last yes."""
    here = demo.SLUG
    _, facilitator, reviewer, member, _ = (network.people[one.email] for one in demo.PERSONAS)
    now = network.platform.clock.now()
    for session_id in (WRITTEN, CHECKED):
        notes.open_task(session_id, here, now)
    writing, checked = store.draft_id_of(WRITTEN), store.draft_id_of(CHECKED)
    notes.submit(here, checked, WORDING, by=facilitator)
    seen = notes.desk(here, checked, by=reviewer)
    # As the page that asks for it sends it.
    yes = notes.ApproveNote(
        text_hash=notes.text_hash(seen.draft),
        lookup=checking.lookup(seen.draft.wording, seen.register),
        intruder_checked=True,
    )
    back = notes.ReturnNote(comment="Say when.")
    (note, *_), _ = store.notes_of(here)
    return {
        "notes.open_task": lambda: notes.open_task("4" * 32, here, now),
        "notes.drop_task": lambda: notes.drop_task(WRITTEN, here),
        "notes.save": lambda: notes.save(here, writing, WORDING, by=facilitator),
        "notes.submit": lambda: notes.submit(here, writing, WORDING, by=facilitator),
        "notes.decisions": lambda: notes.decisions(seen),
        "notes.approve": lambda: notes.approve(here, checked, yes, by=reviewer),
        "notes.send_back": lambda: notes.send_back(here, checked, back, by=reviewer),
        "notes.void_approvals": lambda: notes.void_approvals(here, reviewer),
        "notes.text_hash": lambda: notes.text_hash(seen.draft),
        "notes.desk": lambda: notes.desk(here, writing, by=facilitator),
        "notes.note": lambda: notes.note(here, note.note_id, by=member),
    }
