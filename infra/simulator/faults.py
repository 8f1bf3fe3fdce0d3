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
    """The faults; the last five strike at the bus or the mail, the others at any call."""

    CRASH = "dies before call {at}, or else at its end"
    ERROR = "gets an error from call {at}, which did nothing"
    TIMEOUT = "gets no answer to call {at}, which was carried out"
    MEANWHILE = "is overtaken before call {at}"
    REFUSED = "has some entries refused by the bus"
    AGAIN = "is told by the mail provider to come again with some copies"
    REJECTED = "has some addresses rejected by the mail provider"
    LOST_SENT = "gets no answer from the mail provider, which took all copies"
    LOST_UNSENT = "gets no answer from the mail provider, which took none"


AT_CALLS = frozenset({Kind.CRASH, Kind.ERROR, Kind.TIMEOUT, Kind.MEANWHILE})


@dataclass(frozen=True)
class Fault:
    """One fault of one function; `dice` chooses which entries or copies are hit."""

    kind: Kind
    at: int
    dice: int = 0

    def __str__(self) -> str:
        return self.kind.format(at=self.at)

    def hits(self, position: int) -> bool:
        """Whether the entry or the copy at this position is hit; the first one always is."""
        return position == 0 or bool(self.dice >> position & 1)


class Danger:
    """Stands before every call to the platform, and lets the fault of this function strike once."""

    def __init__(self, overtake: Callable[[int], None]) -> None:
        self._overtake = overtake
        self._fault: Fault | None = None
        self._left = 0
        self.depth = 0

    @contextmanager
    def over(self, fault: Fault | None) -> Iterator[None]:
        """A function runs under this fault; functions that overtake it have no faults."""
        before = self._fault, self._left
        self._fault = fault
        self._left = fault.at if fault is not None and fault.kind in AT_CALLS else 0
        self.depth += 1
        try:
            yield
            if fault is not None and self._left > 0 and fault.kind is Kind.CRASH:
                raise Crash
        finally:
            self._fault, self._left = before
            self.depth -= 1

    def before(self, *, may_wait: bool = True) -> bool:
        """A call begins; tells whether its answer will be lost. Raises Crash or Unavailable."""
        if self._left <= 0:
            return False
        self._left -= 1
        return self._left == 0 and self._strike(may_wait)

    def take(self, *kinds: Kind) -> Fault | None:
        """The fault, if it is one of these and has not struck yet."""
        fault = self._fault
        if fault is None or fault.kind not in kinds:
            return None
        self._fault = None
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
