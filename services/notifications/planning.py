"""From an event to batches in the queue: the first two stages of a fan-out.

Both may break off anywhere and be taken up again by the same message or by a tick: the plan goes on
from its cursor, and a batch that is queued twice is claimed once.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence

from services.contracts.refusals import Conflict
from services.contracts.roles import Role
from services.notifications import occasions
from services.notifications.model import fanout as rules
from services.notifications.model.batch import Batch
from services.notifications.model.fanout import Fanout, Stage
from services.notifications.model.kinds import CHECKERS, Kind
from services.notifications.store import batches, fanouts
from services.runtime import platform
from services.runtime.ports import Item


def start(fanout: Fanout) -> None:
    """Make a fan-out if it was not made before, and bring it on its way (shape: create once)."""
    fanouts.add(fanout)
    carry_on(fanout.fanout_id)


def carry_on(fanout_id: str) -> None:
    """Plan and queue what is not planned or queued yet.

    A fan-out that lacks a fact, such as a title that is still on its way, stays as it is: whoever
    hears of the fact, and every tick's look, comes back here. So it does not use up the few tries
    that the queue gives a message.
    """
    fanout = fanouts.find(fanout_id)
    try:
        while fanout is not None and fanout.stage is Stage.PLANNING:
            fanout = _one_page(fanout)
        if fanout is not None and fanout.stage is Stage.PLANNED:
            queue(_numbered(fanout_id, range(fanout.batches)))
            sending, events = rules.queued(fanout)
            fanouts.change(sending, events=events)
    except Conflict:
        return  # somebody else is at it; if that one fails, the next look sees it


def queue(messages: Iterable[dict[str, str | int]]) -> None:
    """Ask for these batches and single mails to be sent."""
    bodies = [json.dumps(message) for message in messages]
    if bodies:
        platform.current().queues.send(platform.setting("SENDING_QUEUE"), bodies)


def message(batch: Batch) -> dict[str, str | int]:
    """The queue's message that asks for a batch or a single mail to be sent."""
    if batch.number is None:
        (member_id,) = batch.results
        return {"member_id": member_id, "about": batch.about}
    return {"fanout_id": batch.about, "batch": batch.number}


def _numbered(fanout_id: str, numbers: Iterable[int]) -> list[dict[str, str | int]]:
    return [{"fanout_id": fanout_id, "batch": number} for number in numbers]


def _one_page(fanout: Fanout) -> Fanout | None:
    """The fan-out with one more page of its audience; None if it must wait."""
    try:
        if fanout.cursor is None:
            # Drawn once before anybody is planned: a letter that cannot be drawn reaches nobody.
            occasions.letter(fanout)
        page = _audience(fanout)
    except occasions.NotYet:
        if platform.now() < fanout.useful_until:
            return None
        page = [], None
    except occasions.Outdated:
        page = [], None
    further, planned = rules.planned(fanout, *page)
    fanouts.change(further, planned)
    return further


def _audience(fanout: Fanout) -> tuple[Sequence[str], Item | None]:
    """One page of those whom it is for, as far as is known now; the sender asks again (A1)."""
    after = dict(fanout.cursor) if fanout.cursor else None
    if fanout.kind is Kind.CANCELLATION:
        return _reminded(fanout, after)
    members, further = fanouts.members_page(fanout.network_id, after)
    wanted: frozenset[Role] | None = CHECKERS if fanout.kind is Kind.NOTE_TO_CHECK else None
    return [m for m, roles in members if wanted is None or wanted & roles], further


def _reminded(fanout: Fanout, after: Item | None) -> tuple[Sequence[str], Item | None]:
    """Those who were sent the latest reminder of the session, or may have been (S6, A3).

    Raises NotYet while one is being sent: a cancellation must not overtake its reminder.
    """
    reminders = [
        one for one in fanouts.about_session(fanout.subject_id) if one.kind is Kind.REMINDER
    ]
    if not reminders:
        return [], None
    latest = max(reminders, key=lambda reminder: reminder.fence or 0)
    found, further = batches.page_of(latest.fanout_id, after)
    now = platform.now()
    if any(batch.is_held(now) for batch in found):
        raise occasions.NotYet
    return [member_id for batch in found for member_id in batch.told()], further
