"""The ledger's unit: up to 50 people who are mailed in one go, and what became of each.

A single mail is a batch of one. The claim comes before the mail, so that a crash or a lost answer
leaves a batch that is known to be in doubt, which only the provider's evidence may settle.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from services.notifications.model.kinds import Kind

MOST_PEOPLE = 50
LEASE = timedelta(minutes=1)
"""Longer than any function may run: a claim that is older belongs to nobody."""
NOBODY = "erased-"
"""With a number in place of a member id: somebody who was erased, and whom nobody can name."""
DOUBT_LASTS = timedelta(hours=1)
"""How long after a mail has lost its use its evidence is still waited for."""


class State(StrEnum):
    """Where a batch stands."""

    OPEN = "open"
    CLAIMED = "claimed"
    UNCERTAIN = "uncertain"
    SETTLED = "settled"


class Result(StrEnum):
    """What became of one person's mail; all but four are reasons why it was withheld."""

    SENT = "sent"
    REJECTED = "rejected"
    SUPERSEDED = "superseded"
    UNCERTAIN = "uncertain"
    TOO_LATE = "too_late"
    NETWORK_ENDED = "network_ended"
    NOT_A_MEMBER = "not_a_member"
    NO_ROLE = "no_role"
    NOT_WANTED = "not_wanted"
    NO_ADDRESS = "no_address"


@dataclass(frozen=True, slots=True)
class Batch:
    """`about` names the fan-out or the single mail, and with a member id this person's mail (A2).

    `results` has None for everybody whose mail is not settled; `number` is None for a single mail.
    """

    about: str
    number: int | None
    kind: Kind
    network_id: str
    useful_until: datetime
    results: Mapping[str, Result | None]
    state: State = State.OPEN
    claimed_at: datetime | None = None
    counted: bool = False
    version: int = 1

    @property
    def unsettled(self) -> list[str]:
        """The members whose mail has no result yet."""
        return [member_id for member_id, result in self.results.items() if result is None]

    def is_held(self, now: datetime) -> bool:
        """Whether somebody may be sending it at this moment."""
        return (
            self.state is State.CLAIMED
            and self.claimed_at is not None
            and now < self.claimed_at + LEASE
        )

    def told(self) -> list[str]:
        """The members who got the mail, or may have got it, and who can still be told of more."""
        in_doubt = self.state in (State.CLAIMED, State.UNCERTAIN)
        return [
            member_id
            for member_id, result in self.results.items()
            if (result in (Result.SENT, Result.UNCERTAIN) or (result is None and in_doubt))
            and not member_id.startswith(NOBODY)
        ]

    def not_withheld(self) -> list[str]:
        """The members who got the mail, may get it yet, or have an address that refused it."""
        handed = (None, Result.SENT, Result.UNCERTAIN, Result.REJECTED)
        return [member_id for member_id, result in self.results.items() if result in handed]

    def outcome(self) -> Counter[Result]:
        """How many people there are of each result."""
        return Counter(result for result in self.results.values() if result is not None)


def claimed(batch: Batch, now: datetime) -> Batch:
    """Taken by one sender; whoever else tries fails on the version."""
    return _next(batch, state=State.CLAIMED, claimed_at=now)


def settled(batch: Batch, results: Mapping[str, Result]) -> Batch:
    """With these results; open again if somebody still has none."""
    known = {**batch.results, **results}
    state = State.OPEN if None in known.values() else State.SETTLED
    return _next(batch, results=known, state=state)


def in_doubt(batch: Batch, results: Mapping[str, Result]) -> Batch:
    """No answer came: whoever has no result may have got the mail or not."""
    return _next(batch, results={**batch.results, **results}, state=State.UNCERTAIN)


def all_of(batch: Batch, result: Result) -> Batch:
    """Everybody who has no result yet gets this one."""
    return settled(batch, dict.fromkeys(batch.unsettled, result))


def by_evidence(batch: Batch, accepted: Mapping[str, bool | None], now: datetime) -> Batch:
    """What the provider knows of each: True is sent, False may be sent once more, None is doubt.

    While one is in doubt nobody of the batch is sent anything. Doubt that outlives the mail's use
    by an hour stays as the result, for everybody to see.
    """
    sent = {member_id: Result.SENT for member_id, known in accepted.items() if known}
    doubtful = {member_id for member_id, known in accepted.items() if known is None}
    if not doubtful:
        return settled(batch, sent)
    if now < batch.useful_until + DOUBT_LASTS:
        return in_doubt(batch, sent)
    final = {
        member_id: Result.UNCERTAIN if member_id in doubtful else Result.TOO_LATE
        for member_id in batch.unsettled
    }
    return settled(batch, {**final, **sent})


def without_name(batch: Batch, member_id: str) -> Batch:
    """The same counts without who this person was; what is still open for them is withheld (A21).

    What is in doubt stays so for good: the evidence can be asked for only by who it was.
    """
    number = sum(other.startswith(NOBODY) for other in batch.results)
    in_doubt = batch.state in (State.CLAIMED, State.UNCERTAIN)
    unknown = Result.UNCERTAIN if in_doubt else Result.NOT_A_MEMBER
    results = {
        f"{NOBODY}{number}" if other == member_id else other: (
            result or unknown if other == member_id else result
        )
        for other, result in batch.results.items()
    }
    # A claim that ran out still is one: whoever else is in it is settled by the evidence.
    open_ = None in results.values()
    return _next(batch, results=results, state=batch.state if open_ else State.SETTLED)


def in_fifties(member_ids: Iterable[str]) -> Iterable[list[str]]:
    """The members in lists of up to 50, in their order."""
    everybody = list(member_ids)
    for start in range(0, len(everybody), MOST_PEOPLE):
        yield everybody[start : start + MOST_PEOPLE]


def _next(batch: Batch, **changes: object) -> Batch:
    return replace(batch, version=batch.version + 1, **changes)  # type: ignore[arg-type]
