"""What people do at the desk of notes."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

from infra.simulator.people import KEPT, TEXTS, TITLES
from services.contracts.roles import Standing
from services.notes import commands as notes
from services.notes.commands import ApproveNote, KeepWish, ReturnNote, SaveDraft
from services.notes.model import Draft, KeepReason
from services.notes.model import State as DraftState

if TYPE_CHECKING:
    from infra.simulator.world import World


def write(world: World, dice: random.Random) -> bool:
    """Somebody at the desk saves a wording."""
    found = _draft(world, dice, DraftState.TASK, DraftState.WRITING)
    if found is None:
        return False
    draft, by = found
    world.tell(f"{world.name(by)} writes in a draft")
    notes.save(draft.network_id, draft.draft_id, _wording(world, draft, dice), by=by)
    return True


def submit(world: World, dice: random.Random) -> bool:
    """Somebody at the desk hands a draft to a second person."""
    found = _draft(world, dice, DraftState.TASK, DraftState.WRITING)
    if found is None:
        return False
    draft, by = found
    world.tell(f"{world.name(by)} submits a draft")
    notes.submit(draft.network_id, draft.draft_id, _wording(world, draft, dice), by=by)
    return True


def approve_note(world: World, dice: random.Random) -> bool:
    """Somebody at the desk agrees to a draft, now and then their own."""
    found = _draft(world, dice, DraftState.IN_REVIEW)
    if found is None:
        return False
    draft, by = found
    world.tell(f"{world.name(by)} agrees to a draft")
    wish = ApproveNote(text_hash=notes.text_hash(draft), intruder_checked=True)
    notes.approve(draft.network_id, draft.draft_id, wish, by=by)
    return True


def send_back(world: World, dice: random.Random) -> bool:
    """Somebody at the desk returns a draft."""
    found = _draft(world, dice, DraftState.IN_REVIEW)
    if found is None:
        return False
    draft, by = found
    world.tell(f"{world.name(by)} returns a draft")
    notes.send_back(draft.network_id, draft.draft_id, ReturnNote(comment="Shorter."), by=by)
    return True


def _draft(world: World, dice: random.Random, *states: DraftState) -> tuple[Draft, str] | None:
    """A draft in one of these states, and a member who may be at its desk."""
    drafts = [draft for draft in world.look.drafts() if draft.state in states]
    if not drafts:
        return None
    draft = dice.choice(drafts)
    members = world.look.who_can_act(draft.network_id, Standing.MEMBER)
    at_the_desk = [place for place in members if place["roles"]]
    if not at_the_desk:
        return None
    by = str(dice.choice(at_the_desk)["member_id"])
    world.watch.acting = by
    return draft, by


def _wording(world: World, draft: Draft, dice: random.Random) -> SaveDraft:
    """What was saved before, or one of the texts, perhaps on an old version."""
    version = draft.version - (dice.random() < 0.1)
    if draft.wording.text and dice.random() < 0.5:
        wording = draft.wording
        keep = tuple(KeepWish(words=one.words, reason=one.reason) for one in wording.keeps)
        return SaveDraft(title=wording.title, text=wording.text, keep=keep, version=version)
    title = f"{dice.choice(TITLES)} {len(world.journal.notes) + 1}"
    keep = (KeepWish(words=KEPT, reason=KeepReason.FALSE_ALARM),)
    return SaveDraft(title=title, text=dice.choice(TEXTS), keep=keep, version=version)
