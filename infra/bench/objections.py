"""Notes that somebody objects to, and what can then be asked for, each of its own note."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from infra.bench.network import Network
from infra.embedded import demo
from services.notes import commands as notes
from services.notes import objecting
from services.notes import store as drafts
from services.notes.objecting import AgreeToNote, ObjectFromOutside, ObjectToNote

WHY = "It says more than it should."
SOMEWHERE = "192.0.2.1"
WORDING = notes.SaveDraft(title="Speaking up", text=demo.NOTE, version=1)


def acts(network: Network) -> Mapping[str, Callable[[], object]]:
    """What is measured, by name, in a network in which each of them has something to do."""
    here = demo.SLUG
    chair, facilitator, reviewer, member, _ = (
        network.people[person.email] for person in demo.PERSONAS
    )
    readable, hidden, nearly, dismissed = (
        _published(network, number, facilitator, reviewer) for number in range(6, 10)
    )
    receipts = [_object(note, member) for note in (hidden, nearly, dismissed)]
    _dismiss(nearly, reviewer, 1)
    _dismiss(dismissed, reviewer, 1)
    _dismiss(dismissed, chair, 2)
    outside = ObjectFromOutside(address=f"/networks/{here}/notes/{readable}", text=WHY)
    yes = AgreeToNote(version=3)
    return {
        "objecting.object_as_member": lambda: _object(readable, member),
        "objecting.object_from_outside": lambda: objecting.object_from_outside(
            outside, source_ip=SOMEWHERE
        ),
        "objecting.outcome": lambda: objecting.outcome(receipts[0]),
        "objecting.look": lambda: objecting.look(here, hidden, by=chair),
        "objecting.hide": lambda: objecting.hide(here, readable, by=chair),
        "objecting.uphold": lambda: objecting.uphold(here, hidden, by=chair),
        "objecting.dismiss": lambda: _dismiss(nearly, chair, 2),
        "objecting.restore": lambda: objecting.restore(here, dismissed, yes, by=facilitator),
    }


def _published(network: Network, number: int, writer: str, reviewer: str) -> str:
    """A note of its own, written by one person and agreed to by another."""
    before = {note.note_id for note in drafts.notes_of(demo.SLUG)[0]}
    session_id = f"{number:032x}"
    draft_id = drafts.draft_id_of(session_id)
    notes.open_task(session_id, demo.SLUG, network.platform.clock.now())
    draft = notes.submit(demo.SLUG, draft_id, WORDING, by=writer)
    wish = notes.ApproveNote(text_hash=notes.text_hash(draft), intruder_checked=True)
    notes.approve(demo.SLUG, draft_id, wish, by=reviewer)
    (note_id,) = {note.note_id for note in drafts.notes_of(demo.SLUG)[0]} - before
    return note_id


def _object(note_id: str, by: str) -> str:
    wish = ObjectToNote(text=WHY)
    return objecting.object_as_member(demo.SLUG, note_id, wish, by=by, source_ip=SOMEWHERE)


def _dismiss(note_id: str, by: str, version: int) -> None:
    objecting.dismiss(demo.SLUG, note_id, AgreeToNote(version=version), by=by)
