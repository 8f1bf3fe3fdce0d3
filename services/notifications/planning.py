"""From an event to batches in the queue: the first two stages of a fan-out.

Both may break off anywhere and be taken up again by the same message or by a tick: the plan goes on
from its cursor, and a batch that is queued twice is claimed once.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence

from services.contracts.refusals import Conflict
from services.notifications import occasions
from services.notifications.model import fanout as rules
from services.notifications.model.batch import Batch
from services.notifications.model.fanout import Fanout, Stage
from services.notifications.model.kinds import ONLY_FOR, TELL_A_TIME, Kind
from services.notifications.store import batches, facts, fanouts
from services.runtime import platform
from services.runtime.ports import Item


def move_id(session_id: str, version: int) -> str:
    """The fan-out that tells of the move which made this version of a session."""
    return f"{Kind.MOVE}#{session_id}#{version}"


def start(fanout: Fanout) -> None:
    """Make a fan-out if it was not made before, and bring it on its way (shape: create once)."""
    if fanouts.add(fanout):
        _carry_on(fanout)
    else:
        carry_on(fanout.fanout_id)


def carry_on(fanout_id: str) -> None:
    """Plan and queue what is not planned or queued yet.

    A fan-out that lacks a fact, such as a title that is still on its way, stays as it is: whoever
    hears of the fact, and every tick's look, comes back here. So it does not use up the few tries
    that the queue gives a message.
    """
    fanout = fanouts.find(fanout_id)
    if fanout is not None:
        _carry_on(fanout)


def _carry_on(fanout: Fanout | None) -> None:
    try:
        while fanout is not None and fanout.stage is Stage.PLANNING:
            fanout = _one_page(fanout)
        if fanout is not None and fanout.stage is Stage.PLANNED:
            queue(_numbered(fanout.fanout_id, range(fanout.batches)))
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
    if fanout.kind in (Kind.CANCELLATION, Kind.MOVE):
        return _told(fanout, after)
    spared = _told_by_the_move(fanout) if fanout.kind is Kind.REMINDER else frozenset()
    members, further = fanouts.members_page(fanout.network_id, after)
    wanted = ONLY_FOR.get(fanout.kind)
    meant = [m for m, roles in members if m not in spared and (wanted is None or wanted & roles)]
    return meant, further


def _told(fanout: Fanout, after: Item | None) -> tuple[Sequence[str], Item | None]:
    """Those who were told of an earlier time of the session, or may have been (S6, S8, A3).

    Each once, however many times they were told: page by page through the mail about each of them.
    Raises NotYet while one is being sent: what corrects a mail must not overtake it.
    """
    begun = after["fanout_id"] if after else ""
    earlier = [
        one
        for one in fanouts.about_session(fanout.subject_id)
        if one.kind in TELL_A_TIME
        and (one.fence or 0) < (fanout.fence or 0)
        and one.fanout_id >= begun
    ]
    if not earlier:
        return [], None
    page, further = batches.page_of(
        earlier[0].fanout_id, earlier[0].batches, after["after"] if after else 0
    )
    now = platform.now()
    if any(batch.is_held(now) for batch in page):
        raise occasions.NotYet
    so_far = batches.all_of(fanout.fanout_id, fanout.batches)
    planned = {m for batch in so_far for m in batch.results}
    told = [m for batch in page for m in batch.told() if m not in planned]
    if further:
        return told, {"fanout_id": earlier[0].fanout_id, "after": further}
    return told, {"fanout_id": earlier[1].fanout_id, "after": 0} if earlier[1:] else None


def _told_by_the_move(fanout: Fanout) -> frozenset[str]:
    """Those who hear of a new time by the mail about the move, when a reminder is due at once.

    One mail about one time is enough (A11). Whoever was left out of that one, since they had left
    and have come back meanwhile, is not among them. Raises NotYet until it is known who they are.
    """
    _, session = facts.session(fanout.network_id, fanout.subject_id)
    if session is None or session.moved is None or session.version != fanout.fence:
        return frozenset()
    if not session.moved.reminds:
        return frozenset()
    move = fanouts.find(move_id(fanout.subject_id, session.version))
    if move is None or move.stage is Stage.PLANNING:
        raise occasions.NotYet
    told = batches.all_of(move.fanout_id, move.batches)
    return frozenset(m for batch in told for m in batch.not_withheld())
