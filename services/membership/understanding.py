"""From what members wrote to where they come from, when the event of it comes back.

Joining costs nothing of it. What no rule understands is kept for the chairs, once for all who wrote
it; when they have decided, everybody who wrote it goes where they said.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, TypeVar

from services.contracts.membership import (
    MemberContactChanged,
)
from services.contracts.organisations import (
    OrganisationTextDecided,
)
from services.contracts.refusals import Conflict
from services.membership import model, store
from services.membership.model.affiliations import Affiliation, Text
from services.runtime import platform
from services.runtime.ports import Item, Write

if TYPE_CHECKING:
    from services.membership.organisations import Register

TRIES = 5

Found = TypeVar("Found")


def understand(event: MemberContactChanged) -> None:
    """Find the organisation that somebody means, or let chairs say it (M9, M10; shape: project)."""
    _unless_overtaken(lambda: _understand(event))


def _understand(event: MemberContactChanged) -> None:
    written = event.organisation.strip()
    text_id = store.affiliations.text_id_of(written)
    there = store.affiliations.arriving(event.member_id, text_id)
    before = there.affiliation
    if there.erased or before.as_of >= event.sequence:
        return
    meant = _meant(there.known.register, written, before) if written else None
    writes: list[Write] = []
    if meant is not None or not written:
        now = model.affiliations.settle(before, meant, event.sequence)
    elif before.text_id == text_id:
        now = replace(before, as_of=event.sequence, version=before.version + 1)
    else:
        text = model.affiliations.join(there.text or Text(text_id, written, platform.now()))
        now = model.affiliations.wait(before, text, event.sequence)
        writes += store.affiliations.wrote(now.member_id, text)
    if before.text_id != now.text_id:
        writes += _parted(before)
    store.save([*store.affiliations.affiliated(now), *writes], model.affiliations.said(before, now))


def _meant(register: Register, written: str, before: Affiliation) -> str | None:
    """The organisation that a text is the name of, also one that was merged since (M9, M12).

    Whoever has said which of those that came after is theirs stays there.
    """
    meant = register.resolve(written).organisation
    if meant is None:
        return None
    current = register.current(meant, platform.now().date())
    if before.organisation_id in {one.organisation_id for one in current}:
        return before.organisation_id
    # Inline on purpose: most texts are of nobody who is in the register twice.
    from services.membership.organisations import undoing

    return undoing.named(register, meant, written).organisation_id


def forget(member_id: str) -> None:
    """Keep nothing any more of where somebody came from, and no text that only they wrote."""
    before = store.affiliations.of_member(member_id)
    if before is not None:
        store.save([store.affiliations.forget(before), *_parted(before)])


def _parted(before: Affiliation) -> list[Write]:
    text = store.affiliations.text(before.text_id) if before.text_id else None
    return (
        store.affiliations.no_longer_wrote(before.member_id, model.affiliations.part(text))
        if text
        else []
    )


def carry_out(event: OrganisationTextDecided) -> None:
    """Let everybody who wrote a text go where chairs have said (shape: advance).

    Whoever wrote it only after the decision waits; a later decision has an event of its own.
    """
    after: Item | None = None
    while True:
        after = _unless_overtaken(partial(_carry_out, event, after))
        if after is None:
            return


def _carry_out(event: OrganisationTextDecided, after: Item | None) -> Item | None:
    """Do it for some of them; where to go on."""
    text = store.affiliations.text(event.text_id)
    if text is None or text.decisions != event.sequence:
        return None
    wrote, onwards = store.affiliations.who_wrote(event.text_id, event.sequence, after)
    theirs = [before for before in wrote if before.text_id == text.text_id]
    moved = [(before, model.affiliations.follow(before, text)) for before in theirs]
    changes = [(before, now) for before, now in moved if before is not now]
    if changes:
        writes = [store.affiliations.put(now) for _, now in changes]
        said = [one for before, now in changes for one in model.affiliations.said(before, now)]
        store.save([store.affiliations.text_is_still(text), *writes], said)
    return onwards


def _unless_overtaken(act: Callable[[], Found]) -> Found:
    """Do this; anew, if somebody else changed the same at the same moment."""
    for _ in range(TRIES - 1):
        try:
            return act()
        except Conflict:
            continue
    return act()
