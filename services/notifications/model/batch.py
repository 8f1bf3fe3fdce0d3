"""The ledger's unit: up to 500 people who are mailed a handful at a time, and what became of each.

A single mail is a batch of one. The claim of a handful comes before its mail, so that a crash or a
lost answer leaves exactly these people in doubt, which only the provider's evidence may settle.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from services.notifications.model.kinds import Kind

MOST_PEOPLE = 500
"""So many marks fit, with all that is said about them, into one kilobyte (store.batches)."""
HANDFUL = 50
"""So many copies the provider takes in one call."""
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
    NOT_TOLD = "not_told"
    NO_ADDRESS = "no_address"


@dataclass(frozen=True, slots=True)
class Batch:
    """`about` names the fan-out or the single mail, and with a member id this person's mail (A2).

    `results` has None for everybody whose mail is not settled; `number` is None for a single mail.
    `in_hand` are those whom somebody is sending to since `claimed_at`, and `doubtful` those of
    whose mail no answer has come.
    """

    about: str
    number: int | None
    kind: Kind
    network_id: str
    useful_until: datetime
    results: Mapping[str, Result | None]
    in_hand: tuple[str, ...] = ()
    doubtful: frozenset[str] = frozenset()
    claimed_at: datetime | None = None
    counted: bool = False
    version: int = 1

    @property
    def waiting(self) -> list[str]:
        """The members who have no result and are in nobody's hand, in their order."""
        busy = self.doubtful.union(self.in_hand)
        return [m for m, result in self.results.items() if result is None and m not in busy]

    @property
    def state(self) -> State:
        """What is to happen next: of several things, what somebody does already."""
        if self.in_hand:
            return State.CLAIMED
        if self.waiting:
            return State.OPEN
        return State.UNCERTAIN if self.doubtful else State.SETTLED

    def is_held(self, now: datetime) -> bool:
        """Whether somebody may be sending it at this moment."""
        return bool(self.in_hand) and self.claimed_at is not None and now < self.claimed_at + LEASE

    def told(self) -> list[str]:
        """The members who got the mail, or may have got it, and who can still be told of more."""
        perhaps = self.doubtful.union(self.in_hand)
        return [
            member_id
            for member_id, result in self.results.items()
            if (result in (Result.SENT, Result.UNCERTAIN) or member_id in perhaps)
            and not member_id.startswith(NOBODY)
        ]

    def not_withheld(self) -> list[str]:
        """The members who got the mail, may get it yet, or have an address that refused it."""
        handed = (None, Result.SENT, Result.UNCERTAIN, Result.REJECTED)
        return [member_id for member_id, result in self.results.items() if result in handed]

    def outcome(self) -> Counter[Result]:
        """How many people there are of each result."""
        return Counter(result for result in self.results.values() if result is not None)


def claimed(batch: Batch, now: datetime, *, besides: Collection[str] = ()) -> Batch:
    """A handful of those who wait taken by one sender; whoever else tries fails on the version.

    `besides` are left alone. Whoever was in a hand that let go without a word is in doubt.
    """
    handful = [member_id for member_id in batch.waiting if member_id not in besides][:HANDFUL]
    return _next(
        batch,
        in_hand=tuple(handful),
        doubtful=batch.doubtful.union(batch.in_hand),
        claimed_at=now,
    )


def settled(batch: Batch, results: Mapping[str, Result]) -> Batch:
    """With these results; whoever was in hand and has none waits again."""
    return _next(
        batch,
        results={**batch.results, **results},
        in_hand=(),
        doubtful=batch.doubtful.difference(results),
    )


def in_doubt(batch: Batch, results: Mapping[str, Result]) -> Batch:
    """No answer came: whoever is in hand and has no result may have got the mail or not."""
    return _next(
        batch,
        results={**batch.results, **results},
        in_hand=(),
        doubtful=batch.doubtful.union(batch.in_hand).difference(results),
    )


def all_of(batch: Batch, result: Result) -> Batch:
    """Everybody who waits gets this result; who is in doubt stays so."""
    return in_doubt(batch, dict.fromkeys(batch.waiting, result))


def by_evidence(batch: Batch, accepted: Mapping[str, bool | None], now: datetime) -> Batch:
    """What the provider knows of each: True is sent, False may be sent once more, None is doubt.

    Doubt that outlives the mail's use by an hour stays as the result, for everybody to see.
    """
    known = {member_id: Result.SENT for member_id, sent in accepted.items() if sent}
    doubtful = frozenset(member_id for member_id, sent in accepted.items() if sent is None)
    if now >= batch.useful_until + DOUBT_LASTS:
        known |= dict.fromkeys(doubtful, Result.UNCERTAIN)
        doubtful = frozenset()
    return _next(batch, results={**batch.results, **known}, in_hand=(), doubtful=doubtful)


def without_name(batch: Batch, member_id: str) -> Batch:
    """The same counts without who this person was; what is still open for them is withheld (A21).

    What is in doubt stays so for good: the evidence can be asked for only by who it was.
    """
    number = sum(other.startswith(NOBODY) for other in batch.results)
    in_doubt = member_id in batch.doubtful or member_id in batch.in_hand
    unknown = Result.UNCERTAIN if in_doubt else Result.NOT_A_MEMBER
    results = {
        f"{NOBODY}{number}" if other == member_id else other: (
            result or unknown if other == member_id else result
        )
        for other, result in batch.results.items()
    }
    return _next(
        batch,
        results=results,
        in_hand=tuple(other for other in batch.in_hand if other != member_id),
        doubtful=batch.doubtful - {member_id},
    )


def in_one_step(before: Batch, after: Batch) -> Batch:
    """What comes after is written down together with what was before, as one version."""
    return replace(after, version=before.version)


def in_batches(member_ids: Iterable[str]) -> Iterator[list[str]]:
    """The members in lists of up to 500, in their order."""
    everybody = list(member_ids)
    for start in range(0, len(everybody), MOST_PEOPLE):
        yield everybody[start : start + MOST_PEOPLE]


def _next(batch: Batch, **changes: object) -> Batch:
    return replace(batch, version=batch.version + 1, **changes)  # type: ignore[arg-type]
