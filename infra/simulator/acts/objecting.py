"""What people do about published notes: object, hide, take away, dismiss, bring back."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

from services.contracts.roles import Standing
from services.notes import objecting
from services.notes.model import Case, Note, NoteState
from services.notes.objecting import AgreeToNote, ObjectFromOutside, ObjectToNote

if TYPE_CHECKING:
    from infra.simulator.world import World


def object_to_note(world: World, dice: random.Random) -> bool:
    """A member objects to a note, or somebody from outside does; now and then to none at all."""
    notes = world.look.notes(NoteState.PUBLISHED, NoteState.HIDDEN)
    if not notes:
        return False
    note = dice.choice(notes)
    text, once = f"It says too much ({dice.randrange(1000)})", f"{dice.getrandbits(64)}"
    members = world.look.who_can_act(note.network_id, Standing.MEMBER)
    source_ip = f"192.0.2.{dice.randrange(250)}"
    if dice.random() < 0.5 and members:
        by = str(dice.choice(members)["member_id"])
        world.tell(f"{world.name(by)} objects to a note")
        wish = ObjectToNote(text=text, idempotency_key=once)
        objecting.object_as_member(note.network_id, note.note_id, wish, by=by, source_ip=source_ip)
        return True
    note_id = note.note_id if dice.random() < 0.9 else "0" * 32
    world.tell("somebody from outside objects to a note")
    address = f"/networks/{note.network_id}/notes/{note_id}"
    outside = ObjectFromOutside(address=address, text=text, idempotency_key=once)
    objecting.object_from_outside(outside, source_ip=source_ip)
    return True


def hide(world: World, dice: random.Random) -> bool:
    """A chair hides a note."""
    notes = world.look.notes(NoteState.PUBLISHED)
    if not notes:
        return False
    note = dice.choice(notes)
    by = world.look.a_chair(note.network_id, dice)
    world.tell(f"{world.name(by)} hides a note")
    objecting.hide(note.network_id, note.note_id, by=by)
    return True


def uphold(world: World, dice: random.Random) -> bool:
    """Somebody takes a hidden note away."""
    found = _hidden(world, dice)
    if found is None:
        return False
    note, _, by = found
    world.tell(f"{world.name(by)} takes a note away")
    objecting.uphold(note.network_id, note.note_id, by=by)
    return True


def dismiss(world: World, dice: random.Random) -> bool:
    """Somebody finds that a hidden note can stay, now and then having read less than there is."""
    found = _hidden(world, dice)
    if found is None:
        return False
    note, case, by = found
    world.tell(f"{world.name(by)} finds that a note can stay")
    objecting.dismiss(note.network_id, note.note_id, _as_read(case, dice), by=by)
    return True


def restore(world: World, dice: random.Random) -> bool:
    """Somebody agrees that a hidden note can be read again."""
    found = _hidden(world, dice)
    if found is None:
        return False
    note, case, by = found
    world.tell(f"{world.name(by)} agrees that a note can be read again")
    objecting.restore(note.network_id, note.note_id, _as_read(case, dice), by=by)
    return True


def _hidden(world: World, dice: random.Random) -> tuple[Note, Case, str] | None:
    """A hidden note with its case, and a member with a role, who may be the wrong one."""
    notes = world.look.notes(NoteState.HIDDEN)
    if not notes:
        return None
    note = dice.choice(notes)
    at_the_desk = [
        place
        for place in world.look.who_can_act(note.network_id, Standing.MEMBER)
        if place["roles"]
    ]
    case = world.look.case(note.note_id)
    if not at_the_desk or case is None:
        return None
    by = str(dice.choice(at_the_desk)["member_id"])
    world.watch.acting = by
    return note, case, by


def _as_read(case: Case, dice: random.Random) -> AgreeToNote:
    return AgreeToNote(version=case.version - (dice.random() < 0.1))
