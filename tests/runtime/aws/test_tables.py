"""DynamoDB's bad moments: conflicts, throttling, answers that leave things out or never come."""

from __future__ import annotations

from typing import Any

import pytest
from botocore.exceptions import ClientError, ReadTimeoutError

from services.runtime.aws.platform import AwsPlatform
from services.runtime.aws.tables import MOST_TRIES, AwsTables, Busy
from services.runtime.ports import Absent, ConditionFailed, Delete, Put
from tests.runtime.aws.wire import Reply, Wire, failure

ITEM = {"pk": "A", "sk": "1", "version": 1}
KEYS = [("things", ("A", "1")), ("others", ("A", "2")), ("things", ("A", "3"))]


@pytest.fixture
def pauses() -> list[float]:
    return []


@pytest.fixture
def tables(aws: AwsPlatform, pauses: list[float]) -> AwsTables:
    return AwsTables(aws.clients, aws.clock, aws.ids, pause=pauses.append)


def cancelled(*codes: str) -> Reply:
    reasons = [{"Code": code} for code in codes]
    return failure("TransactionCanceledException", CancellationReasons=reasons)


def found(table: str, *numbers: str) -> dict[str, Any]:
    return {table: [{"pk": {"S": "A"}, "sk": {"S": number}} for number in numbers]}


@pytest.mark.parametrize(
    "fault",
    [
        cancelled("None", "TransactionConflict"),
        cancelled("ThrottlingError", "None"),
        cancelled("ProvisionedThroughputExceeded", "TransactionConflict"),
        ReadTimeoutError(endpoint_url="https://dynamodb.eu-west-2.amazonaws.com/"),
        failure("InternalServerError", 500),
        failure("TransactionInProgressException"),
    ],
    ids=["conflict", "throttled", "both", "lost-answer", "internal", "in-progress"],
)
def test_a_transaction_is_repeated_with_the_same_token(
    aws: AwsPlatform, tables: AwsTables, fault: Reply
) -> None:
    """The token is what makes the repetition after a lost answer harmless (decision 6)."""
    wire = Wire(aws.clients.dynamodb, [fault, fault, {}])

    tables.transact(Put("things", ITEM, Absent()), Delete("things", ("A", "2")))

    assert len(wire.sent) == 3
    assert wire.sent[0] == wire.sent[1] == wire.sent[2]
    assert wire.sent[0]["ClientRequestToken"]


def test_each_transaction_has_its_own_token(aws: AwsPlatform, tables: AwsTables) -> None:
    wire = Wire(aws.clients.dynamodb, [{}])

    tables.transact(Put("things", ITEM))
    tables.transact(Put("things", ITEM))

    first, second = wire.sent
    assert first["ClientRequestToken"] != second["ClientRequestToken"]


def test_only_expectations_count_as_failed(aws: AwsPlatform, tables: AwsTables) -> None:
    reasons = ("None", "ConditionalCheckFailed", "TransactionConflict", "ConditionalCheckFailed")
    wire = Wire(aws.clients.dynamodb, [cancelled(*reasons)])

    with pytest.raises(ConditionFailed) as failed:
        tables.transact(*(Put("things", {**ITEM, "sk": str(n)}) for n in range(4)))

    assert failed.value.positions == (1, 3)
    assert len(wire.sent) == 1


def test_a_conflict_that_does_not_end_is_told_after_some_tries(
    aws: AwsPlatform, tables: AwsTables, pauses: list[float]
) -> None:
    wire = Wire(aws.clients.dynamodb, [cancelled("TransactionConflict")])

    with pytest.raises(Busy):
        tables.transact(Put("things", ITEM))

    assert len(wire.sent) == MOST_TRIES
    assert len(pauses) == MOST_TRIES - 1
    assert pauses == sorted(pauses)
    assert sum(pauses) < 2


@pytest.mark.parametrize("code", ["ValidationError", "ItemCollectionSizeLimitExceeded"])
def test_a_mistake_of_ours_is_not_repeated(aws: AwsPlatform, tables: AwsTables, code: str) -> None:
    wire = Wire(aws.clients.dynamodb, [cancelled(code, "TransactionConflict")])

    with pytest.raises(ClientError):
        tables.transact(Put("things", ITEM), Delete("things", ("A", "2")))

    assert len(wire.sent) == 1


def test_what_a_batch_left_out_is_asked_for_again(
    aws: AwsPlatform, tables: AwsTables, pauses: list[float]
) -> None:
    left = {"things": {"Keys": [{"pk": {"S": "A"}, "sk": {"S": "3"}}], "ConsistentRead": True}}
    wire = Wire(
        aws.clients.dynamodb,
        [
            {"Responses": found("things", "1") | found("others", "2"), "UnprocessedKeys": left},
            {"Responses": {}, "UnprocessedKeys": left},
            {"Responses": found("things", "3"), "UnprocessedKeys": {}},
        ],
    )

    items = tables.get_many(KEYS)

    assert [item["sk"] if item else None for item in items] == ["1", "2", "3"]
    assert [asked["RequestItems"] for asked in wire.sent[1:]] == [left, left]
    assert all(of["ConsistentRead"] for of in wire.sent[0]["RequestItems"].values())
    assert len(pauses) == 2


def test_a_batch_that_never_comes_whole_is_not_taken_for_absence(
    aws: AwsPlatform, tables: AwsTables
) -> None:
    left = {"things": {"Keys": [{"pk": {"S": "A"}, "sk": {"S": "1"}}]}}
    wire = Wire(aws.clients.dynamodb, [{"Responses": {}, "UnprocessedKeys": left}])

    with pytest.raises(Busy):
        tables.get_many(KEYS)

    assert len(wire.sent) == MOST_TRIES


def test_reads_are_strongly_consistent(aws: AwsPlatform, tables: AwsTables) -> None:
    wire = Wire(aws.clients.dynamodb, [{}, {"Items": []}, {"Items": []}])

    tables.get("things", ("A", "1"))
    tables.query("things", "A")
    tables.query("things", "A", index=True)

    one, partition, index = wire.sent
    assert one["ConsistentRead"] and partition["ConsistentRead"]
    assert "ConsistentRead" not in index  # DynamoDB refuses it for an index


def test_a_page_is_filled_although_the_engine_stops_early(
    aws: AwsPlatform, tables: AwsTables
) -> None:
    """DynamoDB counts expired items against the limit, and stops after a megabyte."""
    at = {"pk": {"S": "A"}, "sk": {"S": "1"}}
    wire = Wire(
        aws.clients.dynamodb,
        [
            {"Items": [at], "LastEvaluatedKey": at},
            {"Items": [], "LastEvaluatedKey": at},
            {"Items": [{**at, "sk": {"S": "2"}}]},
        ],
    )

    page = tables.query("things", "A", limit=2)

    assert [item["sk"] for item in page.items] == ["1", "2"]
    assert page.next is None
    assert [asked.get("ExclusiveStartKey") for asked in wire.sent] == [None, at, at]


def test_a_full_page_costs_one_call(aws: AwsPlatform, tables: AwsTables) -> None:
    at = [{"pk": {"S": "A"}, "sk": {"S": str(n)}} for n in range(3)]
    wire = Wire(aws.clients.dynamodb, [{"Items": at, "LastEvaluatedKey": at[2]}])

    page = tables.query("things", "A", limit=2)

    assert wire.sent[0]["Limit"] == 3
    assert len(wire.sent) == 1
    assert page.next == {"pk": "A", "sk": "1"}
