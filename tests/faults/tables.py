"""moto's DynamoDB as states: each can be gone back to, and each question is asked once.

The tables are a function of what was written, and a request brings its own time with it. So an
answer that moto gave to a request in one state is the answer whenever the same request meets the
same state; with ids that are the same for every run most requests do.
"""

from __future__ import annotations

import copy
import json
import re
from collections import defaultdict
from functools import partial
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

Rows = dict[str, dict[Any, dict[Any, Any]]]
"""By table, partition key and sort key: moto's own items, which nobody changes."""


class Tables:
    """The tables of the account; `state` is where they are, and may be set."""

    def __init__(self) -> None:
        self._moto = dynamodb_backends[ACCOUNT][REGION]
        for name, table in self._moto.tables.items():
            vars(table)["__deepcopy__"] = partial(self._kept, name)
        self._states: list[Rows] = []
        self._numbers: dict[tuple[int, ...], int] = {}
        self._contents: dict[str, dict[str, int]] = {name: {} for name in self._moto.tables}
        self._of_table: list[dict[str, int]] = []
        self._answers: dict[tuple[int, str, bytes], tuple[int, dict[str, str], bytes, int]] = {}
        self._tokens: dict[int, frozenset[str]] = {}
        self._texts: dict[int, tuple[Any, str]] = {}
        self.state = self._loaded = self._number_of_present()
        self.asked = self.known = 0

    def answer(self, operation: str, request: AWSPreparedRequest) -> AWSResponse:
        """moto's answer, and the state that it leaves."""
        question = self.state, operation, bytes(request.body)
        self.asked += 1
        if question in self._answers:
            self.known += 1
        else:
            self._answers[question] = self._ask(operation, request)
        status, headers, body, self.state = self._answers[question]
        return AWSResponse(request.url, status, headers, MockRawResponse(body))

    def asked_by(self, read: dict[str, Any]) -> tuple[int, ...]:
        """The state of those tables that a read asks; another one has no part in its answer."""
        names = [read["TableName"]] if "TableName" in read else sorted(read["RequestItems"])
        return tuple(self._of_table[self.state][name] for name in names)

    def items(self) -> list[tuple[str, Item]]:
        """Every item with the name of its table."""
        return [
            (name, read(row.to_json()["Attributes"]))
            for name, partitions in self._states[self.state].items()
            for rows in partitions.values()
            for row in rows.values()
        ]

    def tokens(self) -> frozenset[str]:
        """Every id and instant that occurs in the tables as they are."""
        if self.state not in self._tokens:
            text = json.dumps([item for _, item in self.items()])
            found = [*RANDOM.findall(text), *INSTANT.findall(text)]
            self._tokens[self.state] = frozenset(found)
        return self._tokens[self.state]

    def _ask(
        self, operation: str, request: AWSPreparedRequest
    ) -> tuple[int, dict[str, str], bytes, int]:
        before = self.state
        if self._loaded != before:
            self._load(before)
        if operation == "UpdateItem":
            self._part_from_other_states(**json.loads(request.body))
        answer = botocore_stubber("before-send", request)
        assert answer is not None, "moto sleeps"
        after = before
        if operation not in READS and answer.status_code == OK:
            after = self._loaded = self._number_of_present()
        return answer.status_code, dict(answer.headers), answer.content, after

    def _part_from_other_states(self, TableName: str, Key: Any, **_more: Any) -> None:  # noqa: N803
        """Moto changes such an item where it lies, and other states hold it too."""
        pk, sk = DynamoType(Key["pk"]), DynamoType(Key["sk"])
        rows = self._moto.tables[TableName].items.get(pk, {})
        if sk in rows:
            rows[sk] = copy.deepcopy(rows[sk])

    def _kept(self, name: str, _memo: object) -> Any:
        """What moto goes back to when a transaction is refused; else it copies every item.

        The writes of our transactions replace items and delete them, so the places are enough.
        """
        table = copy.copy(self._moto.tables[name])
        table.items = _places(table.items)
        return table

    def _load(self, number: int) -> None:
        for name, partitions in self._states[number].items():
            self._moto.tables[name].items = _places(partitions)
        self._loaded = number

    def _number_of_present(self) -> int:
        rows: Rows = {
            name: {pk: dict(inner) for pk, inner in table.items.items()}
            for name, table in self._moto.tables.items()
        }
        of_table = {name: self._number_of(name, partitions) for name, partitions in rows.items()}
        content = tuple(of_table.values())
        if content not in self._numbers:
            self._numbers[content] = len(self._states)
            self._states.append(rows)
            self._of_table.append(of_table)
        return self._numbers[content]

    def _number_of(self, name: str, partitions: dict[Any, dict[Any, Any]]) -> int:
        texts = sorted(self._text(row) for rows in partitions.values() for row in rows.values())
        known = self._contents[name]
        return known.setdefault("\n".join(texts), len(known))

    def _text(self, row: Any) -> str:
        if id(row) not in self._texts:  # the row is kept too, so that its id stays its own
            self._texts[id(row)] = row, json.dumps(row.to_json(), sort_keys=True)
        return self._texts[id(row)][1]


def cast(one: DynamoType) -> Any:
    """What moto compares a value by."""
    return one.value if one.type == "S" else CAST(one)


def _places(partitions: dict[Any, dict[Any, Any]]) -> Any:
    """The same items in places of their own, as moto keeps them."""
    fresh: Any = defaultdict(dict)
    fresh.update({pk: dict(rows) for pk, rows in partitions.items()})
    return fresh
