"""Every test here runs on every engine; `needs` says what an engine must be able to do."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
import requests
from moto import mock_aws

from services.runtime.aws.platform import AwsPlatform
from services.runtime.embedded.bus import Rule
from services.runtime.embedded.platform import EmbeddedPlatform
from services.runtime.ports import Bus, Files, Identity, Mail, Platform, Queues, Tables
from tests.conformance.engines import (
    CANNOT,
    DETAIL_TYPE,
    PATTERN,
    PRIVATE_BUS,
    PUBLIC_BUS,
    SOURCE,
    TABLES,
    TRIGGERS,
    Engine,
)

REGION = "eu-west-2"


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "needs(what): skip on engines that cannot do this")


@pytest.fixture(params=list(CANNOT))
def engine(request: pytest.FixtureRequest) -> Engine:
    """One engine after the other, each empty."""
    for marker in request.node.iter_markers("needs"):
        if reason := CANNOT[request.param].get(marker.args[0]):
            pytest.skip(reason)
    made: Engine = request.getfixturevalue(request.param)
    return made


@pytest.fixture
def platform(engine: Engine) -> Platform:
    return engine.platform


@pytest.fixture
def tables(platform: Platform) -> Tables:
    return platform.tables


@pytest.fixture
def bus(platform: Platform) -> Bus:
    return platform.bus


@pytest.fixture
def queues(platform: Platform) -> Queues:
    return platform.queues


@pytest.fixture
def mail(platform: Platform) -> Mail:
    return platform.mail


@pytest.fixture
def files(platform: Platform) -> Files:
    return platform.files


@pytest.fixture
def identity(platform: Platform) -> Identity:
    return platform.identity


# --- embedded -----------------------------------------------------------------------------------


@pytest.fixture
def embedded() -> Engine:
    """SQLite in memory."""
    platform = EmbeddedPlatform.in_memory(datetime(2026, 11, 27, 14, 0, tzinfo=UTC))
    platform.bus.rules = [
        Rule("told", PUBLIC_BUS, frozenset({SOURCE}), frozenset({DETAIL_TYPE}), "heard")
    ]
    platform.identity.triggers = TRIGGERS

    def fetch(link: str) -> bytes | None:
        found = platform.files.fetch(link.rpartition("/")[2])
        return found[0] if found else None

    def waiting(queue: str) -> list[str]:
        return [message.body for message in platform.queues.waiting(queue)]

    return Engine("embedded", platform, "heard", "deaf", waiting, fetch)


# --- AWS, played by moto ------------------------------------------------------------------------


@pytest.fixture(scope="package")
def account() -> Iterator[AwsPlatform]:
    """An invented account with buses, queues, a rule, a bucket and a user pool."""
    with pytest.MonkeyPatch.context() as patch, mock_aws():
        patch.setenv("AWS_DEFAULT_REGION", REGION)
        patch.delenv("AWS_ENDPOINT_URL", raising=False)
        settings: dict[str, str] = {"FILES_BUCKET": "candour-files"}
        platform = AwsPlatform(settings)
        clients = platform.clients
        clients.s3.create_bucket(
            Bucket="candour-files", CreateBucketConfiguration={"LocationConstraint": REGION}
        )
        for bus in (PUBLIC_BUS, PRIVATE_BUS):
            clients.events.create_event_bus(Name=bus)
        heard = clients.sqs.create_queue(QueueName="heard")["QueueUrl"]
        clients.sqs.create_queue(QueueName="deaf")
        arn = clients.sqs.get_queue_attributes(QueueUrl=heard, AttributeNames=["QueueArn"])
        clients.events.put_rule(
            Name="told", EventBusName=PUBLIC_BUS, EventPattern=json.dumps(PATTERN)
        )
        clients.events.put_targets(
            Rule="told",
            EventBusName=PUBLIC_BUS,
            Targets=[{"Id": "inbox", "Arn": arn["Attributes"]["QueueArn"]}],
        )
        pool = clients.cognito.create_user_pool(PoolName="people")["UserPool"]["Id"]
        client = clients.cognito.create_user_pool_client(UserPoolId=pool, ClientName="site")
        settings["USER_POOL_ID"] = pool
        settings["USER_POOL_CLIENT_ID"] = client["UserPoolClient"]["ClientId"]
        yield platform


@pytest.fixture
def moto(account: AwsPlatform) -> Iterator[Engine]:
    """The account with fresh tables and empty queues; moto copies a whole table per transaction."""
    sqs, dynamodb = account.clients.sqs, account.clients.dynamodb
    addresses = {n: sqs.get_queue_url(QueueName=n)["QueueUrl"] for n in ("heard", "deaf")}

    def waiting(queue: str) -> list[str]:
        bodies: list[str] = []
        while messages := sqs.receive_message(
            QueueUrl=queue, MaxNumberOfMessages=10, VisibilityTimeout=3600
        ).get("Messages"):
            bodies += [message["Body"] for message in messages]
        return bodies

    def fetch(link: str) -> bytes | None:
        answer = requests.get(link, timeout=5)
        return answer.content if answer.ok else None

    for table in TABLES:
        dynamodb.create_table(TableName=table, **SHAPE)
    for address in addresses.values():
        waiting(address)  # a queue may be purged only once a minute
    yield Engine("moto", account, addresses["heard"], addresses["deaf"], waiting, fetch)
    for table in TABLES:
        dynamodb.delete_table(TableName=table)


def _keys(hash_name: str, range_name: str) -> list[dict[str, str]]:
    return [
        {"AttributeName": hash_name, "KeyType": "HASH"},
        {"AttributeName": range_name, "KeyType": "RANGE"},
    ]


SHAPE: dict[str, Any] = {
    "BillingMode": "PAY_PER_REQUEST",
    "AttributeDefinitions": [
        {"AttributeName": name, "AttributeType": "S"} for name in ("pk", "sk", "gsi1pk", "gsi1sk")
    ],
    "KeySchema": _keys("pk", "sk"),
    "GlobalSecondaryIndexes": [
        {
            "IndexName": "gsi1",
            "KeySchema": _keys("gsi1pk", "gsi1sk"),
            "Projection": {"ProjectionType": "ALL"},
        }
    ],
}
"""The tables of the template, which are all alike."""
