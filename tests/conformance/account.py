"""The account that moto and ministack play: buses, queues, a rule, a bucket, a pool and tables."""

from __future__ import annotations

import contextlib
import io
import json
import os
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import requests

from services.runtime.aws.platform import AwsPlatform
from tests.conformance import functions
from tests.conformance.engines import (
    GIVEN_UP,
    MOST_RECEIVES,
    PATTERN,
    PRIVATE_BUS,
    PUBLIC_BUS,
    ROWS,
    STREAMED,
    TABLES,
    WORKED,
    Engine,
)

REGION = "eu-west-2"
BUCKET = "candour-files"
SENDER = "candour.example"
QUEUES = ("heard", "deaf", WORKED, GIVEN_UP)
LAMBDA_MAY = {
    "Version": "2012-10-17",
    "Statement": [
        {
            "Effect": "Allow",
            "Principal": {"Service": "lambda.amazonaws.com"},
            "Action": "sts:AssumeRole",
        }
    ],
}


class Account:
    """What an operator sets up once, and what each test finds empty."""

    def __init__(self) -> None:
        settings: dict[str, str] = {"FILES_BUCKET": BUCKET}
        if "AWS_ENDPOINT_URL" in os.environ:
            settings["AWS_ENDPOINT_URL"] = os.environ["AWS_ENDPOINT_URL"]
        self.platform = AwsPlatform(settings)
        self._clients = self.platform.clients
        self._settings = settings
        self._make_queues()
        self._make_buses()
        self._clients.s3.create_bucket(
            Bucket=BUCKET, CreateBucketConfiguration={"LocationConstraint": REGION}
        )

    def _make_queues(self) -> None:
        sqs = self._clients.sqs
        self.queues = {name: sqs.create_queue(QueueName=name)["QueueUrl"] for name in QUEUES}
        redrive = {
            "deadLetterTargetArn": self._arn(GIVEN_UP),
            "maxReceiveCount": str(MOST_RECEIVES),
        }
        sqs.set_queue_attributes(
            QueueUrl=self.queues[WORKED],
            Attributes={"RedrivePolicy": json.dumps(redrive), "VisibilityTimeout": "1"},
        )

    def _make_buses(self) -> None:
        for bus in (PUBLIC_BUS, PRIVATE_BUS):
            self._clients.events.create_event_bus(Name=bus)
        self.make_rule("told", "heard", State="ENABLED")

    def make_rule(self, name: str, queue: str, **more: str) -> None:
        """Copy what was told to a queue."""
        events = self._clients.events
        events.put_rule(
            Name=name, EventBusName=PUBLIC_BUS, EventPattern=json.dumps(PATTERN), **more
        )
        target = {"Id": "inbox", "Arn": self._arn(queue)}
        events.put_targets(Rule=name, EventBusName=PUBLIC_BUS, Targets=[target])

    def make_pool(self, triggers: dict[str, str]) -> None:
        """A user pool that asks these functions."""
        cognito = self._clients.cognito
        pool = cognito.create_user_pool(PoolName="people", LambdaConfig=triggers)["UserPool"]["Id"]
        client = cognito.create_user_pool_client(
            UserPoolId=pool,
            ClientName="site",
            ExplicitAuthFlows=["ALLOW_CUSTOM_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"],
            PreventUserExistenceErrors="ENABLED",
        )
        self._settings["USER_POOL_ID"] = pool
        self._settings["USER_POOL_CLIENT_ID"] = client["UserPoolClient"]["ClientId"]

    def make_functions(self, client: Callable[[str], Any], record: Path) -> None:
        """The functions that a stream, a queue and the pool call."""
        package = io.BytesIO()
        with zipfile.ZipFile(package, "w") as archive:
            archive.write(Path(functions.__file__), "functions.py")
        lambda_ = client("lambda")
        role = client("iam").create_role(
            RoleName="conformance", AssumeRolePolicyDocument=json.dumps(LAMBDA_MAY)
        )["Role"]["Arn"]
        made = {
            name: lambda_.create_function(
                FunctionName=name,
                Runtime="python3.13",
                Role=role,
                Handler=f"functions.{name}",
                Code={"ZipFile": package.getvalue()},
                Environment={"Variables": {functions.RECORD: str(record)}},
            )["FunctionArn"]
            for name in ("pool", "relay", "inbox")
        }
        self.make_pool(dict.fromkeys(functions.TRIGGERS, made["pool"]))
        stream = self._clients.dynamodb.create_table(
            TableName=STREAMED,
            StreamSpecification={"StreamEnabled": True, "StreamViewType": "KEYS_ONLY"},
            **SHAPE,
        )["TableDescription"]["LatestStreamArn"]
        wanted = {"eventName": ["INSERT"], "dynamodb": {"Keys": {"pk": {"S": [{"prefix": ROWS}]}}}}
        lambda_.create_event_source_mapping(
            FunctionName="relay",
            EventSourceArn=stream,
            StartingPosition="TRIM_HORIZON",
            BatchSize=10,
            FilterCriteria={"Filters": [{"Pattern": json.dumps(wanted)}]},
        )
        lambda_.create_event_source_mapping(
            FunctionName="inbox",
            EventSourceArn=self._arn(WORKED),
            BatchSize=10,
            FunctionResponseTypes=["ReportBatchItemFailures"],
        )
        client("sesv2").create_email_identity(EmailIdentity=SENDER)

    @contextlib.contextmanager
    def emptied(self, name: str, until: Callable[[Callable[[], bool]], bool]) -> Iterator[Engine]:
        """The account with fresh tables and empty queues."""
        dynamodb = self._clients.dynamodb
        for table in TABLES:
            dynamodb.create_table(TableName=table, **SHAPE)
        self._forget_people()
        for queue in ("heard", "deaf", GIVEN_UP):
            self.waiting(self.queues[queue])  # a queue may be purged only once a minute
        yield Engine(
            name=name,
            platform=self.platform,
            heard=self.queues["heard"],
            deaf=self.queues["deaf"],
            worked=self.queues[WORKED],
            given_up=self.queues[GIVEN_UP],
            waiting=self.waiting,
            fetch=fetch,
            until=until,
            twice=self.twice,
        )
        for table in TABLES:
            dynamodb.delete_table(TableName=table)

    def _forget_people(self) -> None:
        cognito, pool = self._clients.cognito, self._settings["USER_POOL_ID"]
        for person in cognito.list_users(UserPoolId=pool)["Users"]:
            cognito.admin_delete_user(UserPoolId=pool, Username=person["Username"])

    def waiting(self, queue: str) -> list[str]:
        """Whatever is in a queue, which is out of sight from then on."""
        bodies: list[str] = []
        while messages := self._clients.sqs.receive_message(
            QueueUrl=queue, MaxNumberOfMessages=10, VisibilityTimeout=3600
        ).get("Messages"):
            bodies += [message["Body"] for message in messages]
        return bodies

    @contextlib.contextmanager
    def twice(self) -> Iterator[None]:
        """What is answered counts as lost once, so that the very same call is made again."""

        def again(attempts: int, **_: Any) -> int | None:
            return 0 if attempts == 1 else None

        heard = self._clients.dynamodb.meta.events
        name = "needs-retry.dynamodb.TransactWriteItems"
        heard.register_first(name, again)
        try:
            yield
        finally:
            heard.unregister(name, again)

    def _arn(self, queue: str) -> str:
        said = self._clients.sqs.get_queue_attributes(
            QueueUrl=self.queues[queue], AttributeNames=["QueueArn"]
        )
        return str(said["Attributes"]["QueueArn"])


def fetch(link: str) -> bytes | None:
    """What a link leads to."""
    answer = requests.get(link, timeout=5)
    return answer.content if answer.ok else None


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
