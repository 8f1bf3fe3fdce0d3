"""Tables on DynamoDB: the low-level client, strongly consistent reads, one kind of write."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Sequence
from typing import Any

from botocore.exceptions import ClientError

from services.runtime.aws.attributes import Attributes, attribute, read, written
from services.runtime.aws.clients import Clients
from services.runtime.aws.writes import address, part, raise_unless_passing
from services.runtime.aws.writes import key as key_of
from services.runtime.ports import Clock, Ids, Item, Key, Page, Write

INDEX = "gsi1"
LIVE = "(attribute_not_exists(expires_at) OR expires_at > :now)"
MOST_KEYS = 100
MOST_WRITES = 100
MOST_TRIES = 6


class Busy(Exception):
    """DynamoDB did not get round to it in all tries; nothing is known to be wrong."""


class AwsTables:
    """The Tables port; `pause` waits before the next try."""

    def __init__(
        self,
        clients: Clients,
        clock: Clock,
        ids: Ids,
        pause: Callable[[float], None] = time.sleep,
    ) -> None:
        self._clients = clients
        self._clock = clock
        self._ids = ids
        self._pause = pause

    def get(self, table: str, key: Key) -> Item | None:
        """One item, unless it has expired."""
        answer = self._clients.dynamodb.get_item(
            TableName=table, Key=key_of(key), ConsistentRead=True
        )
        return self._live(answer.get("Item"))

    def get_many(self, keys: Sequence[tuple[str, Key]]) -> list[Item | None]:
        """Items in the order of their keys; asks again for what was left out of an answer."""
        if len(keys) > MOST_KEYS:
            raise ValueError("at most 100 keys at once")
        wanted: dict[str, Any] = {}
        for table, key in dict.fromkeys(keys):  # DynamoDB refuses the same key twice
            asked = wanted.setdefault(table, {"ConsistentRead": True, "Keys": []})
            asked["Keys"].append(key_of(key))
        found: dict[tuple[str, str, str], Item | None] = {}
        for attempt in range(MOST_TRIES):
            if not wanted:
                break
            self._wait(attempt)
            answer = self._clients.dynamodb.batch_get_item(RequestItems=wanted)
            for table, items in answer["Responses"].items():
                for item in items:
                    found[table, item["pk"]["S"], item["sk"]["S"]] = self._live(item)
            wanted = answer.get("UnprocessedKeys") or {}
        if wanted:
            raise Busy
        return [found.get((table, *key)) for table, key in keys]

    def query(
        self,
        table: str,
        pk: str,
        *,
        prefix: str = "",
        up_to: str | None = None,
        index: bool = False,
        limit: int = 50,
        after: Item | None = None,
        backwards: bool = False,
    ) -> Page:
        """Items of one partition in order; reads on until the page is full of live ones."""
        asked = self._asked(table, pk, prefix=prefix, up_to=up_to, index=index)
        asked |= {"ScanIndexForward": not backwards, "Limit": limit + 1}
        start = written(after) if after else None
        items: list[Item] = []
        while True:
            if start:
                asked["ExclusiveStartKey"] = start
            answer = self._clients.dynamodb.query(**asked)
            items += [read(item) for item in answer["Items"]]
            start = answer.get("LastEvaluatedKey")
            # One more than asked for: only so is it known that the page is not the last.
            if len(items) > limit:
                return Page(items[:limit], _position(items[limit - 1], index=index))
            if not start:
                return Page(items)

    def transact(self, *writes: Write) -> None:
        """All of the writes or none.

        A single write goes this way too: a plain put that the SDK repeats after a lost answer
        would fail on its own success, while the token makes a repeated transaction harmless.
        """
        addresses = [address(write) for write in writes]
        if len(set(addresses)) != len(addresses) or not 1 <= len(writes) <= MOST_WRITES:
            raise ValueError("a transaction takes 1 to 100 writes, each to another key")
        now = self._epoch()
        asked = {
            "TransactItems": [part(write, now) for write in writes],
            "ClientRequestToken": self._ids.new(),
        }
        for attempt in range(MOST_TRIES):
            self._wait(attempt)
            try:
                self._clients.dynamodb.transact_write_items(**asked)
            except ClientError as error:
                raise_unless_passing(error)
            else:
                return
        raise Busy

    def count(self, table: str, key: Key, *, expires_at: int) -> int:
        """Add one and return the sum; a counter that has expired begins again."""
        for _attempt in range(MOST_TRIES):
            for change, while_ in (
                ("SET expires_at = :until ADD counted :one", LIVE),
                ("SET expires_at = :until, counted = :one", "expires_at <= :now"),
            ):
                counted = self._counted(table, key, change, while_, expires_at)
                if counted is not None:
                    return counted
        raise Busy

    def _counted(
        self, table: str, key: Key, change: str, while_: str, expires_at: int
    ) -> int | None:
        try:
            answer = self._clients.dynamodb.update_item(
                TableName=table,
                Key=key_of(key),
                UpdateExpression=change,
                ConditionExpression=while_,
                ExpressionAttributeValues=written(
                    {":until": expires_at, ":one": 1, ":now": self._epoch()}
                ),
                ReturnValues="ALL_NEW",
            )
        except ClientError as error:
            if error.response["Error"]["Code"] == "ConditionalCheckFailedException":
                return None
            raise
        return int(answer["Attributes"]["counted"]["N"])

    def _asked(
        self, table: str, pk: str, *, prefix: str, up_to: str | None, index: bool
    ) -> dict[str, Any]:
        if prefix and up_to is not None:
            raise ValueError("prefix and up_to exclude each other")
        hash_name, range_name = ("gsi1pk", "gsi1sk") if index else ("pk", "sk")
        keys = f"{hash_name} = :pk"
        values = {":pk": attribute(pk), ":now": attribute(self._epoch())}
        if prefix:
            keys += f" AND begins_with({range_name}, :prefix)"
            values[":prefix"] = attribute(prefix)
        if up_to is not None:
            keys += f" AND {range_name} <= :up_to"
            values[":up_to"] = attribute(up_to)
        return {
            "TableName": table,
            "KeyConditionExpression": keys,
            "FilterExpression": LIVE,
            "ExpressionAttributeValues": values,
            **({"IndexName": INDEX} if index else {"ConsistentRead": True}),
        }

    def _live(self, item: Attributes | None) -> Item | None:
        """The item, unless it has expired: DynamoDB may take days to sweep it."""
        if item is None:
            return None
        found = read(item)
        expires_at = found.get("expires_at")
        return found if expires_at is None or expires_at > self._epoch() else None

    def _wait(self, attempt: int) -> None:
        """Nothing before the first try; then longer each time, and never in step with others."""
        if attempt:
            self._pause(random.uniform(0.5, 1) * 0.025 * 2**attempt)  # noqa: S311 - no secret

    def _epoch(self) -> int:
        return int(self._clock.now().timestamp())


def _position(item: Item, *, index: bool) -> Item:
    names = ("pk", "sk", "gsi1pk", "gsi1sk") if index else ("pk", "sk")
    return {name: item[name] for name in names}
