"""The rules of review: approvals of exactly one wording, and what becomes of it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime

from services.contracts.event import Event
from services.contracts.notes import NotePublished, NoteReturned, NoteTitled
from services.contracts.refusals import Conflict, NotAllowed
from services.notes.model.draft import (
    KEPT_FOR,
    Approval,
    Change,
    Decision,
    Draft,
    Note,
    OpenFindings,
    State,
    Wording,
    counted,
)
from services.notes.model.writing import open_ones

HANDED_ON = "This note needs somebody to go on with it. Read it, and hand it in if it is right."


def text_hash(wording: Wording, rules_version: str) -> str:
    """What an approval is bound to: every byte of the wording, and the rules of the check (C5)."""
    keeps = sorted([keep.words, keep.reason] for keep in wording.keeps)
    agreed = json.dumps([wording.title, wording.text, keeps, rules_version])
    return hashlib.sha256(agreed.encode()).hexdigest()


def approve(draft: Draft, *, by: str, place: int, sent_hash: str, rules_version: str) -> Draft:
    """One more person agrees to exactly this wording; nobody to their own words (C4).

    `place` is the version of the place that lets them.
    """
    _must_be_in_review(draft)
    if by in draft.writers:
        raise NotAllowed("You wrote in this note, so somebody else decides about it.")
    if sent_hash != text_hash(draft.wording, rules_version):
        raise Conflict("The note has changed since you read it. Read it again and then decide.")
    if has_approved(draft, by, sent_hash):
        return draft
    others = tuple(other for other in draft.approvals if other.reviewer != by)
    approval = Approval(by, sent_hash, place)
    return replace(draft, approvals=(*others, approval), version=draft.version + 1)


def has_approved(draft: Draft, member_id: str, text_hash: str) -> bool:
    """Whether somebody has agreed to exactly this wording."""
    return any((one.reviewer, one.text_hash) == (member_id, text_hash) for one in draft.approvals)


def is_agreed(draft: Draft, *, quorum: int, may_check: Collection[str], rules_version: str) -> bool:
    """Whether enough people agree to the wording as it is.

    `quorum` counts people in total, the writer being one; `may_check` are those who could still
    approve now: whoever left or lost the role counts no longer (C6).
    """
    current = text_hash(draft.wording, rules_version)
    counted_ones = {
        approval.reviewer
        for approval in draft.approvals
        if approval.text_hash == current
        and approval.reviewer in may_check
        and approval.reviewer not in draft.writers
    }
    return len(counted_ones) >= max(quorum, 2) - 1


def void(draft: Draft, reviewer: str) -> Draft:
    """Without the yes of somebody who may check no longer; coming back does not revive it (C6)."""
    others = tuple(one for one in draft.approvals if one.reviewer != reviewer)
    if others == draft.approvals:
        return draft
    return replace(draft, approvals=others, version=draft.version + 1)


def without(draft: Draft, member_id: str) -> Change:
    """The draft without a trace of somebody who is gone for good; the same one if there is none.

    What only they wrote is handed to whoever goes on with it (M22): nobody can agree to it before
    somebody has taken it on, so that two living people stand behind every note (C4).
    """
    voided = void(draft, member_id)
    if member_id not in draft.writers:
        return voided, []
    left = replace(
        draft,
        writers=draft.writers - {member_id},
        approvals=voided.approvals,
        version=draft.version + 1,
    )
    if left.writers or left.state is not State.IN_REVIEW:
        return left, []
    handed_on = replace(left, state=State.WRITING, approvals=(), comment=HANDED_ON)
    said = NoteReturned(
        draft_id=draft.draft_id, network_id=draft.network_id, sequence=handed_on.version
    )
    return handed_on, [said]


def send_back(draft: Draft, comment: str, now: datetime) -> Change:
    """Back to writing, with a word about why; approvals are void."""
    _must_be_in_review(draft)
    returned = replace(
        draft,
        state=State.WRITING,
        approvals=(),
        comment=comment,
        expires_at=now + KEPT_FOR,
        version=draft.version + 1,
    )
    said = NoteReturned(
        draft_id=draft.draft_id, network_id=draft.network_id, sequence=returned.version
    )
    return returned, [said]


def publish(draft: Draft, decided: Sequence[Decision], note_id: str) -> tuple[Note, list[Event]]:
    """The cleared text as a new thing; the caller destroys the draft in the same transaction (C2).

    `decided` is the check of exactly these bytes, with the register as of now.
    """
    _must_be_in_review(draft)
    open_ = open_ones(decided)
    if open_:
        raise OpenFindings(
            f"The check found something new, so the note is not published: "
            f"{counted(len(open_))}. It went back to be changed.",
            open_,
            draft.version,
        )
    note = Note(note_id, draft.network_id, draft.week, draft.wording.title, draft.wording.text)
    # Always 1: the draft's own count would tell how often it was changed, and so which it was.
    published = NotePublished(
        note_id=note_id, network_id=note.network_id, week=note.week, sequence=1
    )
    titled = NoteTitled(
        note_id=note_id, network_id=note.network_id, title=note.title, week=note.week, sequence=1
    )
    return note, [published, titled]


def _must_be_in_review(draft: Draft) -> None:
    if draft.state is not State.IN_REVIEW:
        raise Conflict("This note is not waiting to be checked any more. Look at the list.")
