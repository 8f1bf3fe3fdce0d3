"""Deploys the very template by CloudFormation, and tells what became of its resources."""

from __future__ import annotations

import re
import time
from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from typing import Any

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError, WaiterError

from infra.cloud.packages import Package
from infra.embedded.template import TEMPLATE, Template
from infra.embedded.wiring import FUNCTION

NAME = "candour"
STAGE = "local"
BUCKET = "candour-packages"
FUNCTION_BEGINS = re.compile(rf"^  (\w+):\n    Type: {FUNCTION}\n    Properties:\n", re.MULTILINE)
LOOK_EVERY = 0.1
LOOKS = 1200
TABLE = "AWS::DynamoDB::Table"


class NotDeployed(Exception):
    """CloudFormation did not do what was asked; the text says what it said."""


class Stack:
    """The stack in the account that this process talks to."""

    def __init__(self, parameters: Mapping[str, str], template: Path = TEMPLATE) -> None:
        self.parameters = {"Stage": STAGE, **parameters}
        self.template = Template(self.parameters, template)
        self._path = template
        self._session = boto3.session.Session()

    def client(self, name: str) -> Any:
        """A client of the operator, who may do anything."""
        config = Config(retries={"total_max_attempts": 2}, read_timeout=60)
        return self._session.client(name, config=config)

    def deploy(self) -> None:
        """Bring the account to what the template says; what is stored stays."""
        self._make_bucket()
        address = self._upload("template.yaml", self._packaged().encode())
        change = self._propose(address)
        if change:
            done = "stack_update_complete" if self.exists() else "stack_create_complete"
            self._formation.execute_change_set(ChangeSetName=change)
            try:
                self._wait(done, StackName=NAME)
            except WaiterError as error:
                raise NotDeployed(self._why() or str(error)) from error
        self._verify_sender()

    @cached_property
    def names(self) -> dict[str, str]:
        """What each resource of the template is called in the account."""
        pages = self._formation.get_paginator("list_stack_resources").paginate(StackName=NAME)
        return {
            resource["LogicalResourceId"]: resource["PhysicalResourceId"]
            for page in pages
            for resource in page["StackResourceSummaries"]
        }

    def scheduled(self) -> list[str]:
        """The functions that a schedule calls, in the order of the template."""
        return [
            self.names[function.name]
            for function in self.template.of_kind(FUNCTION)
            for event in function.properties.get("Events", {}).values()
            if event["Type"] == "ScheduleV2"
        ]

    def settings(self) -> dict[str, str]:
        """All settings of all functions, as they were resolved."""
        found: dict[str, str] = {}
        for function in self.template.of_kind(FUNCTION):
            answer = self._lambda.get_function_configuration(FunctionName=self.names[function.name])
            found.update(answer["Environment"]["Variables"])
        return found

    def _make_bucket(self) -> None:
        try:
            self._s3.create_bucket(
                Bucket=BUCKET,
                CreateBucketConfiguration={"LocationConstraint": self._s3.meta.region_name},
            )
        except ClientError as error:
            if error.response["Error"]["Code"] != "BucketAlreadyOwnedByYou":
                raise

    def _packaged(self) -> str:
        """The template with the address of each function's package, as `sam package` makes it."""
        handlers = {f.name: f.properties["Handler"] for f in self.template.of_kind(FUNCTION)}

        def place(found: re.Match[str]) -> str:
            package = Package(handlers.pop(found[1]))
            if package.key not in self._uploaded:
                self._upload(package.key, package.content)
                self._uploaded.add(package.key)
            return f"{found[0]}      CodeUri: s3://{BUCKET}/{package.key}\n"

        made = FUNCTION_BEGINS.sub(place, self._path.read_text(encoding="utf-8"))
        if handlers:
            raise NotDeployed(f"no package for {sorted(handlers)}")
        return made

    @cached_property
    def _uploaded(self) -> set[str]:
        answer = self._s3.list_objects_v2(Bucket=BUCKET)
        return {found["Key"] for found in answer.get("Contents", [])}

    def _upload(self, key: str, content: bytes) -> str:
        self._s3.put_object(Bucket=BUCKET, Key=key, Body=content)
        return f"{self._s3.meta.endpoint_url}/{BUCKET}/{key}"

    def _propose(self, address: str) -> str | None:
        """The change set, or nothing if there is nothing to change."""
        made = self._formation.create_change_set(
            StackName=NAME,
            ChangeSetName=f"at-{time.time_ns()}",
            ChangeSetType="UPDATE" if self.exists() else "CREATE",
            TemplateURL=address,
            Parameters=[
                {"ParameterKey": name, "ParameterValue": value}
                for name, value in self.parameters.items()
            ],
            Capabilities=["CAPABILITY_IAM", "CAPABILITY_AUTO_EXPAND"],
        )["Id"]
        try:
            self._wait("change_set_create_complete", ChangeSetName=made)
        except WaiterError as error:
            reason = error.last_response.get("StatusReason", "")
            if "No updates" in reason or "didn't contain changes" in reason:
                return None
            raise NotDeployed(reason or str(error)) from error
        return str(made)

    def exists(self) -> bool:
        """Whether it has been deployed."""
        try:
            (stack,) = self._formation.describe_stacks(StackName=NAME)["Stacks"]
        except ClientError:
            return False
        return bool(stack["StackStatus"] != "REVIEW_IN_PROGRESS")

    def _wait(self, what: str, **of: str) -> None:
        often = {"Delay": LOOK_EVERY, "MaxAttempts": LOOKS}
        self._formation.get_waiter(what).wait(**of, WaiterConfig=often)

    def _why(self) -> str:
        events = self._formation.describe_stack_events(StackName=NAME)["StackEvents"]
        return "; ".join(
            f"{event['LogicalResourceId']}: {event.get('ResourceStatusReason', '')}"
            for event in reversed(events)
            if event["ResourceStatus"].endswith("FAILED")
        )

    def let_rows_expire(self) -> None:
        """What CloudFormation asks for and ministack's leaves out.

        Only once the demo is there: it begins in the past, and the sweep of rows that are over
        reads the machine's clock.
        """
        dynamodb = self.client("dynamodb")
        for table in self.template.of_kind(TABLE):
            name = self.names[table.name]
            wanted = table.properties["TimeToLiveSpecification"]
            said = dynamodb.describe_time_to_live(TableName=name)["TimeToLiveDescription"]
            if said["TimeToLiveStatus"] == "DISABLED":
                dynamodb.update_time_to_live(TableName=name, TimeToLiveSpecification=wanted)

    def _verify_sender(self) -> None:
        """What an operator does once in AWS: show that the domain of the mail is theirs."""
        domain = self.template.text({"Ref": "MailDomain"})
        try:
            self.client("sesv2").create_email_identity(EmailIdentity=domain)
        except ClientError as error:
            if error.response["Error"]["Code"] != "AlreadyExistsException":
                raise

    @cached_property
    def _formation(self) -> Any:
        return self.client("cloudformation")

    @cached_property
    def _s3(self) -> Any:
        return self.client("s3")

    @cached_property
    def _lambda(self) -> Any:
        return self.client("lambda")
