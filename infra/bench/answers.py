"""Answers in AWS's place: each request is built and signed, and stopped before the network.

It knows the tables of a small network, so that functions find what they look for; it counts calls
and the capacity that they use up. It does not judge conditions: what is measured goes well.

A cold start is measured with this file loaded: it imports only what Lambda has loaded anyway.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Mapping

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    Attributes = dict[str, dict[str, Any]]
    Address = tuple[str, str, str]
    Tables = dict[Address, Attributes]

READ_UNIT = 4096
WRITE_UNIT = 1024


class Call:
    """One call of AWS, with the capacity that it uses up in tables."""

    def __init__(self, action: str) -> None:
        self.action = action
        self.reads: float = 0
        self.writes: float = 0
        self.recipients = 0


class Answers:
    """AWS as far as a function sees it; `trigger` is asked where the user pool would ask."""

    def __init__(
        self, tables: Tables, trigger: Callable[[dict[str, Any]], None] = lambda _asked: None
    ) -> None:
        self.tables = tables
        self.trigger = trigger
        self.calls: list[Call] = []
        self.published: list[dict[str, Any]] = []
        self.queued: list[str] = []
        self._own_seconds: float = 0

    def reply(self, request: Any, **_more: Any) -> Any:
        """What botocore takes for the answer, once this is registered for `before-send`."""
        began = time.process_time()
        target = request.headers.get("X-Amz-Target", b"")
        named = target.decode() if isinstance(target, bytes) else str(target)
        action = named.rpartition(".")[2] or str(request.url).rpartition("/")[2]
        call = Call(action)
        self.calls.append(call)
        answer = ACTIONS[action](self, json.loads(request.body or b"{}"), call)
        response = Response(request.url, json.dumps(answer).encode())
        self._own_seconds += time.process_time() - began
        return response

    def seconds_of_others(self) -> float:
        """The processor's time of this process so far, without what answering took."""
        return time.process_time() - self._own_seconds

    # --- DynamoDB ---------------------------------------------------------------------------

    def _get(self, asked: dict[str, Any], call: Call) -> dict[str, Any]:
        item = self.tables.get(_address(asked["TableName"], asked["Key"]))
        call.reads = _read_units(size(item))
        return {"Item": item} if item else {}

    def _get_many(self, asked: dict[str, Any], call: Call) -> dict[str, Any]:
        found: dict[str, list[Attributes]] = {}
        for table, wanted in asked["RequestItems"].items():
            items = [self.tables.get(_address(table, key)) for key in wanted["Keys"]]
            call.reads += sum(_read_units(size(item)) for item in items)
            found[table] = [item for item in items if item]
        return {"Responses": found}

    def _query(self, asked: dict[str, Any], call: Call) -> dict[str, Any]:
        by_index = "IndexName" in asked
        names = ("gsi1pk", "gsi1sk", "pk", "sk") if by_index else ("pk", "sk")
        given = asked["ExpressionAttributeValues"]
        items = [
            item
            for (table, *_), item in self.tables.items()
            if table == asked["TableName"] and item.get(names[0]) == given[":pk"]
        ]

        def place(item: Attributes) -> tuple[str, ...]:
            return tuple(item[name]["S"] for name in names[1:])

        forward = asked["ScanIndexForward"]
        items.sort(key=place, reverse=not forward)
        start = asked.get("ExclusiveStartKey")
        if start:
            passed = place(start)
            items = [i for i in items if (place(i) > passed if forward else place(i) < passed)]
        if ":prefix" in given:
            items = [i for i in items if place(i)[0].startswith(given[":prefix"]["S"])]
        if ":up_to" in given:
            items = [i for i in items if place(i)[0] <= given[":up_to"]["S"]]
        page = items[: asked["Limit"]]
        call.reads = _read_units(sum(size(item) for item in page)) * (0.5 if by_index else 1)
        live = [i for i in page if "expires_at" not in i or _number(i) > int(given[":now"]["N"])]
        if len(items) == len(page):
            return {"Items": live}
        return {"Items": live, "LastEvaluatedKey": {name: page[-1][name] for name in names}}

    def _transact(self, asked: dict[str, Any], call: Call) -> dict[str, Any]:
        for ((kind, said),) in (part.items() for part in asked["TransactItems"]):
            address = _address(said["TableName"], said.get("Item") or said["Key"])
            before = self.tables.get(address)
            after = said["Item"] if kind == "Put" else None if kind == "Delete" else before
            call.writes += 2 * _write_units(max(size(before), size(after)))
            if kind != "ConditionCheck":
                call.writes += _index_units(before, after)
                self._keep(address, after)
        return {}

    def _count(self, asked: dict[str, Any], call: Call) -> dict[str, Any]:
        counted = {"counted": {"N": "1"}}
        call.writes = _write_units(size({**asked["Key"], **counted}) + len("expires_at") + 6)
        return {"Attributes": counted}

    def _keep(self, address: Address, item: Attributes | None) -> None:
        if item is None:
            self.tables.pop(address, None)
        else:
            self.tables[address] = item

    # --- the others -------------------------------------------------------------------------

    def _publish(self, asked: dict[str, Any], _call: Call) -> dict[str, Any]:
        self.published += asked["Entries"]
        return {"FailedEntryCount": 0, "Entries": [{"EventId": "1"} for _ in asked["Entries"]]}

    def _queue(self, asked: dict[str, Any], _call: Call) -> dict[str, Any]:
        self.queued += [entry["MessageBody"] for entry in asked["Entries"]]
        return {"Successful": [], "Failed": []}

    def _mail(self, asked: dict[str, Any], call: Call) -> dict[str, Any]:
        sent = asked["BulkEmailEntries"]
        call.recipients = len(sent)
        return {"BulkEmailEntryResults": [{"Status": "SUCCESS", "MessageId": "1"} for _ in sent]}

    def _begin(self, asked: dict[str, Any], call: Call) -> dict[str, Any]:
        if asked["AuthFlow"] == "REFRESH_TOKEN_AUTH":
            return self._tokens(asked, call)
        self.trigger(asked)
        return {"ChallengeName": "CUSTOM_CHALLENGE", "Session": "session-of-the-pool"}

    def _tokens(self, _asked: dict[str, Any], _call: Call) -> dict[str, Any]:
        return {"AuthenticationResult": {"IdToken": "an-id-token", "RefreshToken": "another"}}

    def _nothing(self, _asked: dict[str, Any], _call: Call) -> dict[str, Any]:
        return {}


ACTIONS: Mapping[str, Callable[[Answers, dict[str, Any], Call], dict[str, Any]]] = {
    "GetItem": Answers._get,
    "BatchGetItem": Answers._get_many,
    "Query": Answers._query,
    "TransactWriteItems": Answers._transact,
    "UpdateItem": Answers._count,
    "PutEvents": Answers._publish,
    "SendMessageBatch": Answers._queue,
    "outbound-bulk-emails": Answers._mail,
    "InitiateAuth": Answers._begin,
    "RespondToAuthChallenge": Answers._tokens,
    "AdminCreateUser": Answers._nothing,
    "AdminSetUserPassword": Answers._nothing,
    "AdminDeleteUser": Answers._nothing,
    "AdminUpdateUserAttributes": Answers._nothing,
}


class Response:
    """A good answer, as botocore looks at one."""

    status_code = 200

    def __init__(self, url: str, content: bytes) -> None:
        self.url = url
        self.content = content
        self.text = content.decode()
        self.headers: dict[str, str] = {}


def size(item: Mapping[str, Mapping[str, Any]] | None) -> int:
    """How large DynamoDB takes an item to be, in bytes."""
    return sum(len(name.encode()) + _value_size(value) for name, value in (item or {}).items())


def _value_size(value: Mapping[str, Any]) -> int:
    ((kind, content),) = value.items()
    match kind:
        case "S":
            return len(content.encode())
        case "N":
            return (len(content) + 1) // 2 + 1
        case "M":
            return 3 + size(content) + len(content)
        case "L":
            return 3 + sum(1 + _value_size(inner) for inner in content)
    return 1


def _read_units(of: int) -> int:
    return max(1, -(-of // READ_UNIT))


def _write_units(of: int) -> int:
    return max(1, -(-of // WRITE_UNIT))


def _index_units(before: Attributes | None, after: Attributes | None) -> int:
    """What the sparse index costs: once for each entry that is written and that is taken away."""
    was, is_ = ((item or {}).get("gsi1pk") and item for item in (before, after))
    if was and is_ and all(was[name] == is_[name] for name in ("gsi1pk", "gsi1sk")):
        return 0 if was == is_ else _write_units(max(size(was), size(is_)))
    return sum(_write_units(size(item)) for item in (was, is_) if item)


def _address(table: str, of: Attributes) -> Address:
    return table, of["pk"]["S"], of["sk"]["S"]


def _number(item: Attributes) -> int:
    return int(item["expires_at"]["N"])
