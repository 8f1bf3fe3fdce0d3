"""Which permissions a request to AWS needs, in the words of the roles."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from infra.embedded.guard import TO_SEND_IN_BULK
from infra.embedded.roles import Permission

PARTS = {"Put": "PutItem", "Delete": "DeleteItem", "ConditionCheck": "ConditionCheckItem"}


def needed(operation: str, asked: dict[str, Any]) -> Iterator[Permission]:
    """What IAM asks about when a function sends this request."""
    for action, resource in _asked_about(operation, asked):
        yield Permission(action, resource)


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
            domain = asked["FromEmailAddress"].strip(">").rpartition("@")[2]
            yield from ((action, domain) for action in TO_SEND_IN_BULK)
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
