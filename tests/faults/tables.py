"""moto's DynamoDB as states: each can be gone back to, and each question is asked once.

A request brings its own time with it, and can see the items of its keys or those of one partition.
moto is shown just these. So what it answered to a request and what was changed by that is the same
whenever the same request sees the same items, whatever else the tables hold; with ids that are the
same for every run most requests do.
"""

from __future__ import annotations

import copy
import json
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, partial
from typing import Any

from botocore.awsrequest import AWSPreparedRequest, AWSResponse
from moto.core.botocore_stubber import MockRawResponse
from moto.core.models import botocore_stubber
from moto.dynamodb.models import dynamodb_backends
from moto.dynamodb.models.dynamo_type import DynamoType

from services.runtime.aws.attributes import read
from services.runtime.ports import Item
from tests.faults.faults import READS

CAST: Any = vars(DynamoType)["cast_value"].fget
ACCOUNT, REGION = "123456789012", "eu-west-2"
OK = 200

RANDOM = re.compile(r"\b[0-9a-f]{64}\b|\b[0-9a-f]{32}\b")
INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|\+00:00)?")

Key = tuple[str, str]
Asked = Mapping[str, Any]
"""What a request says."""


@dataclass(frozen=True, eq=False)
class Row:
    """An item of a table as it was once, ours and moto's, which nobody changes."""

    table: str
    item: Item
    of_moto: Any


Changes = Mapping[tuple[str, Key], Row | None]
"""What a write leaves at these keys of tables."""


@dataclass(frozen=True, eq=False)
class State:
    """What the tables hold at once: rows by table and key, which nobody changes."""

    tables: Mapping[str, Mapping[Key, Row]]

    def items(self) -> list[tuple[str, Item]]:
        """Every item with the name of its table."""
        return [(row.table, row.item) for rows in self.tables.values() for row in rows.values()]

    @cached_property
    def tokens(self) -> frozenset[str]:
        """Every id and instant that occurs in the tables."""
        text = json.dumps([item for _, item in self.items()])
        return frozenset([*RANDOM.findall(text), *INSTANT.findall(text)])

    def seen_by(self, asked: Asked) -> tuple[Row | None, ...]:
        """What a request can see: the items of its keys, or the partition that it asks for."""
        if "KeyConditionExpression" in asked:
            return tuple(self._partition(asked))
        return tuple(self.tables[table].get(key) for table, key in keys_in(asked))

    def left_by(self, write: Asked) -> Changes:
        """What is here at the keys of a write."""
        return {(table, key): self.tables[table].get(key) for table, key in keys_in(write)}

    def after(self, changes: Changes) -> State:
        """The state that a write leaves."""
        tables = {name: dict(rows) for name, rows in self.tables.items()}
        for (table, key), row in changes.items():
            if row:
                tables[table][key] = row
            else:
                tables[table].pop(key, None)
        return State(tables)

    def _partition(self, asked: Asked) -> Iterator[Row]:
        """In the order of their keys, as the same items have one order."""
        name, _equals, value, *_range = asked["KeyConditionExpression"].split()
        wanted = asked["ExpressionAttributeValues"][value]["S"]
        rows = self.tables[asked["TableName"]]
        found = [key for key, row in rows.items() if row.item.get(name) == wanted]
        return (rows[key] for key in sorted(found))


@dataclass(frozen=True)
class Given:
    """What moto gave for a request, and what the request changed."""

    status: int
    headers: dict[str, str]
    body: bytes
    changes: Changes


class Tables:
    """The tables of the account; `state` is where they are, and may be set."""

    def __init__(self) -> None:
        self._moto = dynamodb_backends[ACCOUNT][REGION]
        for table in self._moto.tables.values():
            # What moto goes back to when it refuses a transaction; nobody looks at it then.
            vars(table)["__deepcopy__"] = partial(_itself, table)
        self._rows: dict[tuple[str, str], Row] = {}
        self._given: dict[tuple[str, bytes, tuple[Row | None, ...]], Given] = {}
        self.state = State({name: {} for name in self._moto.tables})

    def answer(self, operation: str, request: AWSPreparedRequest) -> AWSResponse:
        """moto's answer; the state is the one after it."""
        seen = self.state.seen_by(json.loads(request.body))
        question = operation, bytes(request.body), seen
        if question not in self._given:
            self._given[question] = self._ask(operation, request, seen)
        given = self._given[question]
        if given.changes:
            self.state = self.state.after(given.changes)
        return AWSResponse(request.url, given.status, given.headers, MockRawResponse(given.body))

    def _ask(
        self, operation: str, request: AWSPreparedRequest, seen: tuple[Row | None, ...]
    ) -> Given:
        self._show(seen)
        answer = botocore_stubber("before-send", request)
        assert answer is not None, "moto sleeps"
        done = operation not in READS and answer.status_code == OK
        keys = keys_in(json.loads(request.body)) if done else ()
        changes = {(table, key): self._row(table, key) for table, key in keys}
        return Given(answer.status_code, dict(answer.headers), answer.content, changes)

    def _show(self, seen: tuple[Row | None, ...]) -> None:
        for table in self._moto.tables.values():
            table.items = defaultdict(dict)
        for row in filter(None, seen):
            one = copy.deepcopy(row.of_moto)  # moto changes an item where it lies
            self._moto.tables[row.table].items[one.hash_key][one.range_key] = one

    def _row(self, table: str, key: Key) -> Row | None:
        pk, sk = (DynamoType({"S": part}) for part in key)
        one = self._moto.tables[table].items.get(pk, {}).get(sk)
        if one is None:
            return None
        attributes = one.to_json()["Attributes"]
        text = json.dumps(attributes, sort_keys=True)
        return self._rows.setdefault((table, text), Row(table, read(attributes), one))


def keys_in(asked: Asked) -> Iterator[tuple[str, Key]]:
    """The keys that a request is about, with their tables; a query has none."""
    if "TransactItems" in asked:
        for part in asked["TransactItems"]:
            (write,) = part.values()
            yield write["TableName"], _key(write["Key"] if "Key" in write else write["Item"])
    elif "RequestItems" in asked:
        for table, wanted in asked["RequestItems"].items():
            yield from ((table, _key(key)) for key in wanted["Keys"])
    else:
        yield asked["TableName"], _key(asked["Key"])


def _key(attributes: Mapping[str, Any]) -> Key:
    return attributes["pk"]["S"], attributes["sk"]["S"]


def _itself(table: object, _memo: object) -> object:
    return table


def cast(one: DynamoType) -> Any:
    """What moto compares a value by."""
    return one.value if one.type == "S" else CAST(one)
