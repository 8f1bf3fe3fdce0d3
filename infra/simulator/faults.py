"""What can go wrong inside a function, and at which of its calls to the platform."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum


class Crash(BaseException):
    """The process is gone: no handler of ours sees this."""


class Died(Exception):
    """What is seen from outside of a function that crashed: it never answered."""


class Unavailable(Exception):
    """The platform did not answer as it should."""


class Kind(StrEnum):
    """The faults; the first four strike at any call, the others at the next one of bus or mail."""

    CRASH = "dies before {at}, or else at its end"
    ERROR = "gets an error from {at}, which did nothing"
    TIMEOUT = "gets no answer to {at}, which was carried out"
    MEANWHILE = "is overtaken before {at}"
    REFUSED = "or the next has some entries refused by the bus"
    AGAIN = "or the next is told by the mail provider to come again with some copies"
    REJECTED = "or the next has some addresses rejected by the mail provider"
    LOST_SENT = "or the next gets no answer from the mail provider, which took all copies"
    LOST_UNSENT = "or the next gets no answer from the mail provider, which took none"


FIRST_WRITE = 0
"""Where a fault strikes that waits for the first write, and not for a call by its number."""
UNTIL_IT_WRITES = 1000
AT_CALLS = frozenset({Kind.CRASH, Kind.ERROR, Kind.TIMEOUT, Kind.MEANWHILE})


@dataclass(frozen=True)
class Fault:
    """One fault; `dice` chooses which entries or copies are hit, or who overtakes."""

    kind: Kind
    at: int
    dice: int = 0

    def __str__(self) -> str:
        return self.kind.format(at=f"call {self.at}" if self.at else "its first write")

    def hits(self, position: int) -> bool:
        """Whether the entry or the copy at this position is hit; the first one always is."""
        return position == 0 or bool(self.dice >> position & 1)


class Danger:
    """Stands before every call to the platform, and lets the fault of this function strike once."""

    def __init__(self, overtake: Callable[[int], None]) -> None:
        self._overtake = overtake
        self._fault: Fault | None = None
        self._left = 0
        self._armed: list[Fault] = []

    @contextmanager
    def over(self, fault: Fault | None) -> Iterator[None]:
        """A function runs under this fault; functions that overtake it have no faults."""
        before = self._fault, self._left
        self._fault, self._left = fault, 0
        if fault is not None and fault.kind in AT_CALLS:
            self._left = fault.at or UNTIL_IT_WRITES
        elif fault is not None:
            self._armed.append(fault)
        try:
            yield
            if fault is not None and self._left > 0 and fault.kind is Kind.CRASH:
                raise Crash
        finally:
            self._fault, self._left = before

    def arm(self, fault: Fault) -> None:
        """Let this fault strike at the next call that is like it."""
        self._armed.append(fault)

    def is_over(self) -> None:
        """No fault that has not struck yet will strike."""
        self._armed.clear()

    def before(self, *, writes: bool = False, may_wait: bool = True) -> bool:
        """A call begins; tells whether its answer will be lost. Raises Crash or Unavailable."""
        if self._left <= 0:
            return False
        if writes and self._fault is not None and self._fault.at == FIRST_WRITE:
            self._left = 1
        self._left -= 1
        return self._left == 0 and self._strike(may_wait)

    def take(self, *kinds: Kind) -> Fault | None:
        """The fault that waits for a call like this one."""
        fault = next((one for one in self._armed if one.kind in kinds), None)
        if fault is not None:
            self._armed.remove(fault)
        return fault

    def _strike(self, may_wait: bool) -> bool:
        fault = self._fault
        assert fault is not None  # noqa: S101 - whoever counts down has a fault
        match fault.kind:
            case Kind.CRASH:
                raise Crash
            case Kind.ERROR:
                raise Unavailable
            case Kind.MEANWHILE if may_wait:
                self._overtake(fault.dice)
        return fault.kind is Kind.TIMEOUT
