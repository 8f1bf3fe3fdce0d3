"""Which permissions the calls of a function need, in the words of its role."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

PARTS = {"Put": "PutItem", "Delete": "DeleteItem", "ConditionCheck": "ConditionCheckItem"}


@dataclass(frozen=True, order=True)
class Permission:
    """A function, by its handler, may do this with the thing of this name."""

    function: str
    action: str
    resource: str


def needed(function: str, operation: str, asked: dict[str, Any]) -> Iterator[Permission]:
    """What IAM asks about when a function makes this call."""
    for action, resource in _asked_about(operation, asked):
        yield Permission(function, action, resource)


def _asked_about(operation: str, asked: dict[str, Any]) -> Iterator[tuple[str, str]]:
    if operation.startswith("Admin"):
        yield f"cognito-idp:{operation}", asked["UserPoolId"]
    match operation:
        case "PutEvents":
            for entry in asked["Entries"]:
                yield "events:PutEvents", entry["EventBusName"]
        case "SendMessageBatch":
            yield "sqs:SendMessage", asked["QueueUrl"].rpartition("/")[2]
        case "SendBulkEmail":
            yield "ses:SendBulkEmail", asked["FromEmailAddress"].strip(">").rpartition("@")[2]
        case _:
            yield from _of_tables(operation, asked)


def _of_tables(operation: str, asked: dict[str, Any]) -> Iterator[tuple[str, str]]:
    for part in asked.get("TransactItems", ()):
        ((kind, write),) = part.items()
        yield f"dynamodb:{PARTS[kind]}", write["TableName"]
    for table in asked.get("RequestItems", ()):
        yield f"dynamodb:{operation}", table
    if "TableName" in asked:
        index = f"/index/{asked['IndexName']}" if "IndexName" in asked else ""
        yield f"dynamodb:{operation}", asked["TableName"] + index
