"""The hand-over of mail: claim, look at everybody once more, send exactly once, write it down.

A batch goes out a handful at a time: what became of one is written down in one transaction with the
claim of the next. Who is claimed and has no result is in doubt; only `settling` may decide that.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta

from services.notifications.letters import headers
from services.notifications.model import batch as rules
from services.notifications.model.batch import Batch, Result
from services.notifications.model.gate import reason_against
from services.notifications.store import batches, people
from services.runtime import platform
from services.runtime.ports import Check, Letter, LostAnswer, Outcome, Recipient
from services.runtime.signing import keyed_hash

Admitted = tuple[Mapping[str, Result], Sequence[tuple[str, Recipient]]]
"""Why some are left out, and the copies of the rest by member id."""

PASS = timedelta(seconds=15)
"""No handful is begun later than this after the first: a function that is stopped leaves doubt."""
RESULT_OF = {Outcome.ACCEPTED: Result.SENT, Outcome.REJECTED: Result.REJECTED}


class ComesAgain(Exception):
    """Somebody still waits for this mail: the queue brings the message again."""


def members(batch: Batch) -> Admitted:
    """The hand-off gate: whoever may not have this mail at this moment is left out (A1)."""
    found, archived = people.at_the_gate(batch.network_id, batch.in_hand)
    now = platform.now()
    late = now >= batch.useful_until
    refused: dict[str, Result] = {}
    copies = []
    for person in found:
        reason = reason_against(
            batch.kind,
            person,
            batch.network_id,
            archived=archived,
            late=late,
            untold=person.is_untold(batch.network_id, now),
        )
        if reason:
            refused[person.member_id] = reason
        elif person.address:
            copies.append((person.member_id, copy(batch, person.member_id, person.address)))
    return refused, copies


def is_put_off(batch: Batch) -> bool:
    """Whether somebody waits whose address is known: the provider wants them later.

    Whoever waits for an address is left to the next look, and uses up no try of the queue.
    """
    found, _ = people.at_the_gate(batch.network_id, batch.waiting)
    return any(person.address for person in found)


def hand_over(
    batch: Batch,
    letter: Letter,
    *,
    holds: Check | None = None,
    admit: Callable[[Batch], Admitted] = members,
    keep: Callable[[Batch], Batch] = lambda after: batches.keep(after),
) -> Batch | None:
    """Send a batch to everybody who waits and whom the gate lets pass; what became of it.

    None if somebody else has it. Some wait again if the provider wants them later. `keep` writes
    down what has no further handful to be written down with.
    """
    began = platform.now()
    mine = rules.claimed(batch, began)
    try:
        batches.claim(mine, holds)
    except batches.Taken:
        return None
    except batches.Outdated:
        return keep(rules.all_of(batch, Result.SUPERSEDED))
    tried: set[str] = set()
    while True:
        tried.update(mine.in_hand)
        after = _sent(mine, letter, admit)
        now = platform.now()
        if now >= began + PASS or tried.issuperset(after.waiting):
            return keep(after)
        mine = rules.in_one_step(after, rules.claimed(after, now, besides=tried))
        try:
            batches.claim(mine, holds)
        except batches.Taken:
            return keep(after)
        except batches.Outdated:
            return keep(rules.in_one_step(after, rules.all_of(after, Result.SUPERSEDED)))


def _sent(mine: Batch, letter: Letter, admit: Callable[[Batch], Admitted]) -> Batch:
    """The batch after its handful was looked at once more and sent; not written down yet."""
    refused, copies = admit(mine)
    results = dict(refused)
    if copies:
        try:
            outcomes = platform.current().mail.send(letter, [to for _, to in copies])
        except LostAnswer:
            return rules.in_doubt(mine, results)
        results |= {
            member_id: RESULT_OF[outcome]
            for (member_id, _), outcome in zip(copies, outcomes, strict=True)
            if outcome in RESULT_OF
        }
    return rules.settled(mine, results)


def copy(batch: Batch, member_id: str, address: str) -> Recipient:
    """One person's copy of a letter."""
    slots, own = headers.of_copy(batch.kind, batch.network_id, member_id)
    return Recipient(key=evidence_key(batch, member_id), address=address, slots=slots, headers=own)


def evidence_key(batch: Batch, member_id: str) -> str:
    """Names this mail to the provider, the same at each attempt and without a meaning (A2)."""
    return keyed_hash("mail", f"{batch.about}:{member_id}")[:32]
