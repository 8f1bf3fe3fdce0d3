"""The rules of erasing: asked for, a week to think again, then gone from every service.

requested ──a week──▶ erasing ──all three services answered──▶ erased: a hash and nothing else
    │
    └──signing in, or keeping the account──▶ nothing was asked for
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from services.contracts.event import Event
from services.contracts.membership import (
    ErasureCompleted,
    ErasureReceiptIssued,
    ErasureRequested,
    MemberErased,
)
from services.contracts.refusals import Conflict

THINK_AGAIN_FOR = timedelta(days=7)
LATE_AFTER = timedelta(hours=24)
ANSWERING = frozenset({"sessions", "notes", "notifications"})
"""The services that say when they hold nothing any more."""


@dataclass(frozen=True, slots=True)
class Erasure:
    """What somebody asked for; `due_at` is when it can no longer be called off (M22)."""

    member_id: str
    requested_at: datetime
    due_at: datetime
    version: int = 1


@dataclass(frozen=True, slots=True)
class Saga:
    """An erasing on its way; `email` is kept for the receipt alone, and goes with it.

    Once it is over, neither the id nor the address is left.
    """

    member_id: str
    email: str
    begun_at: datetime
    answered: frozenset[str] = frozenset()
    version: int = 1

    @property
    def missing(self) -> list[str]:
        """The services that have not answered yet."""
        return sorted(ANSWERING - self.answered)

    def is_late(self, now: datetime) -> bool:
        """Whether an operator has to look at it."""
        return now >= self.begun_at + LATE_AFTER


def request(
    member_id: str, alone_in: Sequence[str], now: datetime, *, only_host: bool = False
) -> tuple[Erasure, Event]:
    """Ask for everything to go; raises Conflict for the last chair or host admin (M19)."""
    must_leave_a_chair(alone_in)
    must_leave_a_host(only_host=only_host)
    erasure = Erasure(member_id, now, now + THINK_AGAIN_FOR)
    return erasure, ErasureRequested(member_id=member_id, sequence=int(now.timestamp()))


def must_leave_a_chair(alone_in: Sequence[str]) -> None:
    """Raise Conflict, with what to do, if networks with these names have no other chair (M19)."""
    if alone_in:
        raise Conflict(
            f"You are the only chair of {' and '.join(alone_in)}, and a network keeps a chair. "
            "Make somebody else a chair first, or hand the role over, at the desk under Members. "
            "Then ask again."
        )


def must_leave_a_host(*, only_host: bool) -> None:
    """Raise Conflict, with what to do, if nobody else looks after the installation."""
    if only_host:
        raise Conflict(
            "Nobody but you looks after this installation. Appoint another person first, under "
            "Who looks after this installation. Ask again when they have accepted."
        )


def begin(erasure: Erasure, email: str, now: datetime) -> tuple[Saga, Event]:
    """The week is over: from here there is no way back."""
    return Saga(erasure.member_id, email, now), MemberErased(
        member_id=erasure.member_id, sequence=1
    )


def answer(saga: Saga, service: str) -> Saga:
    """A service holds nothing any more; the same saga if it said so before."""
    if service in saga.answered:
        return saga
    return replace(saga, answered=saga.answered | {service}, version=saga.version + 1)


def complete(saga: Saga) -> list[Event]:
    """What is said at the end: that it is done, and the receipt to the person (A21)."""
    return [
        ErasureCompleted(member_id=saga.member_id, sequence=2),
        ErasureReceiptIssued(email=saga.email, sequence=1),
    ]
