"""The rules of a copy of everything that is held about somebody.

asked ──every service has given its share──▶ ready ──7 days──▶ gone
  ▲                                            │
  └────────────── asked once more ─────────────┘
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import NamedTuple, get_args

from services.contracts.mydata import Holder, MyDataAsked, MyDataReady
from services.contracts.refusals import TooMany

KEPT_FOR = timedelta(days=7)
LATE_AFTER = timedelta(hours=24)
ASK_AGAIN_AFTER = timedelta(hours=1)
MOST_A_DAY = 3
A_DAY = timedelta(days=1)
HOLDERS = frozenset(get_args(Holder))
"""The services that give a share, membership itself among them."""


@dataclass(frozen=True, slots=True)
class MyData:
    """A copy that somebody asked for, the `round`th time; it is looked at again at `look_at`.

    `asks` are the times at which they asked within a day: counted here and in no counter of its
    own, which would count what never came about, whenever an answer is lost.
    """

    member_id: str
    data_id: str
    asked_at: datetime
    look_at: datetime
    ready_at: datetime | None = None
    round: int = 1
    asks: tuple[datetime, ...] = ()
    version: int = 1

    @property
    def gone_at(self) -> datetime | None:
        """When it is deleted; None while it is not ready."""
        return self.ready_at + KEPT_FOR if self.ready_at else None

    def takes(self, data_id: str, sequence: int) -> bool:
        """Whether a share that was asked for in that round still belongs into it."""
        return self.ready_at is None and (data_id, sequence) == (self.data_id, self.round)


class Part(NamedTuple):
    """One of the `parts` of what a service holds; those of one `share_id` go together."""

    service: str
    share_id: str
    part: int
    parts: int
    content: str


def ask(
    before: MyData | None, member_id: str, data_id: str, now: datetime
) -> tuple[MyData, MyDataAsked | None]:
    """A new copy in place of the one before; the same, if that is still being made.

    Raises TooMany after some in a day.
    """
    if before is not None and before.ready_at is None:
        return before, None
    asks = tuple(at for at in before.asks if at > now - A_DAY) if before else ()
    if len(asks) >= MOST_A_DAY:
        left = asks[0] + A_DAY - now
        raise TooMany(
            f"You can have {MOST_A_DAY} files in a day. Try again in"
            f" {-(-left // timedelta(hours=1))} hours.",
            retry_after=int(left.total_seconds()),
        )
    asked = MyData(member_id, data_id, now, now + LATE_AFTER, asks=(*asks, now))
    if before is not None:
        asked = replace(
            asked, data_id=before.data_id, round=before.round + 1, version=before.version + 1
        )
    return asked, said(asked)


def said(asked: MyData) -> MyDataAsked:
    """What every service hears; harmless once more."""
    return MyDataAsked(member_id=asked.member_id, data_id=asked.data_id, sequence=asked.round)


def shares(parts: Iterable[Part]) -> Mapping[str, list[str]]:
    """What each service holds, of those of which all parts are there: the contents in order.

    A service that was asked twice has given two shares, of which each is true: the first is taken.
    """
    together: dict[tuple[str, str], dict[int, Part]] = {}
    for part in parts:
        together.setdefault((part.service, part.share_id), {})[part.part] = part
    found: dict[str, list[str]] = {}
    for (service, _), some in sorted(together.items()):
        if len(some) == next(iter(some.values())).parts:
            found.setdefault(service, [some[number].content for number in sorted(some)])
    return found


def missing(parts: Iterable[Part]) -> list[str]:
    """The services that have not given all of their share."""
    return sorted(HOLDERS - shares(parts).keys())


def complete(mine: MyData, email: str, now: datetime) -> tuple[MyData, MyDataReady]:
    """Every service has answered: the person is told, at the first address."""
    gone_at = now + KEPT_FOR
    ready = replace(mine, ready_at=now, look_at=gone_at, version=mine.version + 1)
    return ready, MyDataReady(
        member_id=mine.member_id, email=email, expires_at=gone_at, sequence=ready.version
    )


def is_gone(mine: MyData, now: datetime) -> bool:
    """Whether its days are over, though nobody may have deleted it yet."""
    return mine.gone_at is not None and now >= mine.gone_at


def wait_on(mine: MyData, now: datetime) -> MyData:
    """Somebody has not answered within a day: look again in an hour."""
    return replace(mine, look_at=now + ASK_AGAIN_AFTER, version=mine.version + 1)
