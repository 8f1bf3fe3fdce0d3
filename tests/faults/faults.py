"""What can happen to one call of AWS, and what it looks like to whoever calls."""

from __future__ import annotations

from enum import StrEnum

from botocore.awsrequest import AWSResponse

from tests.runtime.aws.wire import failure


class Killed(BaseException):
    """The function is gone in the middle of its work; no handler of ours sees this."""


class Fault(StrEnum):
    """What happens to one call; the SDK's own repetitions meet the same fate unless it says so."""

    CRASH_BEFORE = "the function dies just before the call"
    CRASH_AFTER = "the function dies just after the effect"
    ERROR = "the service answers 500 and has done nothing"
    THROTTLE = "the service is too busy and has done nothing"
    TIMEOUT = "no answer comes, and nothing was done"
    LOST = "it was done, and the first answer is lost; the SDK's repetition is answered"
    LOST_FOR_GOOD = "it was done, and no answer ever comes"
    DENIED = "access is denied"
    PARTIAL = "a part of what was asked is done, once"


READS = frozenset({"GetItem", "BatchGetItem", "Query"})

CAN_BE_PARTIAL = frozenset(
    {
        "BatchGetItem",
        "PutEvents",
        "Query",
        "SendBulkEmail",
        "SendMessageBatch",
        "TransactWriteItems",
    }
)

BUSY = {
    "SendBulkEmail": ("TooManyRequestsException", 429),
    "SendMessageBatch": ("ThrottlingException", 400),
    "PutEvents": ("ThrottlingException", 400),
}


def can_meet(operation: str) -> set[Fault]:
    """The faults that a call of this operation can meet."""
    return set(Fault) - (set() if operation in CAN_BE_PARTIAL else {Fault.PARTIAL})


def always_met(operation: str) -> set[Fault]:
    """What every call meets in the ordinary run of the tests; the others are marked `slow`.

    To lose every answer of a read is an error like any other.
    """
    met = {Fault.CRASH_BEFORE, Fault.CRASH_AFTER, Fault.ERROR, Fault.LOST}
    return met if operation in READS else met | {Fault.LOST_FOR_GOOD}


def busy(operation: str) -> AWSResponse:
    """The answer of a service that has too much to do."""
    if operation in BUSY:
        return failure(*BUSY[operation])
    if operation.startswith(("Admin", "Initiate", "Respond")):
        return failure("TooManyRequestsException")
    return failure("ProvisionedThroughputExceededException")
