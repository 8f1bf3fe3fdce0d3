"""What notes forgets of somebody who was erased: rights at once, drafts and names soon after.

Published notes hold nothing of anybody (C20). The names stay in the register for a year, since an
ex-member's name is still a name (C9), but under a hash that nobody can be found by.
"""

from __future__ import annotations

from datetime import timedelta

from services.contracts.membership import MemberErased
from services.notes import model, names, store
from services.notes.model import Turn
from services.runtime import erasing, platform
from services.runtime.ports import Item

THE_REST_AFTER = timedelta(minutes=2)
"""Longer than any function may run that was under way when the rights ended."""


def on_erased(event: MemberErased) -> None:
    """Somebody is gone for good: no rights from now on (shapes: project, create once)."""
    later = platform.now() + THE_REST_AFTER
    erasing.begin(store.table(), event.member_id, store.look_at_erased(event.member_id, later))


def look(row: Item) -> None:
    """Forget the rest, and say so; each step is harmless when it comes again."""
    member_id = row["erased"]
    begun = erasing.begun(store.table(), member_id)
    if begun is None:
        store.over(row)
        return
    for network_id in begun["networks"]:
        _forget_in_drafts(network_id, member_id)
        _forget_in_cases(network_id, member_id)
    names.of_erased(member_id)
    erasing.forget(store.table(), member_id)
    store.erased(row)


def _forget_in_drafts(network_id: str, member_id: str) -> None:
    """Others go on with what somebody wrote (M22); raises Conflict if they are just doing so."""
    for draft in store.drafts_now(network_id):
        left, events = model.without(draft, member_id)
        if left is not draft:
            store.change(left, events)


def _forget_in_cases(network_id: str, member_id: str) -> None:
    """Their yes to a hidden note goes; raises Conflict if somebody is just deciding about it."""
    after: Item | None = None
    while True:
        found, after = store.cases_of(network_id, after)
        for case in found:
            left = model.forget_agreement(case, member_id)
            note = store.find_note(case.note_id)
            if left is not case and note is not None:
                store.take(Turn(note, left), note, case)
        if after is None:
            return
