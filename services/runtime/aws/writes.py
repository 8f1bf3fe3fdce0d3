"""Writes in DynamoDB's words, and what it means when it cancels them."""

from __future__ import annotations

from typing import Any

from botocore.exceptions import ClientError

from services.runtime.aws.attributes import Attributes, attribute, written
from services.runtime.ports import (
    Absent,
    AtVersion,
    Check,
    ConditionFailed,
    Delete,
    Expectation,
    Key,
    OlderThan,
    Put,
    Write,
)

PASSING = frozenset({"TransactionConflict", "ThrottlingError", "ProvisionedThroughputExceeded"})
"""Reasons to cancel a transaction that are gone a moment later."""


def key(of: Key) -> Attributes:
    """A key for DynamoDB."""
    return {"pk": attribute(of[0]), "sk": attribute(of[1])}


def address(write: Write) -> tuple[str, str, str]:
    """Table and key that a write is about."""
    if isinstance(write, Put):
        return write.table, write.item["pk"], write.item["sk"]
    return write.table, *write.key


def part(write: Write, now: int) -> dict[str, Any]:
    """One write as a part of a transaction."""
    match write:
        case Put(table, item, expect):
            return {"Put": {"TableName": table, "Item": written(item)} | _condition(expect, now)}
        case Delete(table, of, expect):
            return {"Delete": {"TableName": table, "Key": key(of)} | _condition(expect, now)}
        case Check(table, of, expect):
            # DynamoDB demands a condition even where nothing is expected.
            holds = _condition(expect, now) or {
                "ConditionExpression": "attribute_exists(pk) OR attribute_not_exists(pk)"
            }
            return {"ConditionCheck": {"TableName": table, "Key": key(of)} | holds}


def raise_unless_passing(error: ClientError) -> None:
    """Raise ConditionFailed or the error itself, unless another try may help."""
    codes = [reason["Code"] for reason in error.response.get("CancellationReasons", ())]
    failed = [position for position, code in enumerate(codes) if code == "ConditionalCheckFailed"]
    if failed:
        raise ConditionFailed(failed) from error
    reasons = set(codes) - {"None"}
    if not reasons or not reasons <= PASSING:
        raise error


def _condition(expect: Expectation, now: int) -> dict[str, Any]:
    match expect:
        case Absent():
            # An expired item may lie around for days and counts as none.
            return _that("attribute_not_exists(pk) OR expires_at <= :expected", now)
        case AtVersion(version):
            return _that("version = :expected", version)
        case OlderThan(sequence):
            return _that("attribute_not_exists(as_of) OR as_of < :expected", sequence)
    return {}


def _that(expression: str, expected: int) -> dict[str, Any]:
    return {
        "ConditionExpression": expression,
        "ExpressionAttributeValues": {":expected": attribute(expected)},
    }
