"""The hand-over of mail: claim, look at everybody once more, send exactly once, write it down.

What is claimed and has no result is in doubt; only `settling` may decide about it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from services.notifications.letters import headers
from services.notifications.model import batch as rules
from services.notifications.model.batch import Batch, Result
from services.notifications.model.gate import reason_against
from services.notifications.store import batches, facts
from services.runtime import platform
from services.runtime.ports import Check, Letter, LostAnswer, Outcome, Recipient
from services.runtime.signing import keyed_hash

Admitted = tuple[Mapping[str, Result], Sequence[tuple[str, Recipient]]]
"""Why some are left out, and the copies of the rest by member id."""

RESULT_OF = {Outcome.ACCEPTED: Result.SENT, Outcome.REJECTED: Result.REJECTED}


class ComesAgain(Exception):
    """Somebody still waits for this mail: the queue brings the message again."""


def members(batch: Batch) -> Admitted:
    """The hand-off gate: whoever may not have this mail at this moment is left out (A1)."""
    people, archived = facts.people(batch.network_id, batch.unsettled)
    late = platform.now() >= batch.useful_until
    refused: dict[str, Result] = {}
    copies = []
    for person in people:
        reason = reason_against(batch.kind, person, archived=archived, late=late)
        if reason:
            refused[person.member_id] = reason
        else:
            copies.append((person.member_id, copy(batch, person.member_id, person.address)))
    return refused, copies


def hand_over(
    batch: Batch,
    letter: Letter,
    *,
    holds: Check | None = None,
    admit: Callable[[Batch], Admitted] = members,
) -> Batch | None:
    """Send an open batch to everybody whom the gate lets pass; what became of it.

    None if somebody else has it. It is open again if the provider wants it later.
    """
    mine = rules.claimed(batch, platform.now())
    try:
        batches.claim(mine, holds)
    except batches.Taken:
        return None
    except batches.Outdated:
        return _kept(rules.all_of(batch, Result.SUPERSEDED))
    refused, copies = admit(mine)
    results = dict(refused)
    if copies:
        try:
            outcomes = platform.current().mail.send(letter, [to for _, to in copies])
        except LostAnswer:
            return _kept(rules.in_doubt(mine, results))
        results |= {
            member_id: RESULT_OF[outcome]
            for (member_id, _), outcome in zip(copies, outcomes, strict=True)
            if outcome in RESULT_OF
        }
    return _kept(rules.settled(mine, results))


def copy(batch: Batch, member_id: str, address: str) -> Recipient:
    """One person's copy of a letter."""
    slots, own = headers.of_copy(batch.kind, batch.network_id, member_id)
    return Recipient(key=evidence_key(batch, member_id), address=address, slots=slots, headers=own)


def evidence_key(batch: Batch, member_id: str) -> str:
    """Names this mail to the provider, the same at each attempt and without a meaning (A2)."""
    return keyed_hash("mail", f"{batch.about}:{member_id}")[:32]


def _kept(batch: Batch) -> Batch:
    batches.keep(batch)
    return batch
